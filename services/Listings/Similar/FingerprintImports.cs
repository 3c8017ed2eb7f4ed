using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Listings.Import;
using TechTransfer.Messaging;

namespace TechTransfer.Listings.Similar;

/// <summary>
/// Writes the numbers and fingerprints of imported listings after their import, in batches, so that an import does not wait for them; on one replica
/// at a time. Where a lease ran out under way the one that comes second is refused and tries again.
/// </summary>
internal sealed class FingerprintImports<TContent>(IServiceScopeFactory scopes, TimeProvider time, ILogger<FingerprintImports<TContent>> logger)
    : BackgroundService
    where TContent : ListingContent
{
    private const int BatchSize = 200;
    private const string LeaseName = "fingerprint-imports";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(1);
    private readonly string _holder = Lease.NewHolder();

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
        // An import has the store's only writer to itself for its short while; nobody looks for what it repeats before it has ended.
        var waiting = db.Listings.Where(x => x.NeedsFingerprint);
        if (
            await db.Imports.AnyAsync(x => x.State == ImportState.Running, cancellationToken)
            || !await waiting.AnyAsync(cancellationToken)
            || await Lease.TryTakeAsync(db, LeaseName, _holder, LeaseLength, cancellationToken) is not { } token
        )
            return 0;
        try
        {
            return await FingerprintAsync(scope, db, waiting, cancellationToken);
        }
        finally
        {
            await Lease.ReleaseAsync(db, LeaseName, token, CancellationToken.None);
        }
    }

    private static async Task<int> FingerprintAsync(
        AsyncServiceScope scope,
        ListingsDbContext<TContent> db,
        IQueryable<Listing<TContent>> waiting,
        CancellationToken cancellationToken
    )
    {
        var similar = scope.ServiceProvider.GetRequiredService<SimilarListings<TContent>>();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var listings = await waiting.OrderBy(x => x.Id).Take(BatchSize).ToListAsync(cancellationToken);
        await similar.FingerprintManyAsync(listings, cancellationToken);
        NewRows.DetectChangesOfReadRows(db);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await NewRows.InsertAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return listings.Count;
    }
}
