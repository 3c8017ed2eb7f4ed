using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Messaging;

namespace TechTransfer.Listings.Expiry;

/// <summary>Ends publications whose validity has passed: every minute, on one replica at a time.</summary>
internal sealed class ExpireListings<TContent>(
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ExpireListings<TContent>> logger
) : BackgroundService
    where TContent : ListingContent
{
    private const int BatchSize = 500;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private readonly string _holder = Lease.NewHolder();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.WhenStartedAsync(stoppingToken);
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                while (await ExpireAsync(stoppingToken) == BatchSize) { }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                logger.LogWarning(failure, "Listings could not be expired; tried again in {Period}", Period);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<int> ExpireAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<ListingDesk<TContent>>();
        var due = desk.Db.Listings.Where(x => x.State == ListingState.Published && x.ValidUntil < desk.Now);
        if (
            !await due.AnyAsync(cancellationToken)
            || await Lease.TryTakeAsync(desk.Db, "expire-listings", _holder, Period, cancellationToken) is not { } token
        )
            return 0;
        var listings = await due.OrderBy(x => x.ValidUntil).Take(BatchSize).ToListAsync(cancellationToken);
        foreach (var listing in listings)
        {
            listing.Expire(desk.Now);
            desk.Record(listing, null, "expire", null, Announcement.Closed, null);
        }
        await desk.Db.SaveChangesAsync(cancellationToken);
        await Lease.ReleaseAsync(desk.Db, "expire-listings", token, cancellationToken);
        return listings.Count;
    }
}
