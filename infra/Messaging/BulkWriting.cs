namespace TechTransfer.Messaging;

/// <summary>
/// Says whether a service of this process writes in bulk. Meanwhile a relay sends one batch of bulk events every few seconds, so that an import does not wait for
/// the work that its own first rows cause in the same process; what people wait for is sent as always.
/// </summary>
public sealed class BulkWriting
{
    internal static readonly TimeSpan BetweenBatches = TimeSpan.FromSeconds(5);
    private int _running;

    internal bool IsUnderWay => Volatile.Read(ref _running) > 0;

    /// <summary>Bulk writing goes on until what is returned is disposed of.</summary>
    public IDisposable Begin()
    {
        Interlocked.Increment(ref _running);
        return new Run(this);
    }

    private sealed class Run(BulkWriting writing) : IDisposable
    {
        private BulkWriting? _writing = writing;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _writing, null) is { } open)
                Interlocked.Decrement(ref open._running);
        }
    }
}
