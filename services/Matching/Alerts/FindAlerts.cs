using Microsoft.EntityFrameworkCore;
using TechTransfer.Matching.Alerts.Sending;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Matches;
using TechTransfer.Matching.SavedSearches;

namespace TechTransfer.Matching.Alerts;

/// <summary>A listing that was announced, and not only scored again.</summary>
/// <param name="Bulk">It came with an import: nobody is disturbed at once.</param>
internal sealed record Newcomer(ListingCopy Copy, ListingTerms Terms, bool Bulk);

/// <summary>Whom a batch of newly matched listings concerns.</summary>
internal static class FindAlerts
{
    /// <summary>Of the matches that a new listing is born with, its owner is told of the best; the others stand beside it.</summary>
    private const int MostOfOwn = 5;

    /// <summary>What the work that is to be done again anyway does not count as news.</summary>
    public static IReadOnlyDictionary<Guid, bool> Announced(IReadOnlyList<IndexWork> work) =>
        work.Where(x => x.Lane != IndexLane.Rebuild)
            .GroupBy(x => x.ListingId)
            .ToDictionary(x => x.Key, x => x.All(one => one.Lane == IndexLane.Bulk));

    /// <summary>Adds to the context without saving what the recipients were not told before, and what is to be sent of it.</summary>
    /// <returns>True when something is to be sent at once.</returns>
    public static async Task<bool> AddAsync(
        MatchingDbContext db,
        IReadOnlyList<Newcomer> newcomers,
        IReadOnlyList<FoundBy> searches,
        IReadOnlyList<StoredMatch> newPairs,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var byId = newcomers.Where(x => x.Copy.IsPublic(now)).ToDictionary(x => x.Copy.Id);
        var alerts = searches
            .Where(x => byId.TryGetValue(x.ListingId, out var listing) && Concerns(x, listing.Copy))
            .Select(x => new Alert
            {
                Id = Guid.CreateVersion7(now),
                OrganisationId = x.OrganisationId,
                Subject = x.Subject,
                Kind = AlertKind.Search,
                ListingId = x.ListingId,
                CauseId = x.SearchId,
                At = now,
            })
            .Concat(await OfMatchesAsync(db, byId, newPairs, now, cancellationToken))
            .ToList();
        if (alerts.Count == 0)
            return false;
        var listings = alerts.Select(x => x.ListingId).Distinct().ToList();
        var told = await db
            .Alerts.Where(x => listings.Contains(x.ListingId))
            .Select(x => new { x.ListingId, x.CauseId })
            .ToHashSetAsync(cancellationToken);
        alerts.RemoveAll(x => !told.Add(new { x.ListingId, x.CauseId }));
        db.Alerts.AddRange(alerts);
        return await SpreadAlerts.AddAsync(
            db,
            alerts,
            searches.DistinctBy(x => x.SearchId).ToDictionary(x => x.SearchId, x => x.Tell),
            newcomers.Where(x => x.Bulk).Select(x => x.Copy.Id).ToHashSet(),
            now,
            cancellationToken
        );
    }

    /// <summary>
    /// A revision of a listing that was there when the search was saved is no news, nor is what one published oneself; what is hidden from whoever searches is
    /// nothing to him.
    /// </summary>
    private static bool Concerns(FoundBy search, ListingCopy listing) =>
        listing.OrganisationId != search.OrganisationId
        && listing.HiddenFrom?.Contains(search.OrganisationId) != true
        && listing.ArrivedAt >= search.Since;

    private static async Task<IEnumerable<Alert>> OfMatchesAsync(
        MatchingDbContext db,
        Dictionary<Guid, Newcomer> newcomers,
        IReadOnlyList<StoredMatch> newPairs,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var keys = newcomers.Values.Where(x => !x.Bulk).Select(x => x.Copy.MatchKey).ToHashSet();
        var lowest = await db.AlertReaders.AnyAsync(x => x.FromLevel < AlertLevels.Strong, cancellationToken) ? AlertLevels.Good : AlertLevels.Strong;
        var fitting = newPairs.Where(x => x.Level >= lowest && (keys.Contains(x.DemandKey) || keys.Contains(x.AchievementKey))).ToList();
        if (fitting.Count == 0)
            return [];
        var both = fitting.SelectMany(x => new[] { x.DemandKey, x.AchievementKey }).Distinct().ToList();
        var listings = await db
            .Listings.AsNoTracking()
            .Public(now)
            .Where(x => both.Contains(x.MatchKey))
            .Select(x => new
            {
                x.MatchKey,
                x.Id,
                x.OrganisationId,
            })
            .ToDictionaryAsync(x => x.MatchKey, cancellationToken);
        var owners = listings.Values.Select(x => x.OrganisationId).Distinct().ToList();
        var wantGood = await db
            .AlertReaders.Where(x => x.FromLevel < AlertLevels.Strong && owners.Contains(x.OrganisationId))
            .Select(x => x.OrganisationId)
            .ToHashSetAsync(cancellationToken);
        return fitting
            .OrderByDescending(x => x.Score)
            .SelectMany(pair =>
                new[] { (pair, Own: pair.DemandKey, Other: pair.AchievementKey), (pair, Own: pair.AchievementKey, Other: pair.DemandKey) }
            )
            .Where(x =>
                listings.TryGetValue(x.Own, out var own)
                && listings.TryGetValue(x.Other, out var other)
                && own.OrganisationId != other.OrganisationId
                && (x.pair.Level >= AlertLevels.Strong || wantGood.Contains(own.OrganisationId))
            )
            .GroupBy(x => x.Own)
            .SelectMany(x => keys.Contains(x.Key) ? x.Take(MostOfOwn) : x)
            .Select(x => new Alert
            {
                Id = Guid.CreateVersion7(now),
                OrganisationId = listings[x.Own].OrganisationId,
                Subject = Alert.Everybody,
                Kind = AlertKind.Match,
                ListingId = listings[x.Other].Id,
                CauseId = listings[x.Own].Id,
                Level = x.pair.Level,
                At = now,
            });
    }
}
