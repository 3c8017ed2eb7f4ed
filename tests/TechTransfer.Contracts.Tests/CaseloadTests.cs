using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace TechTransfer.Contracts.Tests;

public sealed class CaseloadTests
{
    [Fact]
    public async Task What_a_broker_has_in_hand_and_brought_to_a_contract_is_counted_while_it_is_verified()
    {
        await using var world = await World.StartAsync();
        (await ReadAsync(world)).ShouldBeEmpty();
        var proposed = await world.RequestAsync(world.Broker);
        await world.CompanySide.PostAsJsonAsync($"/api/introductions/{proposed}/accept", new { }).BodyAsync(200);
        var accepted = await world.UniversitySide.PostAsJsonAsync($"/api/introductions/{proposed}/accept", new { }).BodyAsync(200);
        var (contract, sha256) = await world.DraftAsync(accepted.GetProperty("dealId").GetGuid());
        var drafted = (await ReadAsync(world)).ShouldHaveSingleItem();
        drafted.GetProperty("organisationId").GetGuid().ShouldBe(world.BrokerId);
        (drafted.GetProperty("openDeals").GetInt32(), drafted.GetProperty("contracts").GetInt32()).ShouldBe((1, 0));

        foreach (var side in new[] { world.CompanySide, world.UniversitySide })
            await World.SignAsync(side, contract, sha256).BodyAsync(200);
        // A deal without a broker is nobody's caseload.
        await world.DealAsync();
        var signed = (await ReadAsync(world)).ShouldHaveSingleItem();
        (signed.GetProperty("openDeals").GetInt32(), signed.GetProperty("contracts").GetInt32()).ShouldBe((1, 1));

        await world.StoreAsync(db => db.Organisations.Single(x => x.Id == world.BrokerId).State = "suspended");
        (await ReadAsync(world)).ShouldBeEmpty();
    }

    private static async Task<List<JsonElement>> ReadAsync(World world) =>
        [.. (await world.App.Visitor().GetAsync("/api/figures/caseloads").BodyAsync(200)).GetProperty("items").EnumerateArray()];
}
