using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TechTransfer.Contracts.Waiting;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Tests;

/// <summary>In the morning of a working day it is counted which requests and steps wait for whom.</summary>
public sealed class WaitingTests
{
    [Fact]
    public async Task Requests_wait_for_who_has_not_answered_and_steps_for_who_owns_the_deal()
    {
        await using var world = await World.StartAsync();
        await world.RequestAsync();
        await world.RequestAsync(world.Broker);
        var accepted = await world.RequestAsync();
        await world.UniversitySide.PostAsJsonAsync($"/api/introductions/{accepted}/accept", new { }).BodyAsync(200);

        var later = await CountedAsync(world, days: 30);
        // Asked by the company, and by the broker, who accepts for nobody; the deal's first step is overdue.
        Work(later, world.UniversityId).ShouldBe([("introduction", Roles.Manager, 2), ("step", Roles.Manager, 1)]);
        Work(later, world.CompanyId).ShouldBe([("introduction", Roles.Manager, 1)]);
        (await CountedAsync(world, days: 0)).ShouldBeEmpty("nothing has waited for a working day yet");

        // The desk asks for a few of them and how many there are.
        var waiting = await world.UniversitySide.GetAsync("/api/introductions?box=waiting&limit=1").BodyAsync(200);
        (waiting.GetProperty("items").GetArrayLength(), waiting.GetProperty("total").GetInt32()).ShouldBe((1, 2));
        (await world.CompanySide.GetAsync("/api/introductions?box=waiting").BodyAsync(200)).GetProperty("total").GetInt32().ShouldBe(1);
        (await world.CompanySide.GetAsync("/api/introductions?box=out").BodyAsync(200)).TryGetProperty("total", out _).ShouldBeFalse();
    }

    private static IEnumerable<(string, string, int)> Work(IReadOnlyList<WorkWaits> counted, Guid organisation) =>
        counted.Single(x => x.OrganisationId == organisation).Work.Select(x => (x.Kind, x.Role, x.Count)).Order();

    private static async Task<IReadOnlyList<WorkWaits>> CountedAsync(World world, int days)
    {
        var now = DateTimeOffset.UtcNow.AddDays(days);
        await using var scope = world.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ContractsDbContext>();
        await CountWaiting.CountAsync(db, WorkingCalendar.Load(), WorkingCalendar.DayOf(now), now, TestContext.Current.CancellationToken);
        return
        [
            .. db.ChangeTracker.Entries<OutboxRow>().Select(x => JsonSerializer.Deserialize<WorkWaits>(x.Entity.Body, JsonSerializerOptions.Web)!),
        ];
    }
}
