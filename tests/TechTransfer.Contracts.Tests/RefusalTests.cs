using System.Net.Http.Json;
using Shouldly;
using TechTransfer.Contracts.Copies;

namespace TechTransfer.Contracts.Tests;

public sealed class RefusalTests
{
    [Fact]
    public async Task Every_route_but_the_figures_needs_a_token()
    {
        await using var world = await World.StartAsync();
        var id = Guid.CreateVersion7();
        var visitor = world.App.Visitor();
        string[] reads =
        [
            "/api/introductions",
            $"/api/introductions/{id}",
            "/api/deals",
            $"/api/deals/{id}",
            "/api/contracts",
            $"/api/contracts/{id}",
            $"/api/contracts/{id}/versions",
            $"/api/contracts/{id}/compare?from=1&to=1",
            $"/api/contracts/{id}/document",
            $"/api/contracts/{id}/scans/{id}",
        ];
        foreach (var path in reads)
            await visitor.GetAsync(path).BodyAsync(401);
        string[] writes =
        [
            "/api/introductions",
            $"/api/introductions/{id}/accept",
            $"/api/introductions/{id}/decline",
            $"/api/introductions/{id}/withdraw",
            $"/api/deals/{id}/stage",
            $"/api/deals/{id}/contract",
            $"/api/contracts/{id}/sign",
            "/api/contracts/offline",
            $"/api/contracts/{id}/confirm",
            $"/api/contracts/{id}/refuse",
        ];
        foreach (var path in writes)
            await visitor.PostAsJsonAsync(path, new { }).BodyAsync(401);
        await visitor.PutAsJsonAsync($"/api/contracts/{id}", new { }).BodyAsync(401);
        await visitor.GetAsync("/api/figures").BodyAsync(200);
    }

    [Fact]
    public async Task Another_organisation_finds_nothing_and_changes_nothing()
    {
        await using var world = await World.StartAsync();
        var waiting = await world.RequestAsync();
        var deal = await world.DealAsync();
        var (contract, sha256) = await world.DraftAsync(deal);
        foreach (var foreigner in new[] { world.Stranger, world.FarOperator })
        {
            await foreigner.GetAsync($"/api/introductions/{waiting}").BodyAsync(404);
            await foreigner.PostAsJsonAsync($"/api/introductions/{waiting}/accept", new { }).BodyAsync(404);
            await foreigner.PostAsJsonAsync($"/api/introductions/{waiting}/decline", new { reason = "other" }).BodyAsync(404);
            await foreigner.PostAsJsonAsync($"/api/introductions/{waiting}/withdraw", new { }).BodyAsync(404);
            await foreigner.GetAsync($"/api/deals/{deal}").BodyAsync(404);
            await foreigner.PostAsJsonAsync($"/api/deals/{deal}/stage", new { stage = "negotiating" }).BodyAsync(404);
            await foreigner.PostAsJsonAsync($"/api/deals/{deal}/contract", World.Draft()).BodyAsync(404);
            await foreigner.GetAsync($"/api/contracts/{contract}").BodyAsync(404);
            await foreigner.GetAsync($"/api/contracts/{contract}/document").BodyAsync(404);
            await foreigner.GetAsync($"/api/contracts/{contract}/versions").BodyAsync(404);
            await foreigner.PutAsJsonAsync($"/api/contracts/{contract}", World.Draft()).BodyAsync(404);
            await World.SignAsync(foreigner, contract, sha256).BodyAsync(404);
            foreach (var list in new[] { "introductions", "deals", "contracts" })
                (await foreigner.GetAsync($"/api/{list}").BodyAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0);
        }
        (await world.CompanySide.GetAsync($"/api/introductions/{waiting}").BodyAsync(200)).GetProperty("state").GetString().ShouldBe("requested");
    }

