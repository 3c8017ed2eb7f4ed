using System.Diagnostics;
using System.Runtime.CompilerServices;
using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Search;
using Elastic.Transport;

namespace TechTransfer.Matching.Index.Elasticsearch;

/// <summary>The search index in an Elasticsearch cluster. Several processes may use it at once.</summary>
public sealed class ElasticsearchSearchIndex : ISearchIndex, IDisposable
{
    /// <summary>Listings of one page when all are listed.</summary>
    private const int Page = 5_000;

    private static readonly DiagnosticListener CrashPoints = new("TechTransfer.CrashPoints");
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(2);

    /// <summary>Part of the name of every generation that this program writes.</summary>
    public static string MappingFingerprint => Generations.Fingerprint;

    private readonly SemaphoreSlim opening = new(1, 1);
    private readonly Server server;
    private readonly Generations generations;
    private readonly BulkWriter bulk;
    private volatile bool open;

    /// <summary>There was an index when this process opened it first.</summary>
    private volatile bool known;

    /// <summary>The index had to be made again, empty.</summary>
    private volatile bool lost;

    public ElasticsearchSearchIndex(ElasticsearchOptions options)
    {
        server = new(options);
        generations = new(server);
        bulk = new(server);
    }

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (open)
            return;
        await opening.WaitAsync(cancellationToken);
        try
        {
            if (open)
                return;
            await server.CheckAsync(cancellationToken);
            lost |= await generations.EnsureAsync(cancellationToken) && known;
            (open, known) = (true, true);
        }
        finally
        {
            opening.Release();
        }
    }

    public Task<IReadOnlyList<RefusedWrite>> WriteAsync(IReadOnlyList<IndexWrite> writes, CancellationToken cancellationToken) =>
        WhenOpenAsync(
            async () =>
            {
                if (lost)
                {
                    lost = false;
                    throw new SearchIndexUnavailableException("The index in Elasticsearch was lost; it has been made again and is empty.");
                }
                var newest = writes.GroupBy(write => write.Id).Select(group => group.MaxBy(write => write.Version)!).ToList();
                var targets = await generations.TargetsAsync(cancellationToken);
                var lengths = newest.Select(write => write.Document?.Embedding?.Length ?? 0).Where(length => length > 0).Distinct();
                foreach (var length in lengths)
                    await generations.DeclareVectorsAsync(targets, length, cancellationToken);
                if (CrashPoints.IsEnabled("before-index-commit"))
                    CrashPoints.Write("before-index-commit", writes.Count);
                return await bulk.WriteAsync(targets, newest, cancellationToken);
            },
            cancellationToken
        );

    public Task<SearchPage> SearchAsync(SearchRequest request, CancellationToken cancellationToken) =>
        TwiceAsync(() => ListingSearch.RunAsync(server, request, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Candidate>> FindCandidatesAsync(CandidateRequest request, CancellationToken cancellationToken) =>
        TwiceAsync(() => CandidateSearch.RunAsync(server, request, cancellationToken), cancellationToken);

    public async IAsyncEnumerable<(Guid Id, long Version)> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A point in time: what changes meanwhile neither hides a listing nor shows it twice.
        var opened = await WhenOpenAsync(
            async () =>
            {
                var answer = await server.Client.OpenPointInTimeAsync(
                    new OpenPointInTimeRequest(server.Options.IndexName) { KeepAlive = KeepAlive },
                    cancellationToken
                );
                server.ThrowIfFailed(answer);
                return answer.Id;
            },
            cancellationToken
        );
        try
        {
            for (ICollection<FieldValue>? after = null; ; )
            {
                var page = await WhenOpenAsync(() => PageAsync(opened, after, cancellationToken), cancellationToken);
                foreach (var hit in page.Hits)
                    yield return (Guid.ParseExact(hit.Id!, "N"), hit.Version ?? 0);
                if (page.Hits.Count < Page)
                    yield break;
                after = [.. page.Hits.Last().Sort!];
            }
        }
        finally
        {
            await server.Client.ClosePointInTimeAsync(new ClosePointInTimeRequest { Id = opened }, CancellationToken.None);
        }
    }

    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        WhenOpenAsync(() => CountAsync(server.Options.IndexName, cancellationToken), cancellationToken);

    public Task BeginRebuildAsync(CancellationToken cancellationToken) =>
        WhenOpenAsync(
            async () =>
            {
                await generations.BeginAsync(cancellationToken);
                return true;
            },
            cancellationToken
        );

    public Task<bool> CompleteRebuildAsync(long listings, CancellationToken cancellationToken) =>
        WhenOpenAsync(
            async () =>
            {
                if (await generations.NextAsync(cancellationToken) is not { } next)
                    return true;
                if (await CountAsync(next, cancellationToken) < listings)
                    return false;
                await generations.SwitchAsync(cancellationToken);
                return true;
            },
            cancellationToken
        );

    public void Dispose()
    {
        server.Dispose();
        opening.Dispose();
    }

    private async Task<long> CountAsync(string index, CancellationToken cancellationToken)
    {
        var answer = await server.Client.CountAsync(new CountRequest(index) { Query = ListingQueries.Alive }, cancellationToken);
        server.ThrowIfFailed(answer);
        return answer.Count;
    }

    private async Task<SearchResponse<object>> PageAsync(string pointInTime, ICollection<FieldValue>? after, CancellationToken cancellationToken)
    {
        var answer = await server.Client.SearchAsync<object>(
            new Elastic.Clients.Elasticsearch.SearchRequest
            {
                Pit = new PointInTimeReference(pointInTime) { KeepAlive = KeepAlive },
                Query = ListingQueries.Alive,
                Sort = [new FieldSort("_shard_doc") { Order = SortOrder.Asc }],
                SearchAfter = after,
                Size = Page,
                TrackTotalHits = new TrackHits(false),
                Version = true,
                Source = new SourceConfig(false),
            },
            cancellationToken
        );
        server.ThrowIfFailed(answer);
        return answer;
    }

    /// <summary>A search in a generation that was dropped while it ran is asked of the one that took its place.</summary>
    private async Task<T> TwiceAsync<T>(Func<Task<T>> search, CancellationToken cancellationToken)
    {
        try
        {
            return await WhenOpenAsync(search, cancellationToken);
        }
        catch (SearchIndexUnavailableException dropped) when (dropped.InnerException is TransportException { ApiCallDetails.HttpStatusCode: 503 })
        {
            return await WhenOpenAsync(search, cancellationToken);
        }
    }

    /// <summary>An index that went away beneath us is made again by the next call; this one failed.</summary>
    private async Task<T> WhenOpenAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(cancellationToken);
            return await call();
        }
        catch (UnsupportedProductException stranger)
        {
            throw server.Renew(stranger);
        }
        catch (IndexMissingException missing)
        {
            open = false;
            throw new SearchIndexUnavailableException(missing.Message, missing);
        }
    }
}
