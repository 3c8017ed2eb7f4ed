using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Matching.Alerts;
using TechTransfer.Matching.Alerts.Sending;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Matches;
using TechTransfer.Matching.Ranking;
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
        var asked = new ConcurrentBag<Asked>();
        await ForEachAsync(
            listings.Where(x => x.State == ListingCopy.Published),
            async (listing, cancel) =>
            {
                var started = Stopwatch.GetTimestamp();
                var facts = listing.Read().Facts;
                asked.Add(new Asked(listing, facts, await matcher.PrepareAsync(listing, facts, cancel), Stopwatch.GetElapsedTime(started)));
            },
            cancellationToken
        );
        List<Newcomer> newcomers =
        [
            .. asked
                .Where(x => announced.ContainsKey(x.Copy.Id))
                .Select(x => new Newcomer(x.Copy, new ListingTerms(x.Facts, x.Preparation), announced[x.Copy.Id])),
        ];
        // Beside the matching: one asks the store, the other the engine.
        var finding = Task.Run(() => searches.FindAsync(db, [.. newcomers.Select(x => x.Terms)], cancellationToken), cancellationToken);
        var found = new ConcurrentDictionary<Guid, IReadOnlyList<ScoredPartner>>();
        try
        {
            await ForEachAsync(
                asked,
                async (one, cancel) =>
                {
                    var started = Stopwatch.GetTimestamp();
                    found[one.Copy.Id] = await matcher.FindAsync(one.Facts, one.Preparation, known.PartnersOf(one.Copy), cancel);
                    Telemetry.MatchDuration.Record((one.Preparing + Stopwatch.GetElapsedTime(started)).TotalMilliseconds);
                },
                cancellationToken
            );
        }
        finally
        {
            // The context is its own until then.
            await finding;
        }
        var news = new News(newcomers, await finding);
        // Both lanes may have found the same pair: they store one after the other, each seeing what the other stored.
        using (await generations.HoldAsync(cancellationToken))
        {
            await StoreAsync(db, listings, found, news, generation, [.. work.Select(x => x.Id)], cancellationToken);
        }
        foreach (var gone in listings.Where(x => x.State != ListingCopy.Published))
            prepared.Forget(gone.Id);
        progress.Matched(listings.Count, time.GetUtcNow(), work);
    }

    private static Task ForEachAsync<T>(IEnumerable<T> all, Func<T, CancellationToken, ValueTask> work, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            all,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount - 1), CancellationToken = cancellationToken },
            work
        );

    /// <param name="Preparing">How long it took to prepare it.</param>
    private sealed record Asked(ListingCopy Copy, ListingFacts Facts, Preparation Preparation, TimeSpan Preparing);

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
