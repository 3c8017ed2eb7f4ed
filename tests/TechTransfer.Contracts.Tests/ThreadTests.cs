using System.Net.Http.Json;
using System.Security.Cryptography;
using Shouldly;
using TechTransfer.Contracts.Drafting;

namespace TechTransfer.Contracts.Tests;

public sealed class ThreadTests
{
    [Fact]
    public async Task From_a_request_to_a_signed_contract_and_its_figures()
    {
        await using var world = await World.StartAsync();
        var introduction = await world.RequestAsync();

        var asked = await world.UniversitySide.GetAsync($"/api/introductions/{introduction}").BodyAsync(200);
        asked.GetProperty("state").GetString().ShouldBe("requested");
        asked.GetProperty("channel").GetString().ShouldBe("search");
        asked.GetProperty("allowed").EnumerateArray().Select(x => x.GetString()).ShouldBe(["accept", "decline"]);
        asked.GetProperty("accepted").GetProperty("demandSide").GetBoolean().ShouldBeTrue();
        asked.TryGetProperty("contact", out _).ShouldBeFalse();

        var accepted = await world.UniversitySide.PostAsJsonAsync($"/api/introductions/{introduction}/accept", new { }).BodyAsync(200);
        accepted.GetProperty("state").GetString().ShouldBe("accepted");
        accepted.GetProperty("contact").GetProperty("demandSide").GetProperty("name").GetString().ShouldBe("秘密联系人甲");
        var deal = accepted.GetProperty("dealId").GetGuid();

        var moved = await world
            .UniversitySide.PostAsJsonAsync($"/api/deals/{deal}/stage", new { stage = "negotiating", nextStep = "到厂里看线" })
            .BodyAsync(200);
        moved.GetProperty("nextStep").GetString().ShouldBe("到厂里看线");
        moved.GetProperty("nextOn").GetString().ShouldNotBeNullOrEmpty();
        moved.GetProperty("owner").GetProperty("organisationId").GetGuid().ShouldBe(world.UniversityId);

        var (contract, sha256) = await world.DraftAsync(deal);
        (await world.CompanySide.GetAsync($"/api/deals/{deal}").BodyAsync(200)).GetProperty("stage").GetString().ShouldBe("drafting");
        var bytes = await world.CompanySide.GetByteArrayAsync($"/api/contracts/{contract}/document");
        Convert.ToHexStringLower(SHA256.HashData(bytes)).ShouldBe(sha256);

        (await World.SignAsync(world.CompanySide, contract, sha256).BodyAsync(200)).GetProperty("state").GetString().ShouldBe("drafted");
        (await World.SignAsync(world.CompanySide, contract, sha256).BodyAsync(200)).GetProperty("state").GetString().ShouldBe("drafted");
        (await World.SignAsync(world.UniversitySide, contract, sha256).BodyAsync(200)).GetProperty("state").GetString().ShouldBe("signed");
        var concluded = await world.CompanySide.GetAsync($"/api/deals/{deal}").BodyAsync(200);
        concluded.GetProperty("stage").GetString().ShouldBe("signed");
        concluded.GetProperty("contractId").GetGuid().ShouldBe(contract);
        concluded.GetProperty("timeline").GetArrayLength().ShouldBeGreaterThanOrEqualTo(8);

        var figures = await world.App.Visitor().GetAsync("/api/figures").BodyAsync(200);
        figures.GetProperty("contracts").GetInt32().ShouldBe(1);
        figures.GetProperty("value").GetProperty("amount").GetString().ShouldBe("123456.78");
        var search = figures.GetProperty("byChannel").EnumerateArray().Single(x => x.GetProperty("channel").GetString() == "search");
        search.GetProperty("contracts").GetInt32().ShouldBe(1);
        figures.GetProperty("tracedToMatch").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_revision_makes_signatures_void_and_can_be_compared()
    {
        await using var world = await World.StartAsync();
        var deal = await world.DealAsync();
        var (contract, first) = await world.DraftAsync(deal);
        await World.SignAsync(world.CompanySide, contract, first).BodyAsync(200);

        (await world.UniversitySide.PutAsJsonAsync($"/api/contracts/{contract}", World.Draft("新名称"))).StatusCode.ShouldBe(
            (System.Net.HttpStatusCode)428
        );
        (await PutAsync(world.UniversitySide, contract, "\"7\"", World.Draft("新名称"))).StatusCode.ShouldBe((System.Net.HttpStatusCode)412);
        var revised = await (await PutAsync(world.UniversitySide, contract, "\"1\"", World.Draft("新名称"))).BodyAsync(200);
        var second = revised.GetProperty("sha256").GetString()!;
        second.ShouldNotBe(first);
        revised.GetProperty("version").GetInt32().ShouldBe(2);
        revised.GetProperty("parties").EnumerateArray().Any(x => x.TryGetProperty("signedAt", out _)).ShouldBeFalse();

        var refused = await World.SignAsync(world.UniversitySide, contract, first).BodyAsync(409);
        refused.GetProperty("sha256").GetString().ShouldBe(second);
        var versions = await world.CompanySide.GetAsync($"/api/contracts/{contract}/versions").BodyAsync(200);
        versions.GetProperty("items").GetArrayLength().ShouldBe(2);
        var lines = (await world.CompanySide.GetAsync($"/api/contracts/{contract}/compare?from=1&to=2").BodyAsync(200)).GetProperty("lines");
        lines
            .EnumerateArray()
            .ShouldContain(x => x.GetProperty("change").GetString() == "added" && x.GetProperty("text").GetString()!.Contains("新名称"));

        await World.SignAsync(world.UniversitySide, contract, second).BodyAsync(200);
        (await World.SignAsync(world.CompanySide, contract, second).BodyAsync(200)).GetProperty("state").GetString().ShouldBe("signed");
        (await PutAsync(world.UniversitySide, contract, "\"2\"", World.Draft())).StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Contact_data_is_sealed_until_both_sides_accepted_and_never_in_an_event()
    {
        await using var world = await World.StartAsync();
        var introduction = await world.RequestAsync();
        foreach (var who in new[] { world.UniversitySide, world.CompanySide, world.Operator })
        foreach (var path in new[] { $"/api/introductions/{introduction}", "/api/introductions", "/api/introductions?box=in" })
            ShouldHide(await who.GetStringAsync(path), "秘密联系人甲", "139-SEALED");
        await world.UniversitySide.PostAsJsonAsync($"/api/introductions/{introduction}/accept", new { }).BodyAsync(200);
        (await world.UniversitySide.GetStringAsync($"/api/introductions/{introduction}")).ShouldContain("139-SEALED");
        (await world.Operator.GetStringAsync($"/api/introductions/{introduction}")).ShouldNotContain("139-SEALED");
        foreach (var row in await world.EventsAsync())
            ShouldHide(row.Body, "秘密联系人甲", "139-SEALED", "@example.test");
    }

    [Fact]
    public async Task A_contract_concluded_elsewhere_counts_after_the_other_sides_confirmation()
    {
        await using var world = await World.StartAsync();
        var (demand, achievement) = await world.ListAsync();
        var match = IntegrationEvents.MatchId.Of(demand, achievement);
        object Body(string signedOn) =>
            new
            {
                matchId = match,
                type = "licence",
                subtype = "patent",
                title = "线下签的许可",
                value = new { amount = "5000.05", currency = "CNY" },
                signedOn,
            };
        foreach (var wrong in (string[])["2199-01-01", "0001-01-01", "9999-12-31", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "昨天"])
        {
            var refused = await world.CompanySide.PostAsJsonAsync("/api/contracts/offline", Body(wrong)).BodyAsync(422);
            refused.GetProperty("errors").TryGetProperty("signedOn", out _).ShouldBeTrue(wrong);
        }
        (await world.Stranger.PostAsJsonAsync("/api/contracts/offline", Body("2026-03-02"))).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        var created = await world.CompanySide.PostAsJsonAsync("/api/contracts/offline", Body("2026-03-02")).BodyAsync(201);
        var contract = created.GetProperty("id").GetGuid();
        created.GetProperty("state").GetString().ShouldBe("awaitingConfirmation");
        (await world.CompanySide.PostAsJsonAsync("/api/contracts/offline", Body("2026-03-02"))).StatusCode.ShouldBe(
            System.Net.HttpStatusCode.Conflict
        );
        (await world.App.Visitor().GetAsync("/api/figures").BodyAsync(200)).GetProperty("contracts").GetInt32().ShouldBe(0);

        await world.CompanySide.PostAsJsonAsync($"/api/contracts/{contract}/confirm", new { }).BodyAsync(403);
        await world.Stranger.PostAsJsonAsync($"/api/contracts/{contract}/confirm", new { }).BodyAsync(404);
        var confirmed = await world.UniversitySide.PostAsJsonAsync($"/api/contracts/{contract}/confirm", new { }).BodyAsync(200);
        confirmed.GetProperty("state").GetString().ShouldBe("signed");
        confirmed.GetProperty("channel").GetString().ShouldBe("offline");
        confirmed.GetProperty("matchId").GetGuid().ShouldBe(match);
        var figures = await world.App.Visitor().GetAsync("/api/figures").BodyAsync(200);
        figures.GetProperty("tracedToMatch").GetInt32().ShouldBe(1);
        var offline = figures.GetProperty("byChannel").EnumerateArray().Single(x => x.GetProperty("channel").GetString() == "offline");
        offline.GetProperty("value").GetProperty("amount").GetString().ShouldBe("5000.05");
        (await world.App.Visitor().GetAsync("/api/figures?region=230000").BodyAsync(200)).GetProperty("contracts").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Two_signatures_at_the_same_moment_both_count_and_make_one_signed_contract()
    {
        await using var world = await World.StartAsync();
        for (var round = 0; round < 5; round++)
        {
            var deal = await world.DealAsync();
            var (contract, sha256) = await world.DraftAsync(deal);
            var answers = await Task.WhenAll(
                World.SignAsync(world.CompanySide, contract, sha256),
                World.SignAsync(world.UniversitySide, contract, sha256)
            );
            answers.ShouldAllBe(x => x.IsSuccessStatusCode);
            var signed = await world.CompanySide.GetAsync($"/api/contracts/{contract}").BodyAsync(200);
            signed.GetProperty("state").GetString().ShouldBe("signed");
            signed.GetProperty("parties").EnumerateArray().Count(x => x.TryGetProperty("signedAt", out _)).ShouldBe(2);
        }
    }

    [Fact]
    public async Task Two_acceptances_at_the_same_moment_open_one_deal()
    {
        await using var world = await World.StartAsync();
        for (var round = 0; round < 5; round++)
        {
            var introduction = await world.RequestAsync(world.Broker);
            var answers = await Task.WhenAll(
                world.CompanySide.PostAsJsonAsync($"/api/introductions/{introduction}/accept", new { }),
                world.UniversitySide.PostAsJsonAsync($"/api/introductions/{introduction}/accept", new { })
            );
            answers.ShouldAllBe(x => x.IsSuccessStatusCode);
            var accepted = await world.Broker.GetAsync($"/api/introductions/{introduction}").BodyAsync(200);
            accepted.GetProperty("state").GetString().ShouldBe("accepted");
            accepted.GetProperty("channel").GetString().ShouldBe("broker");
            var deal = await world.Broker.GetAsync($"/api/deals/{accepted.GetProperty("dealId").GetGuid()}").BodyAsync(200);
            deal.GetProperty("owner").GetProperty("organisationId").GetGuid().ShouldBe(world.BrokerId);
        }
        (await world.Broker.GetAsync("/api/deals").BodyAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(5);
    }

    [Fact]
    public void The_same_facts_and_terms_give_the_same_document()
    {
        var terms = new ContractTerms(ContractType.Licence, ContractSubtype.Patent, Exclusivity.Sole, "x", 1000, 900, new ContractClauses());
        var facts = new DocumentFacts(Guid.Parse("01920000-0000-7000-8000-000000000001"), 1, [], "甲", "乙", null);
        ContractDocument.Write(terms, facts).ShouldBe(ContractDocument.Write(terms, facts));
        ContractDocument.Write(terms, facts with { Version = 2 }).ShouldNotBe(ContractDocument.Write(terms, facts));
    }

    private static void ShouldHide(string text, params string[] secrets)
    {
        foreach (var secret in secrets)
            text.ShouldNotContain(secret);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient who, Guid contract, string version, object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/contracts/{contract}") { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", version);
        return who.SendAsync(request);
    }
}
