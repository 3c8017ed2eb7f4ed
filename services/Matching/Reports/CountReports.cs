using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Matching.Reports;

/// <summary>
/// Counts on each working day the complaints that an owner has not answered and the reports that no operator has decided, for the mails that remind them.
/// </summary>
internal sealed class CountReports(
    IServiceScopeFactory scopes,
    WorkingCalendar calendar,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<CountReports> logger
) : EachWorkingDay(calendar, lifetime, time, logger)
{
    protected override int Hour => ReminderTimes.CountHour;

    protected override async Task RunAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await CountAsync(scope.ServiceProvider.GetRequiredService<MatchingDbContext>(), Calendar, day, Time.GetUtcNow(), cancellationToken);
    }

    public static async Task CountAsync(
        MatchingDbContext db,
        WorkingCalendar calendar,
        DateOnly day,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var before = calendar.OlderThan(ReminderTimes.AfterWorkingDays, now);
        var open = await db
            .Reports.Where(x => x.State == ReportState.Open && x.At < before)
            .Select(x => new
            {
                x.OwnerId,
                x.At,
                IsUnanswered = x.Reason == Report.Infringement && x.StatementAt == null,
                Region = db.Organisations.Where(o => o.Id == x.OwnerId).Select(o => o.Region).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        foreach (var owner in open.Where(x => x.IsUnanswered).GroupBy(x => x.OwnerId, x => x.At))
            db.Enqueue(Count(owner.Key, null, new WaitingWork("complaint", Roles.Manager, owner.Count(), owner.Min())));
        foreach (var region in open.Where(x => x.Region is not null).GroupBy(x => x.Region, x => x.At))
            db.Enqueue(Count(null, region.Key, new WaitingWork("report", Roles.Operator, region.Count(), region.Min())));
        await db.SaveChangesAsync(cancellationToken);

        WorkWaits Count(Guid? organisation, string? region, WaitingWork work) =>
            new(Guid.CreateVersion7(now), 1, "matching", day, organisation, region, [work]);
    }
}
