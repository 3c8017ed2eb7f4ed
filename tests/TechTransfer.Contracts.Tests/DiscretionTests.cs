using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace TechTransfer.Contracts.Tests;

/// <summary>An anonymous demand's owner is opened by both acceptances and by nothing else; a demand is not there for whom it is hidden from.</summary>
public sealed class DiscretionTests
{
    [Fact]
    public async Task Both_acceptances_open_whose_an_anonymous_demand_is()
    {
        await using var world = await World.StartAsync();
        var (demand, achievement) = await world.ListAsync();
        await AnonymousAsync(world, demand);
        var asked = await world
            .UniversitySide.PostAsJsonAsync("/api/introductions", new { demandId = demand, message = "我们能解决" })
            .BodyAsync(201);
        var id = asked.GetProperty("id").GetGuid();
        var offered = new
        {
            demandId = demand,
            achievementId = achievement,
            message = "请看",
        };
        var proposed = (await world.Broker.PostAsJsonAsync("/api/introductions", offered).BodyAsync(201)).GetProperty("id").GetGuid();
        foreach (
            var (who, path) in new[]
            {
                (world.UniversitySide, $"/api/introductions/{id}"),
                (world.UniversitySide, "/api/introductions?box=out"),
                (world.UniversitySide, "/api/introductions?box=in"),
                (world.Broker, $"/api/introductions/{proposed}"),
                (world.Broker, "/api/introductions?box=out"),
            }
        )
        {
            var text = (await who.GetAsync(path).BodyAsync(200)).GetRawText();
            text.ShouldNotContain(World.Company, customMessage: path);
            text.ShouldNotContain(world.CompanyId.ToString(), customMessage: path);
            text.ShouldContain("\"requested\"");
        }
        foreach (var who in new[] { world.CompanySide, world.Operator })
            (await who.GetAsync($"/api/introductions/{id}").BodyAsync(200)).GetRawText().ShouldContain(World.Company);
        // A contract from elsewhere would name it too.
        foreach (var link in new object[] { Offline(introduction: id), Offline(match: IntegrationEvents.MatchId.Of(demand, achievement)) })
            await world.UniversitySide.PostAsJsonAsync("/api/contracts/offline", link).BodyAsync(404);

        await world.CompanySide.PostAsJsonAsync($"/api/introductions/{id}/accept", new { }).BodyAsync(200);
        var opened = await world.UniversitySide.GetAsync($"/api/introductions/{id}").BodyAsync(200);
        opened.GetProperty("demandSide").GetProperty("name").GetString().ShouldBe(World.Company);
        (await world.Broker.GetAsync($"/api/introductions/{proposed}").BodyAsync(200)).GetRawText().ShouldNotContain(World.Company);
    }

    [Fact]
    public async Task A_broker_cannot_try_out_whose_an_anonymous_demand_is()
    {
        await using var world = await World.StartAsync();
        var (demand, achievement) = await world.ListAsync();
        var own = Guid.CreateVersion7();
        await world.StoreAsync(db => db.Listings.Add(World.Copy(own, Copies.ListingKind.Achievement, world.CompanyId, World.Company, "220203")));
        var both = new
        {
            demandId = demand,
            achievementId = own,
            message = "请看",
        };
        await world.Broker.PostAsJsonAsync("/api/introductions", both).BodyAsync(422);
        await AnonymousAsync(world, demand);
        await world.Broker.PostAsJsonAsync("/api/introductions", both).BodyAsync(201);
        await world
            .Broker.PostAsJsonAsync(
                "/api/introductions",
                new
                {
                    demandId = demand,
                    achievementId = achievement,
                    message = "请看",
                }
            )
            .BodyAsync(201);
        await world.CompanySide.PostAsJsonAsync("/api/introductions", both).BodyAsync(422);
    }

    [Fact]
    public async Task Nobody_introduces_a_demand_to_whom_it_is_hidden_from()
    {
        await using var world = await World.StartAsync();
        var (demand, achievement) = await world.ListAsync();
        await world.StoreAsync(db => db.Listings.Single(x => x.Id == demand).HiddenFrom = [world.UniversityId]);
        var match = IntegrationEvents.MatchId.Of(demand, achievement);
        foreach (
            var body in new object[]
            {
                new { demandId = demand, message = "我们能解决" },
                new
                {
                    demandId = demand,
                    achievementId = achievement,
                    message = "我们能解决",
                },
                new { matchId = match, message = "我们能解决" },
            }
        )
            await world.UniversitySide.PostAsJsonAsync("/api/introductions", body).BodyAsync(404);
        await world.UniversitySide.PostAsJsonAsync("/api/contracts/offline", Offline(match: match)).BodyAsync(404);
        var offered = new
        {
            demandId = demand,
            achievementId = achievement,
            message = "请看",
        };
        await world.Broker.PostAsJsonAsync("/api/introductions", offered).BodyAsync(404);
        (await world.CompanySide.PostAsJsonAsync("/api/introductions", offered).BodyAsync(422))
            .GetRawText()
            .ShouldContain("hidden from this organisation");
        (await world.ReadAsync(db => db.Introductions.CountAsync())).ShouldBe(0);
        await world.Stranger.PostAsJsonAsync("/api/introductions", new { demandId = demand, message = "我们能解决" }).BodyAsync(201);
    }

    [Fact]
    public async Task What_is_hidden_afterwards_loses_its_name_for_who_had_asked_about_it()
    {
        await using var world = await World.StartAsync();
        var (demand, _) = await world.ListAsync();
        var asked = await world
            .UniversitySide.PostAsJsonAsync("/api/introductions", new { demandId = demand, message = "我们能解决" })
            .BodyAsync(201);
        var path = $"/api/introductions/{asked.GetProperty("id").GetGuid()}";
        (await world.UniversitySide.GetAsync(path).BodyAsync(200)).GetProperty("demand").GetProperty("id").GetGuid().ShouldBe(demand);
        await world.StoreAsync(db => db.Listings.Single(x => x.Id == demand).HiddenFrom = [world.UniversityId]);
        foreach (var address in (string[])[path, "/api/introductions?box=out"])
            (await world.UniversitySide.GetAsync(address).BodyAsync(200)).GetRawText().ShouldNotContain(demand.ToString(), customMessage: address);
        (await world.CompanySide.GetAsync(path).BodyAsync(200)).GetProperty("demand").GetProperty("id").GetGuid().ShouldBe(demand);

        // A deal that comes of it does not name it either.
        await world.CompanySide.PostAsJsonAsync($"{path}/accept", new { }).BodyAsync(200);
        (await world.UniversitySide.GetAsync("/api/deals").BodyAsync(200)).GetRawText().ShouldNotContain(demand.ToString());
        (await world.CompanySide.GetAsync("/api/deals").BodyAsync(200)).GetRawText().ShouldContain(demand.ToString());
    }

    private static Task AnonymousAsync(World world, Guid demand) => world.StoreAsync(db => db.Listings.Single(x => x.Id == demand).Anonymous = true);

    private static object Offline(Guid? introduction = null, Guid? match = null) =>
        new
        {
            introductionId = introduction,
            matchId = match,
            type = "consulting",
            title = "线下合同",
            signedOn = "2026-01-05",
        };
}
