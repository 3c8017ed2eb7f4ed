using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace TechTransfer.Listings.Import;

/// <summary>Removes the files of imports that ended some time ago, uploads that never arrived whole, and at last the imports themselves.</summary>
internal sealed class ForgetImports<TContent>(ListingsDbContext<TContent> db, IOptions<ImportOptions> options, TimeProvider time)
    where TContent : ListingContent
{
    /// <summary>No upload takes longer.</summary>
    private static readonly TimeSpan UploadTime = TimeSpan.FromHours(6);
    private const int ChunksAtOnce = 32;

    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (uploaded, ended) = (now - UploadTime, now - TimeSpan.FromHours(options.Value.KeepFileHours));
        var files = await db
            .Imports.Where(x =>
                x.HasFile && (x.State == ImportState.Receiving ? x.CreatedAt < uploaded : x.FinishedAt != null && x.FinishedAt <= ended)
            )
            .Select(x => x.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in files)
        {
            // A few at a time: people wait for the store's only writer.
            while (
                await db
                    .ImportChunks.Where(x => x.ImportId == id)
                    .Where(x => db.ImportChunks.Where(c => c.ImportId == id).OrderBy(c => c.Number).Take(ChunksAtOnce).Any(c => c.Number == x.Number))
                    .ExecuteDeleteAsync(cancellationToken) > 0
            ) { }
            await db.Imports.Where(x => x.Id == id && x.State == ImportState.Receiving).ExecuteDeleteAsync(cancellationToken);
            await db.Imports.Where(x => x.Id == id).ExecuteUpdateAsync(x => x.SetProperty(i => i.HasFile, false), cancellationToken);
        }
        var old = now - TimeSpan.FromDays(options.Value.KeepResultDays);
        var imports = await db.Imports.Where(x => !x.HasFile && x.FinishedAt <= old).Select(x => x.Id).ToListAsync(cancellationToken);
        foreach (var id in imports)
        {
            await db.ImportRefusals.Where(x => x.ImportId == id).ExecuteDeleteAsync(cancellationToken);
            await db.Imports.Where(x => x.Id == id).ExecuteDeleteAsync(cancellationToken);
        }
    }
}
