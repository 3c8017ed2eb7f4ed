using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Indexing;

/// <summary>
/// The analyser, the ranker and the current generation. Loaded behind the start of the process; whoever needs them awaits them. A new generation takes over
/// between two calls: there is always one.
/// </summary>
/// <param name="loadingAnalyzer">Its dictionaries take about a second to load.</param>
internal sealed class Generations(
    IServiceScopeFactory scopes,
    Task<Analyzer> loadingAnalyzer,
    ChosenModel chosen,
    ChosenEncoder encoding,
    TimeProvider time
)
{
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
            var made = await StoreAsync(db, tools, await statistics(db, _current), stage, cancellationToken);
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
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        var stored = await db.Generations.AsNoTracking().OrderByDescending(x => x.Number).FirstOrDefaultAsync();
        var (model, file) = chosen.Load(stored?.Model);
        var loaded = new Loaded(analyzer, new ListingPreparer(analyzer, encoding.Encoder), new Ranker(model, analyzer), file);
        var sameAnalyser = stored?.AnalyserVersion.Split(EncoderFollows)[0] == Analyzer.Version;
        var sameVersion = stored?.AnalyserVersion == AnalyserVersion;
        if (stored is not null && !sameAnalyser)
        {
            // What another analyser prepared cannot be compared, perhaps not even read: everything is analysed and matched again from the copies.
            await db.Prepared.ExecuteDeleteAsync();
        }
        // What another encoder left in prepared listings says nothing under this one; words go on being compared until they are prepared again.
        IEmbedder? topics =
            encoding.Encoder is { } encoder ? new EncodedTexts(encoder.Name, encoder.Dimensions)
            : sameAnalyser ? TopicsOf(stored!)
            : null;
        _current =
            sameVersion && stored!.RankerVersion == model.Version && stored.Model == file
                ? new Generation(
                    stored.Number,
                    CorpusStatistics.Load(new MemoryStream(stored.Statistics)).With(topics),
                    stored.CreatedAt,
                    stored.Requeue
                )
                : await StoreAsync(
                    db,
                    loaded,
                    (await CountAsync(db, CancellationToken.None)).With(topics),
                    stored is null ? null
                        : sameVersion && stored.Requeue is not IndexStage.Index ? IndexStage.Match
                        : IndexStage.Index,
                    CancellationToken.None
                );
        return loaded;
    }

    private async Task<Generation> StoreAsync(
        MatchingDbContext db,
        Loaded tools,
        CorpusStatistics statistics,
        IndexStage? requeue,
        CancellationToken cancellationToken
    )
    {
        using var counts = new MemoryStream();
        statistics.Save(counts);
        var last = await db.Generations.MaxAsync(x => (int?)x.Number, cancellationToken) ?? 0;
        var row = new GenerationRow
        {
            Number = last + 1,
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
