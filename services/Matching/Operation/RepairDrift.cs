using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Listings;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Matching.Operation;

/// <summary>
/// Compares what the index holds with the store, listing by listing, and mends it: what is missing or old is queued to be written again, what does not belong there is taken
/// out. An index that is newer tells that the store is an old one: then the owners are asked for what it lacks. Whatever waits to be written is no drift.
/// </summary>
internal sealed class RepairDrift(
    MatchingDbContext db,
    ISearchIndex index,
    IEnumerable<ICopyDesk> desks,
    TimeProvider time,
    ILogger<RepairDrift> logger
)
{
    private const int Kept = 30;
    private const int Batch = 500;

    /// <summary>What was found; it is kept, with the last of those before.</summary>
    public async Task<DriftCheck> RunAsync(string reason, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        var drift = await CompareAsync(db, index, cancellationToken);
        if (drift.Found > 0)
            // What was being written while it was compared is no drift: only what is seen twice is.
            drift = drift.And(await CompareAsync(db, index, cancellationToken));
        foreach (var strays in drift.Orphaned.Select(x => new IndexWrite(x.Id, x.Version, null)).Chunk(Batch))
            await index.WriteAsync(strays, cancellationToken);
        if (drift.Ahead.Count > 0)
            await desks.Single(x => x.Service == "matching").AskForCopiesAsync(cancellationToken);
        foreach (var batch in drift.Missing.Concat(drift.Stale).Chunk(Batch))
        {
            var now = await db
                .Listings.Where(x => batch.Contains(x.Id) && x.State == ListingCopy.Published)
                .Select(x => new { x.Id, x.Version })
                .ToListAsync(cancellationToken);
            await Requeue.AddAsync(db, [.. now.Select(x => (x.Id, x.Version))], IndexStage.Index, time.GetUtcNow(), cancellationToken);
        }
        var check = new DriftCheck
        {
            Id = Guid.CreateVersion7(started),
            Reason = reason,
            StartedAt = started,
            FinishedAt = time.GetUtcNow(),
            Compared = drift.Compared,
            Missing = drift.Missing.Count,
            Stale = drift.Stale.Count,
            Ahead = drift.Ahead.Count,
            Orphaned = drift.Orphaned.Count,
        };
        db.Add(check);
        var old = await db.DriftChecks.OrderByDescending(x => x.Id).Skip(Kept - 1).ToListAsync(cancellationToken);
        db.RemoveRange(old);
        await db.SaveChangesAsync(cancellationToken);
        if (check.Found > 0)
            logger.LogWarning(
                "The index differed from the store: {Missing} missing, {Stale} stale, {Ahead} ahead, {Orphaned} orphaned; it is mended",
                check.Missing,
                check.Stale,
                check.Ahead,
                check.Orphaned
            );
        return check;
    }

    public static async Task<Drift> CompareAsync(MatchingDbContext db, ISearchIndex index, CancellationToken cancellationToken)
    {
        // The index is read first and the queue last: what changes meanwhile is still in the queue, or was not in it when the store was read.
        var held = new Dictionary<Guid, long>();
        await foreach (var (id, version) in index.ListAsync(cancellationToken))
            held[id] = version;
        var stored = await db
            .Listings.AsNoTracking()
            .Select(x => new
            {
                x.Id,
                x.Version,
                IsPublished = x.State == ListingCopy.Published,
            })
            .ToListAsync(cancellationToken);
        var moving = await db.IndexWork.Select(x => x.ListingId).ToHashSetAsync(cancellationToken);
        var drift = new Drift([], [], [], []);
        foreach (var listing in stored)
        {
            var isHeld = held.Remove(listing.Id, out var version);
            if (moving.Contains(listing.Id) || !listing.IsPublished && !isHeld)
                continue;
            drift.Compared++;
            if (!listing.IsPublished)
                drift.Orphaned.Add((listing.Id, Math.Max(version, listing.Version)));
            else if (!isHeld)
                drift.Missing.Add(listing.Id);
            else if (version < listing.Version)
                drift.Stale.Add(listing.Id);
            else if (version > listing.Version)
                drift.Ahead.Add(listing.Id);
        }
        drift.Orphaned.AddRange(held.Select(x => (x.Key, x.Value)));
        return drift;
    }

    /// <param name="Orphaned">With the versions that the index holds, by which they are taken out.</param>
    public sealed record Drift(List<Guid> Missing, List<Guid> Stale, List<Guid> Ahead, List<(Guid Id, long Version)> Orphaned)
    {
        public int Compared { get; set; }

        public int Found => Missing.Count + Stale.Count + Ahead.Count + Orphaned.Count;

        public Drift And(Drift again) =>
            new(
                [.. Missing.Intersect(again.Missing)],
                [.. Stale.Intersect(again.Stale)],
                [.. Ahead.Intersect(again.Ahead)],
                [.. Orphaned.Intersect(again.Orphaned)]
            )
            {
                Compared = again.Compared,
            };
    }
}
