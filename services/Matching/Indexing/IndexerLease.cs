using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TechTransfer.Messaging;

namespace TechTransfer.Matching.Indexing;

/// <summary>
/// Of several replicas one indexes, matches and makes generations: whoever holds this lease. All of them take events and answer; another one goes on when the
/// holder is gone. What the holder stores is fenced, so one that was overtaken stores nothing more.
/// </summary>
internal sealed class IndexerLease(IServiceScopeFactory scopes, TimeProvider time, ILogger<IndexerLease> logger)
{
    private const string Name = "indexer";
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);
    private readonly string _holder = Lease.NewHolder();
    private long _token;
    private volatile bool _held;

    /// <summary>Nobody else writes what this replica keeps in memory.</summary>
    public bool IsHeld => _held;

    /// <summary>Does the work until it ends, the lease is lost or the process stops.</summary>
    /// <returns>False: another replica holds the lease.</returns>
    public async Task<bool> WhileHeldAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        if (await OnOwnContextAsync(db => Lease.TryTakeAsync(db, Name, _holder, Length, stoppingToken)) is not { } token)
            return false;
        (_token, _held) = (token, true);
        using var leased = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var keeping = KeepAsync(leased);
        try
        {
            await work(leased.Token);
        }
        catch (OperationCanceledException) when (leased.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
        {
            // Said by whom kept it.
        }
        finally
        {
            _held = false;
            await leased.CancelAsync();
            await keeping;
        }
        return true;
    }

    /// <summary>To be the last before a commit: nobody takes the lease over before that.</summary>
    /// <exception cref="OvertakenException">Somebody has.</exception>
    public async Task FenceAsync(MatchingDbContext db, CancellationToken cancellationToken)
    {
        if (!await Lease.IsHeldAsync(db, Name, _token, cancellationToken))
            throw new OvertakenException();
    }

    private async Task KeepAsync(CancellationTokenSource leased)
    {
        using var timer = new PeriodicTimer(Length / 3, time);
        var renewed = time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(leased.Token))
            {
                var asked = time.GetTimestamp();
                try
                {
                    if (!await OnOwnContextAsync(db => Lease.RenewAsync(db, Name, _token, Length, leased.Token)))
                        break;
                    renewed = asked;
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    logger.LogWarning(failure, "The lease of the indexer could not be renewed");
                    if (time.GetElapsedTime(renewed) >= Length)
                        break;
                }
            }
            logger.LogWarning("The indexer lost its lease; another replica goes on");
            await leased.CancelAsync();
        }
        catch (OperationCanceledException) when (leased.IsCancellationRequested)
        {
            await ReleaseAsync();
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await OnOwnContextAsync(async db =>
            {
                await Lease.ReleaseAsync(db, Name, _token, CancellationToken.None);
                return true;
            });
        }
        catch (Exception failure)
        {
            logger.LogInformation(failure, "The lease of the indexer was not released and will run out");
        }
    }

    private async Task<T> OnOwnContextAsync<T>(Func<MatchingDbContext, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<MatchingDbContext>());
    }
}

/// <summary>Another replica has gone on meanwhile: nothing of this is stored.</summary>
internal sealed class OvertakenException() : Exception("Another replica indexes now.");
