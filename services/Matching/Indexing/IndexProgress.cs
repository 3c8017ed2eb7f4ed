namespace TechTransfer.Matching.Indexing;

/// <summary>What the indexer did since the process started, for the page of those who run it.</summary>
internal sealed class IndexProgress
{
    private long _indexed;
    private long _matched;
    private long _lastWrite;

    public long IndexedListings => Interlocked.Read(ref _indexed);
    public long MatchedListings => Interlocked.Read(ref _matched);
    public DateTimeOffset? LastCommit => Interlocked.Read(ref _lastWrite) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

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
