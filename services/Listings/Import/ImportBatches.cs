using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TechTransfer.Listings.Import.Columns;
using TechTransfer.Listings.Intake;
using TechTransfer.Messaging;

namespace TechTransfer.Listings.Import;

/// <summary>Takes in a batch: its listings, its refused rows and the import's cursor are one transaction, in a context of their own.</summary>
internal sealed class ImportBatches<TContent>(IServiceScopeFactory scopes, ILogger<ImportBatches<TContent>> logger)
    where TContent : ListingContent
{
    private const int MaxErrorsOfRow = 20;
    private const int MaxMessage = 1000;
    private const int Tries = 3;

    /// <exception cref="ImportTakenAwayException">The import was cancelled or is another replica's.</exception>
    /// <exception cref="ImportException">The batch fails again and again.</exception>
    public async Task CommitAsync(ImportRow import, long token, Batch<TContent> batch, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await TryCommitAsync(import, token, batch, cancellationToken);
                return;
            }
            catch (Exception contended) when (contended is DbUpdateException or DbException && !StoreFailure.IsAway(contended) && attempt < Tries)
            {
                // Somebody changed one of the listings, or created one with the same key, at this moment: look again.
                logger.LogInformation(contended, "A batch of import {Import} met another change and is tried again", import.Id);
            }
            catch (Exception failure) when (failure is not (ImportTakenAwayException or OperationCanceledException) && !StoreFailure.IsAway(failure))
            {
                logger.LogError(failure, "Import {Import} cannot go on behind row {Row}", import.Id, import.Rows);
                throw new ImportException("internal", $"Something went wrong here behind row {import.Rows}; it has been written to the log.");
            }
        }
    }

    private async Task TryCommitAsync(ImportRow import, long token, Batch<TContent> batch, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ListingsDbContext<TContent>>();
        var intake = scope.ServiceProvider.GetRequiredService<ListingIntake<TContent>>();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var read = batch.Rows.FindAll(x => x.Content is not null);
        var options = new IntakeOptions(import.Submit, import.Publish);
        var results = await intake.StageAsync(read.ConvertAll(x => x.Content!), import.Caller, options, cancellationToken);
        if (import.DryRun)
            db.ChangeTracker.Clear();
        var refused = batch.Rows.FindAll(x => x.Content is null);
        AddRefusals(db, import.Id, refused.Select(x => (x, x.Errors)));
        AddRefusals(db, import.Id, read.Zip(results, (row, result) => (row, result.Errors)));
        NewRows.DetectChangesOfReadRows(db);

        long Count(IntakeOutcome outcome) => results.Count(x => x.Outcome == outcome);
        var (accepted, updated, unchanged) = (Count(IntakeOutcome.Accepted), Count(IntakeOutcome.Updated), Count(IntakeOutcome.Unchanged));
        var refusals = refused.Count + Count(IntakeOutcome.Refused);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await Lease.RenewAsync(db, ImportLease.Name, token, ImportLease.Length, cancellationToken))
            throw new ImportTakenAwayException();
        var advanced = await db
            .Imports.Where(x => x.Id == import.Id && x.State == ImportState.Running && x.Rows == import.Rows)
            .ExecuteUpdateAsync(
                x =>
                    x.SetProperty(i => i.Rows, i => i.Rows + batch.Rows.Count)
                        .SetProperty(i => i.Accepted, i => i.Accepted + accepted)
                        .SetProperty(i => i.Updated, i => i.Updated + updated)
                        .SetProperty(i => i.Unchanged, i => i.Unchanged + unchanged)
                        .SetProperty(i => i.Refused, i => i.Refused + refusals)
                        .SetProperty(i => i.BytesDone, batch.BytesDone),
                cancellationToken
            );
        if (advanced == 0)
            throw new ImportTakenAwayException();
        await NewRows.InsertAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        import.Rows += batch.Rows.Count;
    }

    private static void AddRefusals(
        ListingsDbContext<TContent> db,
        Guid importId,
        IEnumerable<(ReadRow<TContent> Row, IReadOnlyList<IntakeError> Errors)> rows
    )
    {
        foreach (var (row, errors) in rows)
        foreach (var (position, error) in errors.Take(MaxErrorsOfRow).Index())
            db.ImportRefusals.Add(
                new ImportRefusalRow
                {
                    ImportId = importId,
                    RowNumber = row.Number,
                    Position = position,
                    Line = row.Line,
                    Field = error.Field,
                    Code = error.Code,
                    Message = error.Message.Length <= MaxMessage ? error.Message : error.Message[..MaxMessage],
                }
            );
    }
}
