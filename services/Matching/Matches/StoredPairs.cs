using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Matches;

/// <summary>The stored pairs of one listing as a caller, or a visitor, may see them: partners that he may know of now, of another organisation, not declined by the caller's.</summary>
internal static class StoredPairs
{
    public static async Task<IReadOnlyList<Pair>> OfAsync(
        MatchingDbContext db,
        ListingCopy listing,
        Caller? caller,
        int most,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var isDemand = listing.Kind == ListingKind.Demand;
        var key = listing.MatchKey;
        var organisation = caller?.OrganisationId ?? Guid.Empty;
        var matches = isDemand ? db.Matches.Where(x => x.DemandKey == key) : db.Matches.Where(x => x.AchievementKey == key);
        var partners = db.VisibleTo(caller, now).Where(x => x.OrganisationId != listing.OrganisationId);
        var joined = isDemand
            ? matches.Join(partners, x => x.AchievementKey, x => x.MatchKey, (match, partner) => new { match, partner })
            : matches.Join(partners, x => x.DemandKey, x => x.MatchKey, (match, partner) => new { match, partner });
        var best = await (
            from x in joined.AsNoTracking()
            join s in db.Stances.Where(s => s.OrganisationId == organisation)
                on new { x.match.DemandKey, x.match.AchievementKey } equals new { s.DemandKey, s.AchievementKey }
                into stances
            from stance in stances.DefaultIfEmpty()
            where stance == null || stance.Kind != Stance.Declined
            orderby x.match.Score descending
            select new
            {
                x.match.FoundAt,
                x.partner.Id,
                x.partner.OrganisationId,
                x.partner.Anonymous,
                stance,
                ForDemand = 1 + db.Matches.Count(m => m.DemandKey == x.match.DemandKey && m.Score > x.match.Score),
                ForAchievement = 1 + db.Matches.Count(m => m.AchievementKey == x.match.AchievementKey && m.Score > x.match.Score),
            }
        )
            .Take(Math.Max(most, Matcher.Best))
            .ToListAsync(cancellationToken);
        var shown = Spread(best, most, x => x.Anonymous ? x.Id : x.OrganisationId);
        var ids = shown.Select(x => x.Id).ToList();
        var copies = await db.Listings.AsNoTracking().Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
        return
        [
            .. shown
                .Where(x => copies.ContainsKey(x.Id))
                .Select(x =>
                {
                    var (demand, achievement) = isDemand ? (listing, copies[x.Id]) : (copies[x.Id], listing);
                    return new Pair(demand, achievement, x.FoundAt, x.stance, new Standing(x.ForDemand, x.ForAchievement));
                }),
        ];
    }

    /// <summary>
    /// The first <paramref name="most"/>, of which no organisation has more than a quarter while others have any left: one famous laboratory shall not fill
    /// the list. The order stays. An anonymous listing stands for itself, or its absence would tell whose it is.
    /// </summary>
    internal static IReadOnlyList<T> Spread<T>(IReadOnlyList<T> best, int most, Func<T, Guid> organisation)
    {
        if (best.Count <= most)
            return best;
        var share = Math.Max(1, most / 4);
        var taken = new Dictionary<Guid, int>();
        return
        [
            .. best.Select(
                    (pair, place) =>
                    {
                        var before = taken.GetValueOrDefault(organisation(pair));
                        taken[organisation(pair)] = before + 1;
                        return (pair, place, Round: before / share);
                    }
                )
                .ToList()
                .OrderBy(x => x.Round)
                .ThenBy(x => x.place)
                .Take(most)
                .OrderBy(x => x.place)
                .Select(x => x.pair),
        ];
    }

    /// <summary>Keys of the partners that the caller's organisation declined for this listing.</summary>
    public static async Task<HashSet<long>> DeclinedKeysAsync(
        MatchingDbContext db,
        ListingCopy listing,
        Caller? caller,
        CancellationToken cancellationToken
    )
    {
        if (caller is null)
            return [];
        var (key, organisation) = (listing.MatchKey, caller.OrganisationId);
        var declined = db.Stances.Where(x => x.OrganisationId == organisation && x.Kind == Stance.Declined);
        return listing.Kind == ListingKind.Demand
            ? await declined.Where(x => x.DemandKey == key).Select(x => x.AchievementKey).ToHashSetAsync(cancellationToken)
            : await declined.Where(x => x.AchievementKey == key).Select(x => x.DemandKey).ToHashSetAsync(cancellationToken);
    }
}
