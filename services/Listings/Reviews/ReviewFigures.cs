using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Reviews;

/// <summary>GET reviews/figures: how much waits for the operator's region and for how long, and what its operators decided this week.</summary>
internal static class ReviewFigures
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/reviews/figures", HandleAsync<TContent>).RequireAuthorization(Roles.Operator);

    private static async Task<Ok<Answer>> HandleAsync<TContent>(
        Caller caller,
        ListingDesk<TContent> desk,
        Escalation escalation,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var waiting = desk.Db.WaitingFor(caller).AsNoTracking();
        var (one, two, late, later) = (escalation.OlderThan(1), escalation.OlderThan(2), escalation.HasRisen(1), escalation.HasRisen(2));
        var bands = await waiting
            .GroupBy(x =>
                x.WaitingSince < later ? 4
                : x.WaitingSince < late ? 3
                : x.WaitingSince < two ? 2
                : x.WaitingSince < one ? 1
                : 0
            )
            .Select(x => new { x.Key, Count = x.Count() })
            .ToDictionaryAsync(x => x.Key, x => x.Count, cancellationToken);
        var total = bands.Values.Sum();
        var now = desk.Now;
        var (days, weekBegan) = (escalation.EscalateAfter, StartOfWeek(now));
        return TypedResults.Ok(
            new Answer(
                total,
                await escalation.DueTo(waiting, caller.Region).CountAsync(cancellationToken),
                await waiting.CountAsync(x => desk.Db.Claims.Any(c => c.ListingId == x.Id && c.Until > now), cancellationToken),
                [
                    new Band(0, 0, bands.GetValueOrDefault(0)),
                    new Band(1, 1, bands.GetValueOrDefault(1)),
                    new Band(2, days, bands.GetValueOrDefault(2)),
                    new Band(days + 1, 2 * days, bands.GetValueOrDefault(3)),
                    new Band(2 * days + 1, null, bands.GetValueOrDefault(4)),
                ],
                // The lower median: the age of one that really waits.
                await AgeOfAsync(waiting, total / 2, escalation, cancellationToken),
                await AgeOfAsync(waiting, 0, escalation, cancellationToken),
                await DecidedSinceAsync(desk.Db, caller, weekBegan, cancellationToken)
            )
        );
    }

    /// <summary>Age of the one at this place of the queue, the longest waiting first.</summary>
    private static async Task<int?> AgeOfAsync<TContent>(
        IQueryable<Listing<TContent>> waiting,
        int place,
        Escalation escalation,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent =>
        await waiting.OrderBy(x => x.WaitingSince).Skip(place).Select(x => x.WaitingSince).FirstOrDefaultAsync(cancellationToken) is { } since
            ? escalation.AgeOf(since)
            : null;

    /// <summary>Decisions of operators about listings of the subtree; what an office decides about its own is none.</summary>
    private static async Task<Decided> DecidedSinceAsync<TContent>(
        ListingsDbContext<TContent> db,
        Caller caller,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var prefix = RegionCode.Prefix(caller.Region);
        var counts = await db
            .Audit.Where(x => (x.Action == "publish" || x.Action == "return" || x.Action == "reject") && x.At >= since)
            .Join(
                db.Listings.Where(x => x.OrganisationRegion.StartsWith(prefix) && x.OrganisationId != caller.OrganisationId),
                x => x.ListingId,
                x => x.Id,
                (audit, listing) => new { audit.Action, IsOffices = audit.OrganisationId == listing.OrganisationId }
            )
            .Where(x => !x.IsOffices)
            .GroupBy(x => x.Action)
            .Select(x => new { x.Key, Count = x.Count() })
            .ToDictionaryAsync(x => x.Key, x => x.Count, cancellationToken);
        return new Decided(counts.GetValueOrDefault("publish"), counts.GetValueOrDefault("return"), counts.GetValueOrDefault("reject"));
    }

    private static DateTimeOffset StartOfWeek(DateTimeOffset now)
    {
        var today = WorkingCalendar.DayOf(now);
        return WorkingCalendar.StartOf(today.AddDays(-((int)today.DayOfWeek + 6) % 7));
    }

    /// <param name="Due">Of those, what the caller's own level is responsible for by now.</param>
    /// <param name="Claimed">Of those, what somebody has taken up.</param>
    /// <param name="Ages">By age in working days, the youngest first.</param>
    /// <param name="MedianWorkingDays">Null when nothing waits.</param>
    /// <param name="DecidedThisWeek">Since Monday, China's time.</param>
    internal sealed record Answer(
        int Waiting,
        int Due,
        int Claimed,
        IReadOnlyList<Band> Ages,
        int? MedianWorkingDays,
        int? OldestWorkingDays,
        Decided DecidedThisWeek
    );

    /// <param name="To">Last day of the band; null without an end.</param>
    internal sealed record Band(int From, int? To, int Count);

    internal sealed record Decided(int Published, int Returned, int Rejected);
}
