using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Listings.Import;

namespace TechTransfer.Listings.Similar;

/// <summary>
/// Writes the numbers and fingerprints of imported listings after their import, in batches, so that an import does not wait for them. Two replicas
/// that meet write equal rows; the one that comes second is refused by the listing's concurrency token and tries again.
/// </summary>
internal sealed class FingerprintImports<TContent>(IServiceScopeFactory scopes, TimeProvider time, ILogger<FingerprintImports<TContent>> logger)
    : BackgroundService
    where TContent : ListingContent
{
    private const int BatchSize = 200;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await FingerprintAsync(stoppingToken) == BatchSize) { }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                logger.LogWarning(failure, "Fingerprints could not be written; tried again in {Period}", Period);
            }
        }
    }

    private async Task<int> FingerprintAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ListingsDbContext<TContent>>();
        var similar = scope.ServiceProvider.GetRequiredService<SimilarListings<TContent>>();
        // An import has the store's only writer to itself for its short while; nobody looks for what it repeats before it has ended.
        if (await db.Imports.AnyAsync(x => x.State == ImportState.Running, cancellationToken))
            return 0;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var listings = await db.Listings.Where(x => x.NeedsFingerprint).OrderBy(x => x.Id).Take(BatchSize).ToListAsync(cancellationToken);
        await similar.FingerprintManyAsync(listings, cancellationToken);
        NewRows.DetectChangesOfReadRows(db);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await NewRows.InsertAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return listings.Count;
    }
}
