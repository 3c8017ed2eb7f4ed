using System.Net.Http.Json;
using Shouldly;
using TechTransfer.Contracts.Copies;

namespace TechTransfer.Contracts.Tests;

/// <summary>What may stand in a contract and in a deal's stages, and how a draft ends.</summary>
public sealed class TermsTests
{
    [Fact]
    public async Task Terms_and_stages_have_limits()
    {
        await using var world = await World.StartAsync();
        var deal = await world.DealAsync();
        var path = $"/api/deals/{deal}";
        var wrong = await world.UniversitySide.PostAsJsonAsync(path + "/stage", new { stage = "signed" }).BodyAsync(409);
        wrong.GetProperty("state").GetString().ShouldBe("introduced");
        wrong.GetProperty("allowed").EnumerateArray().Select(x => x.GetString()).ShouldBe(["negotiating", "drafting", "dropped"]);
        await world.UniversitySide.PostAsJsonAsync(path + "/stage", new { stage = "dropped" }).BodyAsync(422);
        await world.UniversitySide.PostAsJsonAsync(path + "/stage", new { stage = "negotiating", nextOn = "2020-01-01" }).BodyAsync(422);
        await world.UniversitySide.PostAsJsonAsync(path + "/stage", new { stage = "negotiating", nextOn = "soon" }).BodyAsync(422);
        await world.UniversitySide.PostAsJsonAsync(path + "/contract", World.Draft(value: "100.00", technical: "100.01")).BodyAsync(422);
        await world.UniversitySide.PostAsJsonAsync(path + "/contract", World.Draft(title: new string('题', 201))).BodyAsync(422);
        await world.UniversitySide.PostAsJsonAsync(path + "/contract", World.Draft(value: "0.001")).BodyAsync(400);
        await world
            .UniversitySide.PostAsJsonAsync(
                path + "/contract",
                new
                {
                    type = "service",
                    subtype = "patent",
                    title = "x",
                }
            )
            .BodyAsync(422);
        await world
            .UniversitySide.PostAsJsonAsync(
                path + "/contract",
                new
                {
                    type = "service",
                    title = "x",
                    parties = new[] { new { organisation = "没有这家单位", role = "seller" } },
                }
            )
            .BodyAsync(422);
        var (contract, sha256) = await world.DraftAsync(deal);
        (await world.UniversitySide.PostAsJsonAsync(path + "/contract", World.Draft()).BodyAsync(409))
            .GetProperty("contractId")
            .GetGuid()
            .ShouldBe(contract);
        await World.SignAsync(world.CompanySide, contract, new string('0', 64)).BodyAsync(409);
        await world.CompanySide.PostAsJsonAsync($"/api/contracts/{contract}/sign", new { sha256, method = "paper" }).BodyAsync(422);
        await PaperAsync("not a document at all"u8.ToArray(), 422);
        await PaperAsync(new byte[5 * 1024 * 1024 + 1], 413);
        var signed = await PaperAsync([.. "%PDF-1.7"u8, .. new byte[600_000]], 200);
        var scan = signed.GetProperty("scans")[0].GetProperty("id").GetGuid();
        (await world.UniversitySide.GetByteArrayAsync($"/api/contracts/{contract}/scans/{scan}")).Length.ShouldBe(600_008);
        await world.Stranger.GetAsync($"/api/contracts/{contract}/scans/{scan}").BodyAsync(404);

        await world.UniversitySide.PostAsJsonAsync(path + "/stage", new { stage = "dropped", reason = "预算取消" }).BodyAsync(200);
        (await world.UniversitySide.GetAsync($"/api/contracts/{contract}").BodyAsync(200)).GetProperty("state").GetString().ShouldBe("void");
        await World.SignAsync(world.UniversitySide, contract, sha256).BodyAsync(409);

        Task<System.Text.Json.JsonElement> PaperAsync(byte[] content, int status) =>
            world
                .CompanySide.PostAsJsonAsync(
                    $"/api/contracts/{contract}/sign",
                    new
                    {
                        sha256,
                        method = "paper",
                        scan = new { name = "盖章件.pdf", contentBase64 = Convert.ToBase64String(content) },
                    }
                )
                .BodyAsync(status);
    }
}
