using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TechTransfer.Messaging;

/// <summary>
/// Sends what is in one service's outbox, whichever replica holds the lease, and deletes a row when its event has arrived everywhere. Rows are taken by
/// what is there, never from a mark onwards, because transactions commit in another order than their ids.
/// </summary>
internal sealed class Relay<TContext>(
    IServiceProvider services,
    IServiceScopeFactory scopes,
    RelayWaker waker,
    RelayFigures figures,
    IOptions<MessagingOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<Relay<TContext>> logger
) : BackgroundService
    where TContext : DbContext
{
    public const string LeaseName = "relay";
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private readonly string _holder = Lease.NewHolder();
    private readonly Signal _work = waker.SignalOf(typeof(TContext));
    private TimeSpan LeaseLength => TimeSpan.FromSeconds(options.Value.LeaseSeconds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.WhenStartedAsync(stoppingToken);
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await OnOwnContextAsync(db => Lease.TryTakeAsync(db, LeaseName, _holder, LeaseLength, stoppingToken)) is { } token)
                    await RelayWhileLeasedAsync(token, () => failures = 0, stoppingToken);
                else
                    await _work.WaitAsync(Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                failures++;
                logger.LogError(
                    failure,
                    "The outbox of {Context} could not be relayed (failure {Failures}); trying again",
                    typeof(TContext).Name,
                    failures
                );
                await new Signal().WaitAsync(TimeSpan.FromSeconds(Math.Min(5, failures)), stoppingToken);
            }
        }
    }

    private async Task RelayWhileLeasedAsync(long token, Action succeeded, CancellationToken stoppingToken)
    {
        using var leased = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var keeping = KeepLeaseAsync(token, leased);
        using var outgoing = ActivatorUtilities.CreateInstance<Outgoing<TContext>>(services, new LeaseToken(token), _work);
        try
        {
            await outgoing.LoadBlockedAsync(leased.Token);
            while (true)
            {
                await outgoing.DeleteLandedAsync(leased.Token);
                await outgoing.SendAgainWhatIsLateAsync(leased.Token);
                var sent = await outgoing.SendAsync(leased.Token);
                succeeded();
                if (sent == 0)
                    await _work.WaitAsync(Poll, leased.Token);
            }
        }
        catch (OperationCanceledException) when (leased.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
        {
            logger.LogWarning("The relay of {Context} lost its lease; another replica goes on", typeof(TContext).Name);
        }
        finally
        {
            await leased.CancelAsync();
            await keeping;
        }
    }

    /// <summary>Renews the lease until the work ends, and ends the work when the lease is lost.</summary>
    private async Task KeepLeaseAsync(long token, CancellationTokenSource leased)
    {
        using var timer = new PeriodicTimer(LeaseLength / 3, time);
        var renewed = time.GetTimestamp();
        var pruned = DateTimeOffset.MinValue;
        try
        {
            while (await timer.WaitForNextTickAsync(leased.Token))
            {
                var asked = time.GetTimestamp();
                try
                {
                    if (!await OnOwnContextAsync(db => Lease.RenewAsync(db, LeaseName, token, LeaseLength, leased.Token)))
                        break;
                    renewed = asked;
                    await OnOwnContextAsync(db => figures.MeasureAsync(db, leased.Token));
                    if (time.GetUtcNow() - pruned < PruneEvery)
                        continue;
                    await OnOwnContextAsync(db => PruneAsync(db, leased.Token));
                    pruned = time.GetUtcNow();
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    logger.LogWarning(failure, "The lease of the relay of {Context} could not be renewed", typeof(TContext).Name);
                    if (time.GetElapsedTime(renewed) >= LeaseLength)
                        break;
                }
            }
            await leased.CancelAsync();
        }
        catch (OperationCanceledException) when (leased.IsCancellationRequested)
        {
            await ReleaseAsync(token);
        }
    }

    /// <summary>Forgets old messages that were dealt with; a dead letter keeps its own row until it is replayed, however long that takes.</summary>
    private Task PruneAsync(TContext db, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - TimeSpan.FromDays(options.Value.InboxDays);
        return db.Set<InboxRow>().Where(x => x.ProcessedAt < before).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task ReleaseAsync(long token)
    {
        try
        {
            await OnOwnContextAsync(db => Lease.ReleaseAsync(db, LeaseName, token, CancellationToken.None));
        }
        catch (Exception failure)
        {
            logger.LogInformation(failure, "The lease of the relay of {Context} was not released and will run out", typeof(TContext).Name);
        }
    }

    private async Task<T> OnOwnContextAsync<T>(Func<TContext, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TContext>());
    }

    private Task OnOwnContextAsync(Func<TContext, Task> work) =>
        OnOwnContextAsync(async db =>
        {
            await work(db);
            return true;
        });
}
