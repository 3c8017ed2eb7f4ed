using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Matches;

namespace TechTransfer.Matching.Indexing;

/// <summary>
/// Matches a batch of indexed listings and stores their best pairs, deleting exactly the work that led to them in the same transaction. A pair is stored
/// once and listed under both listings; it goes when neither listing's own search holds it among its best any more.
/// </summary>
internal sealed class BatchMatching(
    IServiceScopeFactory scopes,
    Matcher matcher,
    Generations generations,
    PreparedListings prepared,
    IndexProgress progress,
    TimeProvider time
)
{
    /// <summary>A listing that others left with fewer pairs than this is searched for again.</summary>
    private const int Enough = 25;

    public async Task RunAsync(IReadOnlyList<IndexWork> work, CancellationToken cancellationToken)
    {
        if (work.Count == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        var ids = work.Select(x => x.ListingId).Distinct().ToList();
        var listings = await db.Listings.AsNoTracking().Where(x => ids.Contains(x.Id)).ToListAsync(cancellationToken);
        var pairs = await Pairs.LoadAsync(db, listings, cancellationToken);
        var (_, generation) = await generations.GetAsync(cancellationToken);

        var found = new ConcurrentDictionary<Guid, IReadOnlyList<ScoredPartner>>();
        await Parallel.ForEachAsync(
            listings.Where(x => x.State == ListingCopy.Published),
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount - 1), CancellationToken = cancellationToken },
            async (listing, cancel) =>
            {
                var started = Stopwatch.GetTimestamp();
                var published = listing.Read();
                var preparation = await matcher.PrepareAsync(published, cancel);
                found[listing.Id] = await matcher.FindAsync(published.Facts, preparation, pairs.PartnersOf(listing), cancel);
                Telemetry.MatchDuration.Record(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        );

        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await pairs.AddPartnersAsync(found.Values.SelectMany(x => x.Take(Matcher.Best)).Select(x => x.Id), cancellationToken);
        foreach (var listing in listings)
            pairs.Replace(listing, found.GetValueOrDefault(listing.Id) ?? [], generation.Number, now);
        await pairs.RequeueBereftAsync(Enough, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var done = work.Select(x => x.Id).ToList();
        await db.IndexWork.Where(x => done.Contains(x.Id)).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var gone in listings.Where(x => x.State != ListingCopy.Published))
            prepared.Forget(gone.Id);
        progress.Matched(work, time.GetUtcNow());
    }
}
