using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Matches;

/// <summary>The stored pairs of one listing as a caller may see them: partners public now, of another organisation, not declined by the caller's.</summary>
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
        var partners = db.Listings.Public(now).Where(x => x.OrganisationId != listing.OrganisationId);
        var joined = isDemand
            ? matches.Join(partners, x => x.AchievementKey, x => x.MatchKey, (match, partner) => new { match, partner })
            : matches.Join(partners, x => x.DemandKey, x => x.MatchKey, (match, partner) => new { match, partner });
        var rows = await (
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
                x.partner,
                stance,
            }
        )
            .Take(most)
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(x => isDemand ? new Pair(listing, x.partner, x.FoundAt, x.stance) : new Pair(x.partner, listing, x.FoundAt, x.stance)),
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
