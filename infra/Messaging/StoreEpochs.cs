using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Messaging;

/// <summary>
/// The epochs of this process's stores. A store begins its first one when it is made and a new one when its operator says that a backup was restored; the
/// process reads it once, for a store is restored while none of its processes runs.
/// </summary>
public sealed class StoreEpochs(TimeProvider time)
{
    /// <summary>Epochs are seconds since then, so that every new one is higher than any before, those included that a restore made forget.</summary>
    private static readonly DateTimeOffset Zero = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ConcurrentDictionary<Type, long> _current = new();

    /// <summary>
    /// Reads the store's epoch. A store without one is new: it begins its first and asks the other services for what it keeps copies of. A context without messaging has
    /// none.
    /// </summary>
    public async Task PrepareAsync<TContext>(TContext db, IServiceProvider services, CancellationToken cancellationToken)
        where TContext : DbContext
    {
        if (db.Model.FindEntityType(typeof(EpochRow)) is null)
            return;
        if (!await db.Set<EpochRow>().AnyAsync(cancellationToken))
            try
            {
                var first = Next(null);
                db.Add(first);
                if (services.GetService<StoreOf<TContext>>() is { } store && services.GetService<CopiedKind<TContext>>() is not null)
                    db.Enqueue(CopyDesk<TContext>.Wanted(store.Service, first));
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
            {
                // Another replica was first.
                db.ChangeTracker.Clear();
            }
        _current[db.GetType()] = await db.Set<EpochRow>().MaxAsync(x => x.Epoch, cancellationToken);
    }

    /// <summary>Adds a new epoch to the context; the caller saves and ends the process.</summary>
    internal async Task<EpochRow> BeginAsync(DbContext db, CancellationToken cancellationToken)
    {
        var next = Next(await db.Set<EpochRow>().OrderByDescending(x => x.Number).FirstOrDefaultAsync(cancellationToken));
        db.Add(next);
        return next;
    }

    internal long Of(DbContext db) => _current.GetValueOrDefault(db.GetType());

    /// <summary>The epoch under which this context's events go out; 0 for a store that was not prepared.</summary>
    internal static long Current(DbContext db) =>
        ((IInfrastructure<IServiceProvider>)db).Instance.GetRequiredService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()
            is { ApplicationServiceProvider: { } services }
            ? services.GetService<StoreEpochs>()?.Of(db) ?? 0
            : 0;

    private EpochRow Next(EpochRow? last)
    {
        var now = time.GetUtcNow();
        var seconds = (long)(now - Zero).TotalSeconds;
        return new EpochRow
        {
            Number = (last?.Number ?? 0) + 1,
            Epoch = Math.Max(seconds, (last?.Epoch ?? 0) + 1),
            BegunAt = now,
        };
    }
}
