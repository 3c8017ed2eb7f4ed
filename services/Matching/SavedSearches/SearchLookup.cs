using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Matching.SavedSearches;

/// <summary>A saved search that finds a listing.</summary>
internal sealed record FoundBy(Guid ListingId, Guid SearchId, string Subject, Guid OrganisationId, DateTimeOffset Since, Tell Tell);

/// <summary>Listings run against the saved searches: their keys are looked up in the index of anchors, and only the rules found there are asked.</summary>
internal static class SearchLookup
{
    private const int KeysAtOnce = 4_000;

    public static async Task<IReadOnlyList<FoundBy>> RunAsync(
        MatchingDbContext db,
        IReadOnlyList<ListingTerms> listings,
        CancellationToken cancellationToken
    )
    {
        if (listings.Count == 0 || !await db.SavedSearches.AnyAsync(cancellationToken))
            return [];
        var keys = listings.Select(x => (Listing: x, Keys: AnchorKeys.Of(x))).ToList();
        var found = new List<FoundBy>();
        var asked = new HashSet<(Guid Listing, Guid Search)>();
        foreach (var some in keys.SelectMany(x => x.Keys).Distinct().Chunk(KeysAtOnce))
        {
            var candidates = await (
                from anchor in db.SearchAnchors.AsNoTracking()
                join search in db.SavedSearches on anchor.SearchId equals search.Id
                where EF.Parameter(some).Contains(anchor.Key)
                select new
                {
                    anchor.Key,
                    search.Id,
                    search.Subject,
                    search.OrganisationId,
                    search.Since,
                    search.Tell,
                    search.Rule,
                }
            ).ToListAsync(cancellationToken);
            foreach (var candidate in candidates)
            {
                SearchRule? rule = null;
                foreach (var (listing, own) in keys)
                    if (
                        own.Contains(candidate.Key)
                        && asked.Add((listing.Facts.Id, candidate.Id))
                        && (rule ??= SearchRule.Read(candidate.Rule)).Finds(listing)
                    )
                        found.Add(
                            new FoundBy(listing.Facts.Id, candidate.Id, candidate.Subject, candidate.OrganisationId, candidate.Since, candidate.Tell)
                        );
            }
        }
        return found;
    }
}
