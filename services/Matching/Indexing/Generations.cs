using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TechTransfer.Hosting;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Ranking;
using TechTransfer.Messaging;

namespace TechTransfer.Matching.Indexing;

/// <summary>
/// The analyser, the ranker and the current generation. Loaded behind the start of the process; whoever needs them awaits them. A new generation takes over
/// between two calls: there is always one. The replica that indexes makes it, the others follow. A process of another analyser, model or encoder makes one of
/// its own when it starts; those that were there before cannot follow it and leave the indexing to it.
/// </summary>
/// <param name="loadingAnalyzer">Its dictionaries take about a second to load.</param>
internal sealed class Generations(
    IServiceProvider services,
    IServiceScopeFactory scopes,
    IndexerLease lease,
    Task<Analyzer> loadingAnalyzer,
    ChosenModel chosen,
    ChosenEncoder encoding,
    TimeProvider time,
    ILogger<Generations> logger
)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _making = new(1, 1);
    private readonly SemaphoreSlim _storing = new(1, 1);
    private Task<Loaded>? _loading;
    private volatile Generation? _current;

    private const char EncoderFollows = '+';

    private string AnalyserVersion => encoding.Encoder is { } encoder ? $"{Analyzer.Version}{EncoderFollows}{encoder.Name}" : Analyzer.Version;

    internal sealed record Loaded(Analyzer Analyzer, ListingPreparer Preparer, Ranker Ranker, string? Model);

    /// <summary>Null until loaded.</summary>
    public Generation? CurrentOrNull => _current;

    public void StartLoading()
    {
        _loading = Task.Run(LoadAsync);
        _started.TrySetResult();
    }

    public async Task<(Loaded Tools, Generation Generation)> GetAsync(CancellationToken cancellationToken)
    {
        await _started.Task.WaitAsync(cancellationToken);
        var loaded = await _loading!.WaitAsync(cancellationToken);
        return (loaded, _current!);
    }

    /// <summary>
    /// Counts the published listings anew and makes that the current generation, with the topics of the one before. Every stored match is to be
    /// scored again: <see cref="RequeueAsync"/>.
    /// </summary>
    public Task<Generation> RenewAsync(CancellationToken cancellationToken) =>
        MakeAsync(IndexStage.Match, async (db, before) => (await CountAsync(db, cancellationToken)).With(before.Space), cancellationToken);

    /// <summary>
    /// Makes a generation with another topic space and the counts of the one before. The index is to get the new positions, then every pair its new score.
    /// </summary>
    public Task<Generation> AdoptAsync(TopicSpace topics, CancellationToken cancellationToken) =>
        MakeAsync(IndexStage.Index, (_, before) => Task.FromResult(before.Statistics.With(AsStored(topics))), cancellationToken);

    /// <summary>Puts every listing in the queue when the current generation wants that and it has not been done, be it because a kill came between.</summary>
    public async Task RequeueAsync(CancellationToken cancellationToken)
    {
        var (_, generation) = await GetAsync(cancellationToken);
        if (generation.Requeue is not { } stage)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        await Requeue.AllAsync(db, stage, time.GetUtcNow(), cancellationToken);
        await _making.WaitAsync(cancellationToken);
        try
        {
            await db
                .Generations.Where(x => x.Number == generation.Number)
                .ExecuteUpdateAsync(x => x.SetProperty(row => row.Requeue, (IndexStage?)null), cancellationToken);
            if (_current!.Number == generation.Number)
                _current = generation with { Requeue = null };
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>Takes over what another replica made.</summary>
    /// <returns>False: the current generation is one of another analyser, model or encoder.</returns>
    public async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        var (tools, _) = await GetAsync(cancellationToken);
        await _making.WaitAsync(cancellationToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var rows = scope.ServiceProvider.GetRequiredService<MatchingDbContext>().Generations.AsNoTracking().OrderByDescending(x => x.Number);
            var latest = await rows.Select(x => new { x.Number, x.Requeue }).FirstOrDefaultAsync(cancellationToken);
            if (latest?.Number == _current!.Number)
            {
                if (latest.Requeue != _current.Requeue)
                    _current = _current with { Requeue = latest.Requeue };
                return true;
            }
            if (await rows.FirstOrDefaultAsync(cancellationToken) is not { } stored || !IsOf(stored, tools))
                return false;
            var followed = Read(stored, EncodedOr(TopicsOf(stored)));
            using (await HoldAsync(cancellationToken))
                _current = followed;
            return true;
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>Within a transaction: whether it still is the current one, which it then remains until the end.</summary>
    public static Task<bool> IsCurrentAsync(MatchingDbContext db, Generation generation, CancellationToken cancellationToken) =>
        Locked(db).AnyAsync(x => x.Number == generation.Number, cancellationToken);

    /// <summary>Within a transaction: until its end nobody takes over who prepares listings in another way.</summary>
    /// <exception cref="OvertakenException">Somebody has.</exception>
    public async Task FenceAsync(MatchingDbContext db, CancellationToken cancellationToken)
    {
        if (!await Locked(db).AnyAsync(x => x.AnalyserVersion == AnalyserVersion, cancellationToken))
            throw new OvertakenException();
    }

    /// <summary>While it is held no generation takes over and nobody else stores pairs.</summary>
    public async Task<IDisposable> HoldAsync(CancellationToken cancellationToken)
    {
        await _storing.WaitAsync(cancellationToken);
        return new Held(_storing);
    }

    private async Task<Generation> MakeAsync(
        IndexStage requeue,
        Func<MatchingDbContext, Generation, Task<CorpusStatistics>> statistics,
        CancellationToken cancellationToken
    )
    {
        var (tools, _) = await GetAsync(cancellationToken);
        await _making.WaitAsync(cancellationToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
            // What the generation before still wanted is wanted of this one: indexing, since matching follows it by itself.
            var stage = _current!.Requeue is IndexStage.Index ? IndexStage.Index : requeue;
            var made = await StoreAsync(
                db,
                tools,
                await statistics(db, _current),
                stage,
                last => lease.FenceAsync(last, cancellationToken),
                cancellationToken
            );
            using (await HoldAsync(cancellationToken))
                return _current = made;
        }
        finally
        {
            _making.Release();
        }
    }

    private async Task<Loaded> LoadAsync()
    {
        var analyzer = await loadingAnalyzer;
        while (true)
            try
            {
                var loaded = await LoadAsync(analyzer, makes: false);
                if (loaded is not null)
                    return loaded;
                // Replicas that start together on a new store make one generation, not each its own.
                await OneReplica.AtATimeAsync<MatchingDbContext>(
                    services,
                    "begin a generation",
                    async () => loaded = await LoadAsync(analyzer, makes: true),
                    CancellationToken.None
                );
                return loaded!;
            }
            catch (Exception away) when (away is WrongSettingException || StoreFailure.IsAway(away))
            {
                logger.LogWarning(away, "The store cannot tell its generation now; asked again");
                await Task.Delay(AskAgain, time);
            }
    }

    /// <returns>Null: there is none for this version, and none was to be made.</returns>
    private async Task<Loaded?> LoadAsync(Analyzer analyzer, bool makes)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        var stored = await db.Generations.AsNoTracking().OrderByDescending(x => x.Number).FirstOrDefaultAsync();
        var (model, file) = chosen.Load(stored?.Model);
        var loaded = new Loaded(analyzer, new ListingPreparer(analyzer, encoding.Encoder), new Ranker(model, analyzer), file);
        if (stored is not null && IsOf(stored, loaded))
        {
            _current = Read(stored, EncodedOr(TopicsOf(stored)));
            return loaded;
        }
        if (!makes)
            return null;
        var sameAnalyser = stored?.AnalyserVersion.Split(EncoderFollows)[0] == Analyzer.Version;
        // What another analyser prepared cannot be compared, perhaps not even read: everything is analysed and matched again from the copies.
        var forgets = stored is not null && !sameAnalyser;
        var statistics = forgets ? new CorpusStatisticsBuilder().Snapshot() : await CountAsync(db, CancellationToken.None);
        _current = await StoreAsync(
            db,
            loaded,
            // What another encoder left in prepared listings says nothing under this one; words go on being compared until they are prepared again.
            statistics.With(EncodedOr(sameAnalyser ? TopicsOf(stored!) : null)),
            stored is null ? null
                : stored.AnalyserVersion == AnalyserVersion && stored.Requeue is not IndexStage.Index ? IndexStage.Match
                : IndexStage.Index,
            last => forgets ? last.Prepared.ExecuteDeleteAsync() : Task.CompletedTask,
            CancellationToken.None
        );
        return loaded;
    }

    private static IQueryable<GenerationRow> Locked(MatchingDbContext db) =>
        db.Database.IsSqlite() ? db.Generations : db.Generations.FromSqlRaw("SELECT * FROM generations FOR SHARE");

    private bool IsOf(GenerationRow stored, Loaded tools) =>
        stored.AnalyserVersion == AnalyserVersion && stored.RankerVersion == tools.Ranker.Version && stored.Model == tools.Model;

    private static Generation Read(GenerationRow stored, IEmbedder? topics) =>
        new(stored.Number, CorpusStatistics.Load(new MemoryStream(stored.Statistics)).With(topics), stored.CreatedAt, stored.Requeue);

    private IEmbedder? EncodedOr(TopicSpace? topics) => encoding.Encoder is { } encoder ? new EncodedTexts(encoder.Name, encoder.Dimensions) : topics;

    /// <param name="last">Done before the commit, when those who still work with the generation before have ended or will store nothing.</param>
    private async Task<Generation> StoreAsync(
        MatchingDbContext db,
        Loaded tools,
        CorpusStatistics statistics,
        IndexStage? requeue,
        Func<MatchingDbContext, Task> last,
        CancellationToken cancellationToken
    )
    {
        using var counts = new MemoryStream();
        statistics.Save(counts);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var before = await db.Generations.MaxAsync(x => (int?)x.Number, cancellationToken) ?? 0;
        var row = new GenerationRow
        {
            Number = before + 1,
            AnalyserVersion = AnalyserVersion,
            RankerVersion = tools.Ranker.Version,
            Model = tools.Model,
            Statistics = counts.ToArray(),
            Topics = (statistics.Topics as TopicSpace)?.ToBytes(),
            Requeue = requeue,
            CreatedAt = time.GetUtcNow(),
        };
        db.Generations.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        await db.Generations.Where(x => x.Number < row.Number).ExecuteDeleteAsync(cancellationToken);
        await last(db);
        await transaction.CommitAsync(cancellationToken);
        return new Generation(row.Number, statistics, row.CreatedAt, requeue);
    }

    private static async Task<CorpusStatistics> CountAsync(MatchingDbContext db, CancellationToken cancellationToken)
    {
        var builder = new CorpusStatisticsBuilder();
        await foreach (var listing in PreparedListings.PublishedAsync(db).WithCancellation(cancellationToken))
            builder.Add(listing);
        return builder.Snapshot();
    }

    /// <summary>A space as the next start would load it, so that a restart changes no score.</summary>
    private static TopicSpace AsStored(TopicSpace topics) => TopicSpace.FromBytes(topics.ToBytes());

    private static TopicSpace? TopicsOf(GenerationRow stored)
    {
        try
        {
            return stored.Topics is { } bytes ? TopicSpace.FromBytes(bytes) : null;
        }
        catch (InvalidDataException)
        {
            // Of another version of the format: it is trained again.
            return null;
        }
    }

    private sealed class Held(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
