using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Indexing;

/// <summary>What scores are comparable under: analyser, ranking model and one snapshot of the corpus statistics.</summary>
internal sealed record Generation(int Number, CorpusStatistics Statistics, DateTimeOffset CreatedAt)
{
    public string Label => LabelOf(Number);

    public static string LabelOf(int number) => $"g{number}";
}

/// <summary>A generation as stored; the statistics of outdated ones are dropped.</summary>
internal sealed class GenerationRow
{
    public required int Number { get; init; }
    public required string AnalyserVersion { get; init; }
    public required string RankerVersion { get; init; }
    public required byte[] Statistics { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The analyser, the ranker and the current generation. Loaded behind the start of the process; whoever needs them awaits them.</summary>
internal sealed class Generations(IServiceScopeFactory scopes, TimeProvider time)
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<Loaded>? _loading;
    private volatile Generation? _current;

    internal sealed record Loaded(Analyzer Analyzer, ListingPreparer Preparer, Ranker Ranker);

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

    /// <summary>Counts the published listings anew and makes that the current generation; stored matches of older ones are scored again by who called.</summary>
    public async Task<Generation> RenewAsync(CancellationToken cancellationToken)
    {
        var (tools, _) = await GetAsync(cancellationToken);
        return _current = await CountAsync(tools.Ranker, cancellationToken);
    }

    private async Task<Loaded> LoadAsync()
    {
        var analyzer = Analyzer.Load();
        var loaded = new Loaded(analyzer, new ListingPreparer(analyzer), new Ranker(RankingModel.Shipped(), analyzer));
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        var stored = await db.Generations.AsNoTracking().OrderByDescending(x => x.Number).FirstOrDefaultAsync();
        if (stored is not null && stored.AnalyserVersion != Analyzer.Version)
        {
            // What another analyser prepared cannot be compared, perhaps not even read: everything is analysed and matched again from the copies.
            await db.Prepared.ExecuteDeleteAsync();
            await Requeue.AllAsync(db, IndexStage.Index, time.GetUtcNow(), CancellationToken.None);
        }
        _current =
            stored is not null && stored.AnalyserVersion == Analyzer.Version && stored.RankerVersion == loaded.Ranker.Version
                ? new Generation(stored.Number, CorpusStatistics.Load(new MemoryStream(stored.Statistics)), stored.CreatedAt)
                : await CountAsync(loaded.Ranker, CancellationToken.None);
        return loaded;
    }

    private async Task<Generation> CountAsync(Ranker ranker, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        var builder = new CorpusStatisticsBuilder();
        await foreach (var prepared in Published(db).AsAsyncEnumerable().WithCancellation(cancellationToken))
            builder.Add(PreparedListing.FromBytes(prepared));
        var statistics = builder.Snapshot();
        using var bytes = new MemoryStream();
        statistics.Save(bytes);
        var last = await db.Generations.MaxAsync(x => (int?)x.Number, cancellationToken) ?? 0;
        var row = new GenerationRow
        {
            Number = last + 1,
            AnalyserVersion = Analyzer.Version,
            RankerVersion = ranker.Version,
            Statistics = bytes.ToArray(),
            CreatedAt = time.GetUtcNow(),
        };
        db.Generations.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        await db.Generations.Where(x => x.Number < row.Number).ExecuteDeleteAsync(cancellationToken);
        return new Generation(row.Number, statistics, row.CreatedAt);
    }

    private static IQueryable<byte[]> Published(MatchingDbContext db) =>
        from prepared in db.Prepared.AsNoTracking()
        join listing in db.Listings on prepared.ListingId equals listing.Id
        where listing.State == ListingCopy.Published
        select prepared.Bytes;
}
