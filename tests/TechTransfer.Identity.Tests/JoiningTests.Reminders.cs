using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Identity.Reminding;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Identity.Tests;

/// <summary>Mails about what waits for somebody, and how he stops them.</summary>
public partial class JoiningTests
{
    /// <summary>A Wednesday without a holiday.</summary>
    private static readonly DateOnly Wednesday = new(2026, 11, 25);

    [Fact]
    public async Task WhatWaitsIsRemindedOfOnceADayInOneMail()
    {
        await CountedAsync(Company, null, new WaitingWork("introduction", Roles.Manager, 2, At(Wednesday, -7)), "contracts");
        await CountedAsync(Company, null, new WaitingWork("office", Roles.Manager, 1, At(Wednesday, -1)), "demands");
        await CountedAsync(Company, null, new WaitingWork("changes", Roles.Broker, 1, At(Wednesday, -1)), "achievements");
        await RemindAsync(Wednesday);
        var mail = (await _app.MailsAsync("company@demo")).ShouldHaveSingleItem();
        mail.Subject!.ShouldContain("有事情在等您处理");
        mail.TextBody!.ShouldContain("对接申请等您回应：2件，最久5个工作日");
        mail.TextBody!.ShouldContain("2 introductions to answer, the oldest for 5 working days");
        mail.TextBody!.ShouldContain("1 of your members' submissions to approve, for 1 working day");
        mail.TextBody!.ShouldNotContain("1 working days");
        mail.TextBody!.ShouldNotContain("returned", customMessage: "nobody there has that role");
        mail.Headers["List-Unsubscribe-Post"].ShouldBe("List-Unsubscribe=One-Click");
        (await _app.MailsAsync("university@demo", 0)).ShouldBeEmpty("nothing waits there");

        await RemindAsync(Wednesday);
        await CountedAsync(Company, null, new WaitingWork("introduction", Roles.Manager, 3, At(Wednesday, -7)), "contracts", Wednesday.AddDays(1));
        await RemindAsync(Wednesday.AddDays(1));
        var mails = await _app.MailsAsync("company@demo", 2);
        mails.Count.ShouldBe(2, "once a day");
        mails[^1].TextBody!.ShouldContain("3 introductions");
        mails[^1].TextBody!.ShouldNotContain("members' submissions", customMessage: "what was not counted again waits no more");
    }

    [Fact]
    public async Task OperatorsNearestToTheRegionAreRemindedAndAHolidayOrASettingSparesPeople()
    {
        await CountedAsync(null, "220104", new WaitingWork("review", Roles.Operator, 4, At(Wednesday, -1)), "demands");
        await CountedAsync(null, "220200", new WaitingWork("review", Roles.Operator, 5, At(Wednesday, -1)), "demands");
        await RemindAsync(Wednesday);
        (await _app.MailsAsync("county-operator@demo"))[0].TextBody!.ShouldContain("4 submissions to review");
        (await _app.MailsAsync("operator@demo"))[0].TextBody!.ShouldContain("5 submissions to review");
        (await _app.MailsAsync("city-operator@demo", 0)).ShouldBeEmpty("the county has an operator, and the other city none");

        using var county = Act(
            new Guid("01920000-0000-7000-8000-000000000024"),
            "220104",
            new Guid("01920000-0000-7000-8001-000000000008"),
            Roles.Operator
        );
        (await county.GetFromJsonAsync<JsonElement>("/api/identity/reminders", Cancel)).GetProperty("reminders").GetString().ShouldBe("daily");
        (await county.PutAsJsonAsync("/api/identity/reminders", new { reminders = "hourly" }, Cancel)).StatusCode.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );
        (await county.PutAsJsonAsync("/api/identity/reminders", new { reminders = "weekly" }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var thursday = Wednesday.AddDays(1);
        await CountedAsync(null, "220104", new WaitingWork("review", Roles.Operator, 6, At(Wednesday, -1)), "demands", thursday);
        await RemindAsync(thursday);
        var monday = Wednesday.AddDays(5);
        await CountedAsync(null, "220104", new WaitingWork("review", Roles.Operator, 7, At(Wednesday, -1)), "demands", monday);
        await RemindAsync(monday);
        var mails = await _app.MailsAsync("county-operator@demo", 2);
        mails.Count.ShouldBe(2);
        mails[^1].TextBody!.ShouldContain("7 submissions to review");
    }

    [Fact]
    public async Task WhoeverHoldsAReminderStopsThemAndWithoutItNobodyDoes()
    {
        await CountedAsync(Company, null, new WaitingWork("introduction", Roles.Manager, 1, At(Wednesday, -7)), "contracts");
        await RemindAsync(Wednesday);
        var stop = (await _app.MailsAsync("company@demo"))[0].Headers["List-Unsubscribe"]!.Trim('<', '>');
        using var visitor = _app.Visitor();
        (await visitor.PostAsync("/api/identity/reminders/stop?token=x", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.PostAsync("/api/identity/reminders/stop", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.PostAsync(new Uri(stop).PathAndQuery, null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await CountedAsync(Company, null, new WaitingWork("introduction", Roles.Manager, 1, At(Wednesday, -7)), "contracts", Wednesday.AddDays(1));
        await RemindAsync(Wednesday.AddDays(1));

        // A complaint is told all the same.
        await ChangeAsync(db => db.Enqueue(new ComplaintMade(Guid.CreateVersion7(), 1, Company)));
        (await MailAsync("company@demo", "/my/reports")).ShouldContain("infringes");
        (await _app.MailsAsync("company@demo", 2)).Count.ShouldBe(2);
    }

    private static DateTimeOffset At(DateOnly day, int days) => WorkingCalendar.StartOf(day.AddDays(days)).AddHours(15);

    private async Task CountedAsync(Guid? organisation, string? region, WaitingWork work, string service, DateOnly? day = null)
    {
        await ChangeAsync(db => db.Enqueue(new WorkWaits(Guid.CreateVersion7(), 1, service, day ?? Wednesday, organisation, region, [work])));
        await TestApp.EventuallyAsync(
            async () =>
            {
                await using var scope = _app.Services.CreateAsyncScope();
                var place = organisation?.ToString("D") ?? region;
                return await scope
                    .ServiceProvider.GetRequiredService<IdentityDbContext>()
                    .WaitingWork.AnyAsync(x => x.Service == service && x.Place == place && x.Kind == work.Kind && x.Count == work.Count, Cancel);
            },
            x => x
        );
    }

    private async Task RemindAsync(DateOnly day)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await RemindPeople.RemindAsync(scope.ServiceProvider, WorkingCalendar.Load(), day, WorkingCalendar.StartOf(day).AddHours(9), Cancel);
    }
}