    [Fact]
    public async Task Roles_that_may_not_are_told_so()
    {
        await using var world = await World.StartAsync();
        var waiting = await world.RequestAsync();
        var deal = await world.DealAsync();
        var (contract, sha256) = await world.DraftAsync(deal);
        var member = world.As(world.UniversityId, "220104", ["member"]);
        await member.PostAsJsonAsync($"/api/introductions/{waiting}/accept", new { }).BodyAsync(403);
        await member.PostAsJsonAsync($"/api/introductions/{waiting}/decline", new { reason = "other" }).BodyAsync(403);
        await member.PostAsJsonAsync($"/api/deals/{deal}/stage", new { stage = "dropped", reason = "x" }).BodyAsync(403);
        await member.PostAsJsonAsync($"/api/deals/{deal}/contract", World.Draft()).BodyAsync(403);
        await World.SignAsync(world.As(world.UniversityId, "220104", ["manager"]), contract, sha256).BodyAsync(403);
        await World.SignAsync(world.Operator, contract, sha256).BodyAsync(403);
        await world.Operator.PostAsJsonAsync($"/api/introductions/{waiting}/accept", new { }).BodyAsync(403);
        await world.Operator.PostAsJsonAsync($"/api/deals/{deal}/stage", new { stage = "negotiating" }).BodyAsync(403);
        await world.CompanySide.PostAsJsonAsync($"/api/introductions/{waiting}/decline", new { reason = "other" }).BodyAsync(403);
        await world.UniversitySide.PostAsJsonAsync($"/api/introductions/{waiting}/withdraw", new { }).BodyAsync(403);
        await world.As(world.StrangerId, "220500", ["registrar"]).PostAsJsonAsync("/api/introductions", new { message = "x" }).BodyAsync(403);
        var overdue = await world.CompanySide.GetAsync("/api/introductions?box=overdue");
        await overdue.BodyAsync(403);
    }

    [Fact]
    public async Task A_request_names_what_is_wrong()
    {
        await using var world = await World.StartAsync();
        var (demand, achievement) = await world.ListAsync();
        await WrongAsync(world.CompanySide, new { achievementId = achievement }, "message");
        await WrongAsync(world.CompanySide, new { achievementId = achievement, message = new string('长', 2001) }, "message");
        await WrongAsync(world.CompanySide, new { message = "x" }, "demandId");
        await WrongAsync(world.CompanySide, new { demandId = demand, message = "x" }, "demandId");
        await WrongAsync(world.Broker, new { demandId = demand, message = "x" }, "achievementId");
        foreach (var channel in new[] { "offline", "broker", "telepathy" })
            await WrongAsync(
                world.CompanySide,
                new
                {
                    achievementId = achievement,
                    message = "x",
                    channel,
                },
                "channel"
            );
        await world.Stranger.PostAsJsonAsync("/api/introductions", Pair("x")).BodyAsync(403);
        await world.CompanySide.PostAsJsonAsync("/api/introductions", new { achievementId = Guid.CreateVersion7(), message = "x" }).BodyAsync(404);
        await world
            .CompanySide.PostAsJsonAsync(
                "/api/introductions",
                new
                {
                    achievementId = achievement,
                    message = "x",
                    surprise = 1,
                }
            )
            .BodyAsync(400);
        await world.StoreAsync(db =>
        {
            db.Attach(World.Copy(achievement, ListingKind.Achievement, world.UniversityId, World.University, "220104")).Entity.IsOpen = false;
        });
        await WrongAsync(world.CompanySide, Pair("x"), "achievementId");

        object Pair(string message) =>
            new
            {
                demandId = demand,
                achievementId = achievement,
                message,
            };

        static async Task WrongAsync(HttpClient who, object body, string field) =>
            (await who.PostAsJsonAsync("/api/introductions", body).BodyAsync(422))
                .GetProperty("errors")
                .TryGetProperty(field, out _)
                .ShouldBeTrue(field);
    }

