using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace TechTransfer.Matching.Indexing;

/// <summary>What the indexer did since the process started, for the page of those who run it.</summary>
internal sealed class IndexProgress
{
    private static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(2);
    private long _indexed;
    private long _matched;
    private long _lastWrite;
    private long _measured;

    public long IndexedListings => Interlocked.Read(ref _indexed);
    public long MatchedListings => Interlocked.Read(ref _matched);
    public DateTimeOffset? LastCommit => Interlocked.Read(ref _lastWrite) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Looks every few seconds what is not findable yet and since when: what no histogram shows while nothing gets on.</summary>
    public async Task MeasureAsync(IServiceScopeFactory scopes, TimeProvider time, CancellationToken cancellationToken)
    {
        if (_measured != 0 && time.GetElapsedTime(_measured) < MeasureEvery)
            return;
        _measured = time.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        var waiting = scope.ServiceProvider.GetRequiredService<MatchingDbContext>().IndexWork.Where(x => x.Stage == IndexStage.Index);
        var depth = await waiting.LongCountAsync(cancellationToken);
        var oldest = await waiting.OrderBy(x => x.Id).Select(x => (DateTimeOffset?)x.QueuedAt).FirstOrDefaultAsync(cancellationToken);
        Telemetry.Waiting(depth, oldest is { } since ? (time.GetUtcNow() - since).TotalSeconds : 0);
    }

    public void Indexed(int listings, DateTimeOffset now, IReadOnlyList<IndexWork> work)
    {
        Interlocked.Add(ref _indexed, listings);
        Interlocked.Exchange(ref _lastWrite, now.UtcTicks);
        foreach (var done in work)
            Telemetry.IndexLag.Record((now - done.QueuedAt).TotalSeconds, new KeyValuePair<string, object?>("lane", done.Lane.ToString()));
    }

    public void Matched(int listings, DateTimeOffset now, IReadOnlyList<IndexWork> work)
    {
        Interlocked.Add(ref _matched, listings);
        foreach (var done in work)
            Telemetry.MatchLag.Record((now - done.QueuedAt).TotalSeconds, new KeyValuePair<string, object?>("lane", done.Lane.ToString()));
    }
}
