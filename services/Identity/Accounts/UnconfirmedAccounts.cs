using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TechTransfer.Identity.Accounts;

/// <summary>Once an hour accounts go whose address nobody confirmed for a week. Two replicas doing it at once do no harm.</summary>
internal sealed class UnconfirmedAccounts(IServiceScopeFactory scopes, TimeProvider time, ILogger<UnconfirmedAccounts> logger) : BackgroundService
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(7);

    public static Task<int> RemoveAsync(IdentityDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = now - Keep;
        return db.Users.Where(x => !x.EmailConfirmed && x.TermsAcceptedAt < before).ExecuteDeleteAsync(cancellationToken);
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
                logger.LogWarning(failed, "Unconfirmed accounts could not be removed; the next try is in an hour.");
            }
        }
    }
}
