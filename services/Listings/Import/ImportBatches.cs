using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TechTransfer.Listings.Import.Columns;
using TechTransfer.Listings.Intake;
using TechTransfer.Messaging;

namespace TechTransfer.Listings.Import;

/// <summary>A batch whose listings, trail and events stand in a context and are not written yet.</summary>
/// <param name="NamesOrganisations">It adds organisations that nobody knew.</param>
internal sealed record StagedBatch<TContent>(
    AsyncServiceScope Scope,
    ListingsDbContext<TContent> Db,
    Batch<TContent> Batch,
    IReadOnlyList<IntakeResult> Results,
    bool NamesOrganisations
) : IAsyncDisposable
    where TContent : ListingContent
{
    /// <summary>The next batch could not find what this one is about to write.</summary>
    public bool IsNeededBy(Batch<TContent> next) => NamesOrganisations || Batch.SharesKeyWith(next);

    public ValueTask DisposeAsync() => Scope.DisposeAsync();
}

/// <summary>Takes in a batch: its listings, its refused rows and the import's cursor are one transaction, in a context of their own.</summary>
internal sealed class ImportBatches<TContent>(IServiceScopeFactory scopes, TimeProvider time, ILogger<ImportBatches<TContent>> logger)
    where TContent : ListingContent
{
    private const int MaxErrorsOfRow = 20;
    private const int MaxMessage = 1000;

    /// <summary>
    /// Organisations that an import elsewhere has just named arrive here for seconds, and each that this batch names too makes it start again: with the pauses
    /// it is tried for longer than that.
    /// </summary>
    private const int Tries = 20;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Looks up what the batch needs and works it out; nothing is written. It may go on while the batch before it is being committed.</summary>
    public async Task<StagedBatch<TContent>> StageAsync(ImportRow import, Batch<TContent> batch, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            var db = scope.ServiceProvider.GetRequiredService<ListingsDbContext<TContent>>();
            var intake = scope.ServiceProvider.GetRequiredService<ListingIntake<TContent>>();
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            var read = batch.Rows.FindAll(x => x.Content is not null);
            var options = new IntakeOptions(import.Submit, import.Publish);
            var results = await intake.StageAsync(read.ConvertAll(x => x.Content!), import.Caller, options, cancellationToken);
            if (import.DryRun)
                db.ChangeTracker.Clear();
            AddRefusals(db, import.Id, batch.Rows.Where(x => x.Content is null).Select(x => (x, x.Errors)));
            AddRefusals(db, import.Id, read.Zip(results, (row, result) => (row, result.Errors)));
            NewRows.DetectChangesOfReadRows(db);
            var names = db.ChangeTracker.Entries<OrganisationRow>().Any(x => x.State == EntityState.Added);
            return new StagedBatch<TContent>(scope, db, batch, results, names);
        }
        catch (Exception failure)
        {
            await scope.DisposeAsync();
            if (IsFinal(failure))
                throw Ended(failure, import);
            throw;
        }
    }

    /// <exception cref="ImportTakenAwayException">The import was cancelled or is another replica's.</exception>
    /// <exception cref="ImportException">The batch fails again and again.</exception>
    public async Task CommitAsync(ImportRow import, long token, StagedBatch<TContent> staged, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using (staged)
                try
                {
                    await WriteAsync(import, token, staged, cancellationToken);
                    return;
                }
                catch (Exception contended) when (contended is DbUpdateException or DbException && !StoreFailure.IsAway(contended) && attempt < Tries)
                {
                    // Somebody changed one of the listings, or created one with the same key, at this moment: look again.
                    logger.LogInformation(
                        "A batch of import {Import} met another change and is tried again: {Change}",
                        import.Id,
                        contended.GetBaseException().Message
                    );
                }
                catch (Exception failure) when (IsFinal(failure))
                {
                    throw Ended(failure, import);
                }
            await Task.Delay(LongestPause * Math.Min(1, attempt / 5.0), time, cancellationToken);
            staged = await StageAsync(import, staged.Batch, cancellationToken);
        }
    }

    /// <summary>Not when the import goes on later or elsewhere, or not at all.</summary>
    private static bool IsFinal(Exception failure) =>
        failure is not (ImportTakenAwayException or ImportException or OperationCanceledException) && !StoreFailure.IsAway(failure);

    private ImportException Ended(Exception failure, ImportRow import)
    {
        logger.LogError(failure, "Import {Import} cannot go on behind row {Row}", import.Id, import.Rows);
        return new ImportException("internal", $"Something went wrong here behind row {import.Rows}; it has been written to the log.");
    }

    private static async Task WriteAsync(ImportRow import, long token, StagedBatch<TContent> staged, CancellationToken cancellationToken)
    {
        var (db, batch, results) = (staged.Db, staged.Batch, staged.Results);
        long Count(IntakeOutcome outcome) => results.Count(x => x.Outcome == outcome);
        var (accepted, updated, unchanged) = (Count(IntakeOutcome.Accepted), Count(IntakeOutcome.Updated), Count(IntakeOutcome.Unchanged));
        var refusals = batch.Rows.Count - results.Count + Count(IntakeOutcome.Refused);
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
