using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TechTransfer.Identity.Inviting;

/// <summary>
/// Once an hour the addresses go of invitations that ended a month ago; until then their links say what became of them. Two replicas doing it at once do no
/// harm.
/// </summary>
internal sealed class EndedInvitations(IServiceScopeFactory scopes, TimeProvider time, ILogger<EndedInvitations> logger) : BackgroundService
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    public static Task<int> RemoveAsync(IdentityDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = now - Keep;
        return db.Invitations.Where(x => x.EndedAt < before || x.ExpiresAt < before).ExecuteDeleteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await RemoveAsync(scope.ServiceProvider.GetRequiredService<IdentityDbContext>(), time.GetUtcNow(), stoppingToken);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                logger.LogWarning(failed, "Ended invitations could not be removed; the next try is in an hour.");
            }
        }
    }
}
