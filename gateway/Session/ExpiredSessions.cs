using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TechTransfer.Gateway.Session;

/// <summary>Once an hour the rows of sessions that ended by themselves go. Two replicas doing it at once do no harm.</summary>
internal sealed class ExpiredSessions(SessionStore store, TimeProvider time, ILogger<ExpiredSessions> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await store.DeleteExpiredAsync(stoppingToken);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                logger.LogWarning(failed, "Expired sessions could not be removed; the next try is in an hour.");
            }
        }
    }
}