    [Fact]
    public async Task A_pair_is_requested_once_at_a_time_and_an_organisation_has_twenty_open_requests()
    {
        await using var world = await World.StartAsync();
        var (demand, achievement) = await world.ListAsync();
        var body = new
        {
            demandId = demand,
            achievementId = achievement,
            message = "x",
        };
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.CompanySide.PostAsJsonAsync("/api/introductions", body)));
        answers.Count(x => (int)x.StatusCode == 201).ShouldBe(1);
        answers.Count(x => (int)x.StatusCode == 409).ShouldBe(3);
        var first = (await world.CompanySide.GetAsync("/api/introductions?box=out").BodyAsync(200)).GetProperty("items")[0];
        var again = await world.CompanySide.PostAsJsonAsync("/api/introductions", body).BodyAsync(409);
        again.GetProperty("introductionId").GetGuid().ShouldBe(first.GetProperty("id").GetGuid());

        for (var i = 1; i < 20; i++)
            await world.RequestAsync();
        var (more, other) = await world.ListAsync();
        var limit = await world
            .CompanySide.PostAsJsonAsync(
                "/api/introductions",
                new
                {
                    demandId = more,
                    achievementId = other,
                    message = "x",
                }
            )
            .BodyAsync(409);
        limit.GetProperty("limit").GetInt32().ShouldBe(20);

        var page = await world.CompanySide.GetAsync("/api/introductions?limit=15").BodyAsync(200);
        var rest = await world.CompanySide.GetAsync($"/api/introductions?limit=15&after={page.GetProperty("next").GetString()}").BodyAsync(200);
        rest.GetProperty("items").GetArrayLength().ShouldBe(5);
        rest.GetProperty("next").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Answers_come_once_and_from_the_list_of_the_own_side()
    {
        await using var world = await World.StartAsync();
        var introduction = await world.RequestAsync();
        var path = $"/api/introductions/{introduction}";
        await world.UniversitySide.PostAsJsonAsync(path + "/decline", new { reason = "tooEarly" }).BodyAsync(422);
        (await world.UniversitySide.PostAsJsonAsync(path + "/decline", new { reason = "noCapacity" }).BodyAsync(200))
            .GetProperty("state")
            .GetString()
            .ShouldBe("declined");
        var late = await world.UniversitySide.PostAsJsonAsync(path + "/accept", new { }).BodyAsync(409);
        late.GetProperty("state").GetString().ShouldBe("declined");
        await world.CompanySide.PostAsJsonAsync(path + "/withdraw", new { }).BodyAsync(409);

        var own = await world.RequestAsync();
        await world.CompanySide.PostAsJsonAsync($"/api/introductions/{own}/accept", new { }).BodyAsync(409);
        await world.CompanySide.PostAsJsonAsync($"/api/introductions/{own}/withdraw", new { }).BodyAsync(200);
    }

    [Fact]
    public async Task One_person_does_not_accept_or_sign_for_both_sides()
    {
        await using var world = await World.StartAsync();
        var both = world.As(world.CompanyId, "220203", ["manager", "signatory"], "one-person");
        var introduction = await world.RequestAsync(both);
        var other = world.As(world.UniversityId, "220104", ["manager", "signatory"], "one-person");
        await other.PostAsJsonAsync($"/api/introductions/{introduction}/accept", new { }).BodyAsync(403);
        (await world.UniversitySide.GetAsync($"/api/introductions/{introduction}").BodyAsync(200))
            .GetProperty("samePerson")
            .GetBoolean()
            .ShouldBeTrue();
        await world.UniversitySide.PostAsJsonAsync($"/api/introductions/{introduction}/accept", new { }).BodyAsync(200);

        var (contract, sha256) = await world.DraftAsync(await world.DealAsync());
        await World.SignAsync(both, contract, sha256).BodyAsync(200);
        await World.SignAsync(other, contract, sha256).BodyAsync(403);
    }
}
