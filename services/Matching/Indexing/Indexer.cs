using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.SavedSearches;

namespace TechTransfer.Matching.Indexing;

/// <summary>
/// Makes published listings findable and matched. Two lanes work side by side: what people wait for goes through at once; what imports
/// and rebuilds bring is first indexed in large batches and then matched. All progress is rows, so it goes on after any kill where it was, here or on another
/// replica: one of them indexes, the others follow its generations.
/// </summary>
internal sealed class Indexer(
    IServiceScopeFactory scopes,
    WorkSignal signal,
    IndexerLease lease,
    Generations generations,
    PreparedListings prepared,
    TopicTrainer trainer,
    BatchIndexing indexing,
    BatchMatching matching,
    RightOfWay rightOfWay,
    IndexProgress progress,
    ISearchIndex index,
    TimeProvider time,
    ILogger<Indexer> logger
) : BackgroundService
{
    private const int InteractiveIndexBatch = 128;
    private const int IndexBatch = 512;

    /// <summary>So few that whoever comes next does not wait long.</summary>
    private const int MatchBatch = 32;

    /// <summary>How often too few are counted before it is believed: what was withdrawn between two counts is missing from one of them.</summary>
    private const int Looks = 3;

    /// <summary>How long an index that was lost while nothing is written may stay unnoticed.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <summary>The index may have a fresh generation that is to be completed; at the start it is not known.</summary>
    private bool _rebuilding = true;

    /// <summary>Listings that follow each other closer than this are one import: it is counted, and then matched, when it is in the index.</summary>
    private static readonly TimeSpan StillComing = TimeSpan.FromSeconds(1);

    private long? _bulkIndexedAt;

    private readonly SemaphoreSlim _looking = new(1, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await generations.GetAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                if (await generations.FollowAsync(stoppingToken) && await lease.WhileHeldAsync(IndexAsync, stoppingToken))
                    continue;
                await progress.MeasureAsync(scopes, time, stoppingToken);
                await signal.WaitAsync(0, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.LogWarning(failure, "It cannot be seen now which replica indexes; looking again");
                await signal.WaitAsync(0, stoppingToken);
            }
    }

    /// <summary>Until another version takes over, the lease is lost or the process stops.</summary>
    private async Task IndexAsync(CancellationToken leased)
    {
        // What another replica did meanwhile is not in this one's memory.
        prepared.ForgetAll();
        (_rebuilding, _bulkIndexedAt) = (true, null);
        await RenewRulesAsync(leased);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(leased);
        var lanes = new[]
        {
            RunAsync(0, InteractiveStepAsync, ending.Token),
            RunAsync(1, BulkStepAsync, ending.Token),
            trainer.RunAsync(ending.Token),
        };
        await Task.WhenAny(lanes);
        await ending.CancelAsync();
        try
        {
            await Task.WhenAll(lanes);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The trainer was waiting.
        }
    }

    /// <summary>Before any listing is run against saved searches that another analyser prepared.</summary>
    private async Task RenewRulesAsync(CancellationToken stoppingToken)
    {
        while (true)
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await RenewRules.RunAsync(scope.ServiceProvider.GetRequiredService<MatchingDbContext>(), generations, stoppingToken);
                return;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // The store is away, or another replica is at it.
                logger.LogError(failure, "Saved searches could not be prepared; tried again");
                await signal.WaitAsync(0, stoppingToken);
            }
    }

    private async Task RunAsync(int lane, Func<CancellationToken, Task<bool>> step, CancellationToken stoppingToken)
    {
        long? looked = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (lane == 0)
                    await progress.MeasureAsync(scopes, time, stoppingToken);
                if (looked is not { } last || time.GetElapsedTime(last) > LookAgain)
                {
                    await RebuildLostIndexAsync(stoppingToken);
                    looked = time.GetTimestamp();
                }
                if (!await step(stoppingToken))
                    await signal.WaitAsync(lane, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (OvertakenException)
            {
                return;
            }
            catch (SearchIndexUnavailableException away)
            {
                logger.LogWarning("Lane {Lane} of the indexer waits for the search index: {Reason}", lane, away.Message);
                // It may come back empty, and must not be taken for whole because a few new listings are in it.
                looked = null;
                await signal.WaitAsync(lane, stoppingToken);
            }
            catch (Exception failure)
            {
                // The store is away; the work is still there.
                logger.LogError(failure, "Lane {Lane} of the indexer failed and tries again", lane);
                await signal.WaitAsync(lane, stoppingToken);
            }
        }
    }

    private async Task<bool> InteractiveStepAsync(CancellationToken cancellationToken)
    {
        // Where many wait, after a server was away for example, none is found the later because those before it are being matched.
        var unindexed = await TakeAsync(
            x => x.Lane == IndexLane.Interactive && x.Stage == IndexStage.Index,
            InteractiveIndexBatch,
            cancellationToken
        );
        if (unindexed.Count > 0)
            using (Started("index", unindexed))
                await indexing.RunAsync(unindexed, cancellationToken);
        var unmatched = await TakeAsync(x => x.Lane == IndexLane.Interactive && x.Stage == IndexStage.Match, MatchBatch, cancellationToken);
        if (unmatched.Count > 0)
            using (Started("match", unmatched))
                await matching.RunAsync(unmatched, cancellationToken);
        return unindexed.Count + unmatched.Count > 0;
    }

    private async Task<bool> BulkStepAsync(CancellationToken cancellationToken)
    {
        // As whoever began to index: another replica may have made one before, and another version may take over.
        if (!await generations.FollowAsync(cancellationToken))
            throw new OvertakenException();
        await generations.RequeueAsync(cancellationToken);
        var unindexed = await TakeAsync(x => x.Lane != IndexLane.Interactive && x.Stage == IndexStage.Index, IndexBatch, cancellationToken);
        if (unindexed.Count > 0)
        {
            if (!await rightOfWay.LetsBulkPassAsync(cancellationToken))
                return false;
            _rebuilding |= unindexed.Exists(x => x.Lane == IndexLane.Rebuild);
            using (Started("index", unindexed))
                await indexing.RunAsync(unindexed, cancellationToken);
            _bulkIndexedAt = time.GetTimestamp();
            return true;
        }
        if (_rebuilding)
            await CompleteRebuildAsync(cancellationToken);
        if (!await RenewStatisticsAsync(cancellationToken) || signal.AwaitsTopics)
            return false;
        var unmatched = await TakeAsync(x => x.Lane != IndexLane.Interactive && x.Stage == IndexStage.Match, MatchBatch, cancellationToken);
        if (unmatched.Count == 0 || !await rightOfWay.LetsBulkPassAsync(cancellationToken))
            return false;
        await matching.RunAsync(unmatched, cancellationToken);
        return true;
    }

    private static Activity? Started(string step, List<IndexWork> work) =>
        Telemetry.Source.StartActivity(step, ActivityKind.Consumer, work[0].TraceParent)?.SetTag("listings", work.Count);

    private async Task<List<IndexWork>> TakeAsync(
        System.Linq.Expressions.Expression<Func<IndexWork, bool>> which,
        int most,
        CancellationToken cancellationToken
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = time.GetUtcNow();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        return await db
            .IndexWork.AsNoTracking()
            .Where(which)
            .Where(x => x.NotBefore == null || x.NotBefore <= now)
            .OrderBy(x => x.Lane)
            .ThenBy(x => x.Id)
            .Take(most)
            .ToListAsync(cancellationToken);
    }

    /// <summary>When a fifth of the corpus came or went, terms are weighed anew and every stored match is scored again behind what waits.</summary>
    /// <returns>False when that is due, but more is still coming.</returns>
    private async Task<bool> RenewStatisticsAsync(CancellationToken cancellationToken)
    {
        var (_, generation) = await generations.GetAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        var now = await db.Prepared.CountAsync(cancellationToken);
        if (Math.Abs(now - generation.Statistics.Listings) <= Math.Max(4, generation.Statistics.Listings / 5))
            return true;
        if (_bulkIndexedAt is { } last && time.GetElapsedTime(last) < StillComing)
            return false;
        var renewed = await generations.RenewAsync(cancellationToken);
        await generations.RequeueAsync(cancellationToken);
        signal.Counted();
        logger.LogInformation("Generation {Generation} counts {Listings} listings", renewed.Label, renewed.Statistics.Listings);
        return true;
    }

    /// <summary>
    /// A fresh generation is searched when it holds every published listing that does not wait to be indexed: new ones come all the time and go into both. One that
    /// was begun and then forgotten by a kill holds fewer, and is filled anew.
    /// </summary>
    private async Task CompleteRebuildAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        var unindexed = db.IndexWork.Where(x => x.Stage == IndexStage.Index);
        if (await unindexed.AnyAsync(x => x.Error == null && x.Lane == IndexLane.Rebuild, cancellationToken))
            return;
        for (var look = 0; look < Looks; look++)
        {
            // In this order: what is published in between waits, and is not asked for.
            var published = await db.Listings.CountAsync(x => x.State == ListingCopy.Published, cancellationToken);
            var waiting = await unindexed.Select(x => x.ListingId).Distinct().CountAsync(cancellationToken);
            if (await index.CompleteRebuildAsync(published - waiting, cancellationToken))
            {
                _rebuilding = false;
                return;
            }
        }
        await Requeue.AllAsync(db, IndexStage.Index, time.GetUtcNow(), cancellationToken);
    }

    /// <summary>An index that holds less than was written to it was lost or thrown away, or an older one was brought back.</summary>
    private async Task RebuildLostIndexAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
            var stored = await db.Prepared.CountAsync(cancellationToken);
            var waiting = await db.Prepared.CountAsync(
                x => db.IndexWork.Any(work => work.Stage == IndexStage.Index && work.ListingId == x.ListingId),
                cancellationToken
            );
            var held = await index.CountAsync(cancellationToken);
            if (held + waiting >= stored || await db.Prepared.CountAsync(cancellationToken) != stored)
                return;
            logger.LogWarning("The search index holds {Held} listings of {Prepared}: it is built again", held, stored);
            await Requeue.AllAsync(db, IndexStage.Index, time.GetUtcNow(), cancellationToken);
        }
        finally
        {
            _looking.Release();
        }
    }
}
