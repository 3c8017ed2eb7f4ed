using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace TechTransfer.Contracts.Tests;

public sealed class ResponseRateTests
{
    [Fact]
    public async Task The_rate_is_told_in_steps_of_ten_once_there_were_enough_requests()
    {
        await using var world = await World.StartAsync();
        foreach (var answer in new[] { "accept", "accept", "accept" })
            await AnsweredAsync(world, answer);
        await AnsweredAsync(world, "decline");
        (await RateAsync(world, world.UniversityId)).TryGetProperty("responsePercent", out _).ShouldBeFalse("four requests are too few to say");

        // Neither what still waits nor what was taken back counts.
        await world.RequestAsync();
        var takenBack = await world.RequestAsync();
        await world.CompanySide.PostAsJsonAsync($"/api/introductions/{takenBack}/withdraw", new { }).BodyAsync(200);
        (await RateAsync(world, world.UniversityId)).TryGetProperty("responsePercent", out _).ShouldBeFalse();

        await UnansweredAsync(world, await world.RequestAsync());
        await UnansweredAsync(world, await world.RequestAsync());
        // Four of six: 67 %.
        (await RateAsync(world, world.UniversityId))
            .GetProperty("responsePercent")
            .GetInt32()
            .ShouldBe(70);
        (await RateAsync(world, world.CompanyId)).TryGetProperty("responsePercent", out _).ShouldBeFalse("who asks is not asked");
    }

    [Fact]
    public async Task Of_a_brokers_proposal_only_what_a_side_did_or_left_counts_for_it()
    {
        await using var world = await World.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            var proposed = await world.RequestAsync(world.Broker);
            await world.CompanySide.PostAsJsonAsync($"/api/introductions/{proposed}/accept", new { }).BodyAsync(200);
            await UnansweredAsync(world, proposed);
        }
        // The other side may have declined or been spared: it is not known which.
        var declined = await world.RequestAsync(world.Broker);
        await world.CompanySide.PostAsJsonAsync($"/api/introductions/{declined}/decline", new { reason = "tooEarly" }).BodyAsync(200);
        (await RateAsync(world, world.CompanyId)).GetProperty("responsePercent").GetInt32().ShouldBe(100);
        (await RateAsync(world, world.UniversityId)).GetProperty("responsePercent").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task An_organisation_that_is_not_verified_has_no_rate()
    {
        await using var world = await World.StartAsync();
        var visitor = world.App.Visitor();
        (await visitor.GetAsync($"/api/figures/organisations/{Guid.CreateVersion7()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await RateAsync(world, world.UniversityId);
        foreach (var state in new[] { "unverified", "rejected", "suspended", "closed" })
        {
            await world.StoreAsync(db => db.Organisations.Single(x => x.Id == world.UniversityId).State = state);
            (await visitor.GetAsync($"/api/figures/organisations/{world.UniversityId}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, state);
        }
    }

    private static async Task<JsonElement> RateAsync(World world, Guid organisation) =>
        await world.App.Visitor().GetAsync($"/api/figures/organisations/{organisation}").BodyAsync(200);

    private static async Task AnsweredAsync(World world, string answer)
    {
        var asked = await world.RequestAsync();
        object body = answer == "decline" ? new { reason = "noCapacity" } : new { };
        await world.UniversitySide.PostAsJsonAsync($"/api/introductions/{asked}/{answer}", body).BodyAsync(200);
    }

    private static Task UnansweredAsync(World world, Guid introduction) =>
        world.StoreAsync(db => db.Introductions.Single(x => x.Id == introduction).EndUnanswered());
}
