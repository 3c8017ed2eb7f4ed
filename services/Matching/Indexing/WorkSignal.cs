using System.Data.Common;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace TechTransfer.Matching.Indexing;

/// <summary>Wakes the lanes of the indexer when work may be there; a lost wake-up costs a second, since they look by themselves too.</summary>
internal sealed class WorkSignal
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);
    private readonly Channel<bool>[] _lanes = [OneSlot(), OneSlot()];
    private readonly Channel<bool> _counted = OneSlot();
    private static readonly TimeSpan LongestTraining = TimeSpan.FromMinutes(5);
    private long _topicsAwaitedSince;

    public void Raise()
    {
        foreach (var lane in _lanes)
            lane.Writer.TryWrite(true);
    }

    public async Task WaitAsync(int lane, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LookAnyway);
        try
        {
            await _lanes[lane].Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to look by itself.
        }
    }

    /// <summary>The corpus was counted anew.</summary>
    public void Counted()
    {
        AwaitTopics();
        _counted.Writer.TryWrite(true);
    }

    public async Task CountedAsync(CancellationToken cancellationToken) => await _counted.Reader.ReadAsync(cancellationToken);

    /// <summary>Topics may be about to be learnt: what an import brought is matched once they are, or it would be matched twice.</summary>
    public bool AwaitsTopics =>
        Volatile.Read(ref _topicsAwaitedSince) is > 0 and var since && Environment.TickCount64 - since < LongestTraining.TotalMilliseconds;

    public void AwaitTopics() => Volatile.Write(ref _topicsAwaitedSince, Environment.TickCount64);

    public void TopicsAreSettled()
    {
        Volatile.Write(ref _topicsAwaitedSince, 0);
        Raise();
    }

    private static Channel<bool> OneSlot() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
}

/// <summary>Sees commits of Matching's own store. Registered as a save interceptor, since that is how a service's context picks interceptors up.</summary>
internal sealed class WakeIndexer(WorkSignal signal) : SaveChangesInterceptor, IDbTransactionInterceptor
{
    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        if (eventData.Context is { Database.CurrentTransaction: null })
            Wake(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Wake(eventData.Context);

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Wake(eventData.Context);
        return Task.CompletedTask;
    }

    private void Wake(DbContext? context)
    {
        if (context is MatchingDbContext)
            signal.Raise();
    }
}
