using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Messaging.Copies;

/// <summary>Wakes the announcer of a context.</summary>
internal sealed class AnnouncerSignal<TContext>
{
    public Signal Signal { get; } = new();
}

/// <summary>
/// Tells again what a store owns, one announcement at a time, on one replica. A batch's events, its roster and the cursor are one commit; the next batch waits until
/// the outbox has room, and its events are bulk events, so that what people wait for goes first.
/// </summary>
internal sealed class Announcer<TContext>(
    IServiceScopeFactory scopes,
    IEnumerable<OwnedKind<TContext>> kinds,
    AnnouncerSignal<TContext> wake,
    StoreEpochs epochs,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<Announcer<TContext>> logger
) : BackgroundService
    where TContext : DbContext
{
    private const string LeaseName = "announcements";
    private const int Batch = 200;

    /// <summary>An outbox with more than this waits for its relay, not for more.</summary>
    private const int MostWaiting = 600;

    /// <summary>Above every UUID of versions 7 and 8.</summary>
    private static readonly Guid Last = Guid.AllBitsSet;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(30);
    private readonly string _holder = Lease.NewHolder();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.WhenStartedAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await AnnounceOneAsync(stoppingToken)) { }
                await wake.Signal.WaitAsync(Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.LogWarning(failure, "What {Context} owns could not be announced; tried again", typeof(TContext).Name);
                await new Signal().WaitAsync(Poll, stoppingToken);
            }
        }
    }

    /// <returns>False: nothing is to be announced, or another replica does it.</returns>
    private async Task<bool> AnnounceOneAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        var next = await db.Set<AnnouncementRow>()
            .AsNoTracking()
            .Where(x => x.FinishedAt == null)
            .OrderBy(x => x.Id)
            .Select(x => new { x.Id, x.Kind })
            .FirstOrDefaultAsync(cancellationToken);
        if (next is null || await Lease.TryTakeAsync(db, LeaseName, _holder, LeaseLength, cancellationToken) is not { } token)
            return false;
        try
        {
            while (await AnnounceBatchAsync(next.Id, next.Kind, token, cancellationToken))
                await RoomAsync(token, cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await db.Set<AnnouncementRow>()
                .Where(x => x.Id == next.Id)
                .ExecuteUpdateAsync(x => x.SetProperty(p => p.Error, failure.Message), CancellationToken.None);
            throw;
        }
        finally
        {
            await Lease.ReleaseAsync(db, LeaseName, token, CancellationToken.None);
        }
    }

    /// <returns>False when that was the last one.</returns>
    private async Task<bool> AnnounceBatchAsync(Guid announcement, string kind, long token, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await Lease.RenewAsync(db, LeaseName, token, LeaseLength, cancellationToken))
            return false;
        var row = await db.Set<AnnouncementRow>().SingleAsync(x => x.Id == announcement, cancellationToken);
        // Another version of the service may have asked for a kind that this one has not.
        var (events, isCopied) = ((IReadOnlyList<IIntegrationEvent>)[], false);
        if (kinds.FirstOrDefault(x => x.Kind == kind) is { } owned)
        {
            var own = (IOwn)scope.ServiceProvider.GetRequiredService(owned.Implementation);
            row.Total ??= await own.CountAsync(cancellationToken);
            (events, isCopied) = (await own.TellAsync(row.After, Batch, cancellationToken), owned.IsCopied);
        }
        foreach (var @event in events)
            MessagingModel.Enqueue(db, @event, bulk: true, row.Rewrites);
        var isLast = events.Count < Batch;
        var through = isLast ? Last : events[^1].AggregateId;
        row.Parts++;
        if (isCopied)
            db.Enqueue(new RosterAnnounced(row.Id, row.Parts, kind, epochs.Of(db), row.After, through, [.. events.Select(x => x.AggregateId)]));
        (row.After, row.Done, row.Error) = (through, row.Done + events.Count, null);
        if (isLast)
            row.FinishedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return !isLast;
    }

    private async Task RoomAsync(long token, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using (var scope = scopes.CreateAsyncScope())
            {
                var db = scope.ServiceProvider.GetRequiredService<TContext>();
                if (await db.Set<OutboxRow>().CountAsync(cancellationToken) <= MostWaiting)
                    return;
                await Lease.RenewAsync(db, LeaseName, token, LeaseLength, cancellationToken);
            }
            await new Signal().WaitAsync(Pause, cancellationToken);
        }
    }
}
