using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Matching.Alerts;
using TechTransfer.Matching.Alerts.Sending;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Matches;
using TechTransfer.Matching.SavedSearches;
using TechTransfer.Messaging;

namespace TechTransfer.Matching.Indexing;

/// <summary>
/// Matches a batch of indexed listings and stores their best pairs, deleting exactly the work that led to them in the same transaction. A pair is stored
/// once and listed under both listings; it goes when neither listing's own search holds it among its best any more.
/// </summary>
internal sealed class BatchMatching(
    IServiceScopeFactory scopes,
    Matcher matcher,
    IndexerLease lease,
    Generations generations,
    PreparedListings prepared,
    SearchBook searches,
    IndexProgress progress,
    SendSignal send,
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
        // Whatever else asks for the same by now is answered with it: an import and the generation that it led to want every listing matched.
        work = await db.IndexWork.AsNoTracking().Where(x => ids.Contains(x.ListingId) && x.Stage == IndexStage.Match).ToListAsync(cancellationToken);
        var listings = await db.Listings.AsNoTracking().Where(x => ids.Contains(x.Id)).ToListAsync(cancellationToken);
        var known = await Pairs.LoadAsync(db, listings, cancellationToken);
        var (_, generation) = await generations.GetAsync(cancellationToken);

        var announced = FindAlerts.Announced(work);
        var found = new ConcurrentDictionary<Guid, IReadOnlyList<ScoredPartner>>();
        var newcomers = new ConcurrentBag<Newcomer>();
        await Parallel.ForEachAsync(
            listings.Where(x => x.State == ListingCopy.Published),
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount - 1), CancellationToken = cancellationToken },
            async (listing, cancel) =>
            {
                var started = Stopwatch.GetTimestamp();
                var published = listing.Read();
                var preparation = await matcher.PrepareAsync(listing, published.Facts, cancel);
                if (announced.TryGetValue(listing.Id, out var bulk))
                    newcomers.Add(new Newcomer(listing, new ListingTerms(published.Facts, preparation), bulk));
                found[listing.Id] = await matcher.FindAsync(published.Facts, preparation, known.PartnersOf(listing), cancel);
                Telemetry.MatchDuration.Record(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        );

        var news = new News([.. newcomers], await searches.FindAsync(db, [.. newcomers.Select(x => x.Terms)], cancellationToken));
        // Both lanes may have found the same pair: they store one after the other, each seeing what the other stored.
        using (await generations.HoldAsync(cancellationToken))
        {
            await StoreAsync(db, listings, found, news, generation, [.. work.Select(x => x.Id)], cancellationToken);
        }
        foreach (var gone in listings.Where(x => x.State != ListingCopy.Published))
            prepared.Forget(gone.Id);
        progress.Matched(listings.Count, time.GetUtcNow(), work);
    }

    private sealed record News(IReadOnlyList<Newcomer> Newcomers, IReadOnlyList<FoundBy> Searches);

    private async Task StoreAsync(
        MatchingDbContext db,
        IReadOnlyList<ListingCopy> listings,
        IReadOnlyDictionary<Guid, IReadOnlyList<ScoredPartner>> found,
        News news,
        Generation generation,
        IReadOnlyList<long> work,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var pairs = await Pairs.LoadAsync(db, listings, cancellationToken);
        await pairs.AddPartnersAsync(found.Values.SelectMany(x => x).Select(x => x.Id), cancellationToken);
        foreach (var listing in listings)
            pairs.Replace(listing, found.GetValueOrDefault(listing.Id) ?? [], generation.Number, now);
        var sends = await FindAlerts.AddAsync(db, news.Newcomers, news.Searches, pairs.New, now, cancellationToken);
        await pairs.RequeueBereftAsync(Enough, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        // What was scored while a generation took over is stored, but its work stays to be done again.
        if (await Generations.IsCurrentAsync(db, generation, cancellationToken))
            await db.IndexWork.Where(x => work.Contains(x.Id)).ExecuteDeleteAsync(cancellationToken);
        await lease.FenceAsync(db, cancellationToken);
        if (sends)
            CrashPoints.Reached(AlertCrashPoints.BeforeCommit);
        await transaction.CommitAsync(cancellationToken);
        if (sends)
            send.Set();
    }
}
