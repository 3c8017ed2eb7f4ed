using System.Collections.Immutable;

namespace TechTransfer.Messaging;

/// <summary>
/// Says whether a service of this process writes in bulk. Meanwhile a relay keeps bulk events back and sends one batch of them every half minute, so that an
/// import does not wait for the work that its own first rows cause in the same process; what people wait for is sent as always.
/// </summary>
public sealed class BulkWriting(TimeProvider time)
{
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromSeconds(30);
    private ImmutableList<long> _begun = [];

    /// <summary>Bulk writing goes on until what is returned is disposed of.</summary>
    public IDisposable Begin()
    {
        var run = new Run(this, time.GetTimestamp());
        ImmutableInterlocked.Update(ref _begun, x => x.Add(run.BegunAt));
        return run;
    }

    /// <param name="sentAt">When the relay sent its last batch of bulk events.</param>
    internal bool MayBulkGo(long? sentAt) => _begun is not [var begun, ..] || time.GetElapsedTime(Math.Max(begun, sentAt ?? begun)) >= BetweenBatches;

    private sealed class Run(BulkWriting writing, long begunAt) : IDisposable
    {
        private BulkWriting? _writing = writing;

        public long BegunAt => begunAt;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _writing, null) is { } open)
                ImmutableInterlocked.Update(ref open._begun, x => x.Remove(begunAt));
        }
    }
}
