using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace TechTransfer.Messaging;

/// <summary>Wakes the relay of a context as soon as events that were put into its outbox are committed, and not before.</summary>
internal sealed class RelayWaker : SaveChangesInterceptor, IDbTransactionInterceptor
{
    private static readonly ConditionalWeakTable<DbContext, object> Pending = [];
    private readonly ConcurrentDictionary<Type, Signal> _signals = new();

    public static void MarkPending(DbContext db) => Pending.AddOrUpdate(db, Pending);

    /// <param name="context">The context's type as it was registered; providers' derived ones count as well.</param>
    public Signal SignalOf(Type context) => _signals.GetOrAdd(context, _ => new Signal());

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        Saved(eventData.Context);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        Saved(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
    {
        Committing(eventData.Context);
        return result;
    }

    public ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    )
    {
        Committing(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Committed(eventData.Context);

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Committed(eventData.Context);
        return Task.CompletedTask;
    }

    // A SaveChanges of a single row runs without a transaction; one inside a transaction is not committed yet.
    private void Saved(DbContext? db)
    {
        if (db is { Database.CurrentTransaction: null })
            Committed(db);
    }

    private static void Committing(DbContext? db)
    {
        if (db is not null && Pending.TryGetValue(db, out _))
            CrashPoints.Reached(CrashPoints.BeforeCommit);
    }

    private void Committed(DbContext? db)
    {
        if (db is null || !Pending.Remove(db))
            return;
        CrashPoints.Reached(CrashPoints.AfterCommit);
        for (var type = db.GetType(); type is not null; type = type.BaseType)
            if (_signals.TryGetValue(type, out var signal))
                signal.Set();
    }
}

/// <summary>Something is to be done; setting it twice before it is seen counts once.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> _set = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _set.Writer.TryWrite(true);

    /// <returns>False when the time is over.</returns>
    public async Task<bool> WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        try
        {
            return await _set.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
