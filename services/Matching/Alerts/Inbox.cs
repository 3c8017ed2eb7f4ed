using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Matches;

namespace TechTransfer.Matching.Alerts;

/// <summary>
/// The alerts that a person may see now: about public listings that are not hidden from the organisation, of a match also the own one, of a level that the person wants to be told of, and not declined
/// meanwhile.
/// </summary>
internal static class Inbox
{
    internal sealed class Row
    {
        public required Alert Alert { get; init; }
        public required ListingCopy Listing { get; init; }
        public ListingCopy? Own { get; init; }
        public string? SearchName { get; init; }
    }

    public static IQueryable<Row> Of(MatchingDbContext db, Caller caller, DateTimeOffset now) => Of(db, caller.Subject, caller.OrganisationId, now);

    public static IQueryable<Row> Of(MatchingDbContext db, string subject, Guid organisation, DateTimeOffset now)
    {
        var listings = db.VisibleTo(organisation, now);
        var declined = db.Stances.Where(x => x.OrganisationId == organisation && x.Kind == Stance.Declined);
        var readers = db.AlertReaders.Where(x => x.Subject == subject && x.OrganisationId == organisation);
        return from alert in db.Alerts.AsNoTracking()
            where alert.OrganisationId == organisation && (alert.Subject == subject || alert.Subject == Alert.Everybody)
            join listing in listings on alert.ListingId equals listing.Id
            join s in db.SavedSearches on alert.CauseId equals s.Id into searches
            from search in searches.DefaultIfEmpty()
            join o in listings on alert.CauseId equals o.Id into owns
            from own in owns.DefaultIfEmpty()
            where
                alert.Kind == AlertKind.Search && search != null
                || alert.Kind == AlertKind.Match
                    && own != null
                    && own.OrganisationId == organisation
                    && (alert.Level >= AlertLevels.Strong || readers.Any(x => x.FromLevel <= alert.Level))
                    && !declined.Any(x =>
                        x.DemandKey == (own.Kind == ListingKind.Demand ? own.MatchKey : listing.MatchKey)
                        && x.AchievementKey == (own.Kind == ListingKind.Demand ? listing.MatchKey : own.MatchKey)
                    )
            select new Row
            {
                Alert = alert,
                Listing = listing,
                Own = own,
                SearchName = search.Name,
            };
    }

    public static async Task<Guid> ReadUpToAsync(MatchingDbContext db, Caller caller, CancellationToken cancellationToken) =>
        await db
            .AlertReaders.Where(x => x.Subject == caller.Subject && x.OrganisationId == caller.OrganisationId)
            .Select(x => x.ReadUpTo)
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>How many unread alerts each cause has.</summary>
    public static async Task<Dictionary<Guid, int>> FreshAsync(
        MatchingDbContext db,
        Caller caller,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var read = await ReadUpToAsync(db, caller, cancellationToken);
        return await Of(db, caller, now)
            .Where(x => x.Alert.Id > read)
            .GroupBy(x => x.Alert.CauseId)
            .Select(x => new { x.Key, Count = x.Count() })
            .ToDictionaryAsync(x => x.Key, x => x.Count, cancellationToken);
    }
}
