using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.ListingLife;
using TechTransfer.Listings;
using TechTransfer.Listings.Grants;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.Achievements.Tests;

/// <summary>In the morning of a working day it is counted what has waited for an organisation and for operators.</summary>
public sealed class WaitingTests
{
    private const string Root = "/api/achievements";

    [Fact]
    public async Task What_has_waited_for_a_working_day_is_counted_for_whom_it_waits()
    {
        var clock = new MovedClock();
        await using var app = await TestApp.StartAsync(() => [new AchievementsService(), new EventRecorder(), new ClockModule(clock)]);
        var university = Guid.CreateVersion7();
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<ListingsDbContext<AchievementContent>>();
            db.Organisations.Add(
                new OrganisationRow
                {
                    Id = university,
                    Version = 1,
                    Name = "北岭试验大学",
                    Region = "220104",
                    State = "verified",
                }
            );
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        var morning = NextWeek(clock.GetUtcNow());
        clock.MoveTo(morning.AddDays(-8));
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<ListingsDbContext<AchievementContent>>();
            db.Grants.Add(
                new GrantRow
                {
                    Id = Guid.CreateVersion7(),
                    ListingId = await SubmitAsync(app.As(university, "220104", "member")),
                    OrganisationId = Guid.CreateVersion7(),
                    Sections = ["details"],
                    Purpose = "试验",
                    UndertakingVersion = "1",
                    UndertakingLanguage = "zh",
                    UndertakingSha256 = new string('0', 64),
                    AskedBySubject = "someone",
                    AskedAt = clock.GetUtcNow(),
                }
            );
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        await SubmitAsync(app.As(university, "220104", "manager", "member"));
        var returned = await SubmitAsync(app.As(university, "220104", "manager", "member"));
        await app.As(Guid.CreateVersion7(), "220000", "operator")
            .PostAsJsonAsync($"{Root}/{returned}/return", new { reasons = (string[])["units"] }, TestContext.Current.CancellationToken)
            .BodyAsync(200);
        clock.MoveTo(morning);
        await SubmitAsync(app.As(university, "220104", "manager", "member"));

        await app.RestartAsync();
        var counted = await TestApp.EventuallyAsync(() => app.RecordedAsync<WorkWaits>(), x => x.Count >= 2, TimeSpan.FromSeconds(60));
        counted.ShouldAllBe(x => x.Service == "achievements" && x.Day == WorkingCalendar.DayOf(morning));
        counted
            .Single(x => x.OrganisationId == university)
            .Work.Select(x => (x.Kind, x.Role, x.Count))
            .ShouldBe([("office", Roles.Manager, 1), ("changes", Roles.Member, 1), ("access", Roles.Manager, 1)]);
        // After more than three working days the city is responsible; what came this morning waits for nobody yet.
        var review = counted.Single(x => x.OrganisationId is null);
        review.Region.ShouldBe("220100");
        review.Work.Select(x => (x.Kind, x.Role, x.Count)).ShouldBe([("review", Roles.Operator, 1)]);
    }

    /// <summary>Ten o'clock in China on a working day that four to six working days lie before.</summary>
    private static DateTimeOffset NextWeek(DateTimeOffset now)
    {
        var calendar = WorkingCalendar.Load();
        var day = WorkingCalendar.DayOf(now).AddDays(8);
        while (
            !calendar.IsWorkingDay(day)
            || calendar.WorkingDaysSince(WorkingCalendar.StartOf(day.AddDays(-8)), WorkingCalendar.StartOf(day)) is < 4 or > 6
        )
            day = day.AddDays(1);
        return WorkingCalendar.StartOf(day).AddHours(10);
    }

    private static async Task<Guid> SubmitAsync(HttpClient who)
    {
        var draft = await who.PostAsJsonAsync(
                Root,
                new
                {
                    title = "弹性体的连续制备",
                    summary = "一种试验用的弹性体连续制备方法，断裂强度高，适合在试验装置上反复验证。",
                    modes = (string[])["open"],
                    declarations = new
                    {
                        noStateSecret = true,
                        entitledToPublish = true,
                        patentFiledOrNotNeeded = true,
                    },
                },
                TestContext.Current.CancellationToken
            )
            .BodyAsync(201);
        var id = draft.GetProperty("id").GetGuid();
        await who.PostAsJsonAsync($"{Root}/{id}/submit", new { }, TestContext.Current.CancellationToken).BodyAsync(200);
        return id;
    }
}
