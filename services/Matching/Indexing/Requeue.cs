using Microsoft.EntityFrameworkCore;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Indexing;

/// <summary>Puts listings into the last lane again, those that wait already excepted.</summary>
internal static class Requeue
{
    private const int Page = 2_000;

    public static async Task<int> AllAsync(MatchingDbContext db, IndexStage stage, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (after, added) = (Guid.Empty, 0);
        while (true)
        {
            var page = await db
                .Listings.AsNoTracking()
                .Where(x => x.Id > after && x.State == ListingCopy.Published)
                .OrderBy(x => x.Id)
                .Take(Page)
                .Select(x => new { x.Id, x.Version })
                .ToListAsync(cancellationToken);
            if (page.Count == 0)
                return added;
            after = page[^1].Id;
            added += await AddAsync(db, [.. page.Select(x => (x.Id, x.Version))], stage, now, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>Adds to the context without saving; the number added.</summary>
    public static async Task<int> AddAsync(
        MatchingDbContext db,
        IReadOnlyList<(Guid Id, long Version)> listings,
        IndexStage stage,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var ids = listings.Select(x => x.Id).ToList();
        // What waits to be indexed is matched afterwards anyway. What is being indexed at this moment may not go into a generation that was just begun.
        var waiting = await db
            .IndexWork.Where(x => ids.Contains(x.ListingId) && x.Stage <= stage && (stage == IndexStage.Match || x.Lane == IndexLane.Rebuild))
            .Select(x => x.ListingId)
            .ToHashSetAsync(cancellationToken);
        var added = listings.Where(x => !waiting.Contains(x.Id)).ToList();
        db.IndexWork.AddRange(
            added.Select(x => new IndexWork
            {
                ListingId = x.Id,
                Version = x.Version,
                Lane = IndexLane.Rebuild,
                Stage = stage,
                QueuedAt = now,
            })
        );
        return added.Count;
    }
}
