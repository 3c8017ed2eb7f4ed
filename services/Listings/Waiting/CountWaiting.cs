using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Listings.Grants;
using TechTransfer.Listings.Reviews;
using TechTransfer.Messaging;

namespace TechTransfer.Listings.Waiting;

/// <summary>Counts on each working day what of the listings has waited for organisations and operators, for the mails that remind them.</summary>
internal sealed class CountWaiting<TContent>(
    IServiceScopeFactory scopes,
    WorkingCalendar calendar,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<CountWaiting<TContent>> logger
) : EachWorkingDay(calendar, lifetime, time, logger)
    where TContent : ListingContent
{
    protected override int Hour => ReminderTimes.CountHour;

    protected override async Task RunAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<ListingDesk<TContent>>();
        var escalation = scope.ServiceProvider.GetRequiredService<Escalation>();
        var before = escalation.OlderThan(ReminderTimes.AfterWorkingDays);
        var own = await OwnAsync(desk, before, cancellationToken);
        foreach (var organisation in own.GroupBy(x => x.OrganisationId, x => x.Work))
            desk.Db.Enqueue(Count(organisation.Key, null, [.. organisation]));
        var due = await DueAsync(desk.Db, escalation, before, cancellationToken);
        foreach (var region in due.GroupBy(x => x.Region, x => x.Work, StringComparer.Ordinal))
            desk.Db.Enqueue(Count(null, region.Key, [.. region]));
        await desk.Db.SaveChangesAsync(cancellationToken);

        WorkWaits Count(Guid? organisation, string? region, IReadOnlyList<WaitingWork> work) =>
            new(Guid.CreateVersion7(desk.Now), 1, desk.Kind.Plural, day, organisation, region, work);
    }

    /// <summary>What an organisation's own people have to do.</summary>
    private static async Task<List<(Guid OrganisationId, WaitingWork Work)>> OwnAsync(
        ListingDesk<TContent> desk,
        DateTimeOffset before,
        CancellationToken cancellationToken
    )
    {
        var (now, soon) = (desk.Now, desk.Now + EndsSoon);
        var listings = desk.Db.Listings.AsNoTracking();
        var office = listings.Where(x => (x.Revision ?? x.State) == ListingState.OfficeReview && x.UpdatedAt < before);
        var found = new List<(Guid, WaitingWork)>();
        await AddAsync("office", Roles.Manager, office.Where(x => x.OwnedSince != null));
        await AddAsync("confirmation", Roles.Manager, office.Where(x => x.OwnedSince == null));
        await AddAsync(
            "changes",
            Roles.Member,
            listings.Where(x => (x.Revision ?? x.State) == ListingState.Returned && x.OwnedSince != null && x.UpdatedAt < before)
        );
        await AddAsync(
            "ending",
            Roles.Member,
            listings.Where(x => x.State == ListingState.Published && x.OwnedSince != null && x.ValidUntil > now && x.ValidUntil <= soon)
        );
        var asked = await desk
            .Db.Grants.Where(x => x.State == GrantState.Asked && x.AskedAt < before)
            .Join(listings, x => x.ListingId, x => x.Id, (x, listing) => new { listing.OrganisationId, x.AskedAt })
            .GroupBy(x => x.OrganisationId)
            .Select(x => new
            {
                x.Key,
                Count = x.Count(),
                Since = x.Min(y => y.AskedAt),
            })
            .ToListAsync(cancellationToken);
        found.AddRange(asked.Select(x => (x.Key, new WaitingWork("access", Roles.Manager, x.Count, x.Since))));
        return found;

        async Task AddAsync(string kind, string role, IQueryable<Listing<TContent>> waiting) =>
            found.AddRange(
                (
                    await waiting
                        .GroupBy(x => x.OrganisationId)
                        .Select(x => new
                        {
                            x.Key,
                            Count = x.Count(),
                            Since = x.Min(y => y.UpdatedAt),
                        })
                        .ToListAsync(cancellationToken)
                ).Select(x => (x.Key, new WaitingWork(kind, role, x.Count, x.Since)))
            );
    }

    /// <summary>What operators have to decide, by the region that is responsible by now.</summary>
    private static async Task<List<(string Region, WaitingWork Work)>> DueAsync(
        ListingsDbContext<TContent> db,
        Escalation escalation,
        DateTimeOffset before,
        CancellationToken cancellationToken
    )
    {
        var submitted = await db
            .Listings.Where(x => x.WaitingSince != null && x.WaitingSince < before)
            .Select(x => new { x.OrganisationRegion, Since = x.WaitingSince!.Value })
            .ToListAsync(cancellationToken);
        var appeals = await db
            .Appeals.Where(x => x.State == Appeals.AppealState.Waiting && x.At < before)
            .Join(db.Listings, x => x.ListingId, x => x.Id, (x, listing) => new { listing.OrganisationRegion, Since = x.At })
            .ToListAsync(cancellationToken);
        return
        [
            .. Work("review", submitted.Select(x => (escalation.ResponsibleFor(x.OrganisationRegion, x.Since), x.Since))),
            .. Work("appeal", appeals.Select(x => (x.OrganisationRegion, x.Since))),
        ];

        static IEnumerable<(string, WaitingWork)> Work(string kind, IEnumerable<(string Region, DateTimeOffset Since)> rows) =>
            rows.GroupBy(x => x.Region, x => x.Since, StringComparer.Ordinal)
                .Select(x => (x.Key, new WaitingWork(kind, Roles.Operator, x.Count(), x.Min())));
    }

    /// <summary>The second notice of an end that comes.</summary>
    private static readonly TimeSpan EndsSoon = TimeSpan.FromDays(7);
}
