using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Messaging;

namespace TechTransfer.Matching.Operation;

/// <summary>
/// Compares index and store every day, on one replica, and again soon after a check that found something, to see that it is mended.
/// </summary>
internal sealed class WatchDrift(IServiceScopeFactory scopes, TimeProvider time, ILogger<WatchDrift> logger) : BackgroundService
{
    private const string LeaseName = "drift";
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(10);
    private readonly string _holder = Lease.NewHolder();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not at once: a start has better things to do, and what changed while it was down is in the queue.
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                await CheckWhenDueAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                logger.LogWarning(failure, "The index could not be compared with the store; tried again in {Period}", Look);
            }
    }

    private async Task CheckWhenDueAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        var last = await db.DriftChecks.AsNoTracking().OrderByDescending(x => x.Id).FirstOrDefaultAsync(cancellationToken);
        var since = last is null ? Daily : time.GetUtcNow() - last.FinishedAt;
        var again = last is { Found: > 0 };
        if (since < (again ? Soon : Daily) || await Lease.TryTakeAsync(db, LeaseName, _holder, LeaseLength, cancellationToken) is not { } token)
            return;
        await scope.ServiceProvider.GetRequiredService<RepairDrift>().RunAsync(again ? "again" : "daily", cancellationToken);
        await Lease.ReleaseAsync(db, LeaseName, token, cancellationToken);
    }
}
