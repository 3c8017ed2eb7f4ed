using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Listings.Import.Columns;
using TechTransfer.Messaging;

namespace TechTransfer.Listings.Import;

/// <summary>
/// Takes in the rows of waiting imports, one import after the other, on one replica at a time. An import that a crash or a restart left in the middle
/// goes on behind its last batch.
/// </summary>
internal sealed class RunImports<TContent>(
    IServiceScopeFactory scopes,
    ImportSignal<TContent> signal,
    BulkWriting bulkWriting,
    TimeProvider time,
    ILogger<RunImports<TContent>> logger
) : BackgroundService
    where TContent : ListingContent
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(10);
    private readonly string _holder = Lease.NewHolder();
    private long? _forgotten;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A batch's work is mostly computing; the host's start must not wait for it.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await RunNextAsync(stoppingToken))
                    await signal.WaitAsync(Look, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.LogWarning(failure, "An import was interrupted; it goes on at its last batch in {Delay}", AfterFailure);
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }
    }

    /// <returns>False when there is nothing to do here.</returns>
    private async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ListingsDbContext<TContent>>();
        var open = db.Imports.Where(x => x.State == ImportState.Running || x.State == ImportState.Waiting);
        var mayForget = _forgotten is not { } at || time.GetElapsedTime(at) > ForgetEvery;
        if (!mayForget && !await open.AnyAsync(cancellationToken))
            return false;
        if (await Lease.TryTakeAsync(db, ImportLease.Name, _holder, ImportLease.Length, cancellationToken) is not { } token)
            return false;
        try
        {
            if (mayForget)
                await ForgetAsync(scope, cancellationToken);
            if (await open.OrderBy(x => x.CreatedAt).FirstOrDefaultAsync(cancellationToken) is not { } import)
                return false;
            await StartAsync(db, import, cancellationToken);
            await RunAsync(import, token, cancellationToken);
            return true;
        }
        finally
        {
            await Lease.ReleaseAsync(db, ImportLease.Name, token, CancellationToken.None);
        }
    }

    private async Task ForgetAsync(AsyncServiceScope scope, CancellationToken cancellationToken)
    {
        await scope.ServiceProvider.GetRequiredService<ForgetImports<TContent>>().ForgetAsync(cancellationToken);
        _forgotten = time.GetTimestamp();
    }

    private async Task StartAsync(ListingsDbContext<TContent> db, ImportRow import, CancellationToken cancellationToken)
    {
        import.StartedAt ??= time.GetUtcNow();
        await db
            .Imports.Where(x => x.Id == import.Id && x.State == ImportState.Waiting)
            .ExecuteUpdateAsync(
                x => x.SetProperty(i => i.State, ImportState.Running).SetProperty(i => i.StartedAt, import.StartedAt),
                cancellationToken
            );
    }

    private async Task RunAsync(ImportRow import, long token, CancellationToken cancellationToken)
    {
        logger.LogInformation("Import {Import} begins behind row {Row}", import.Id, import.Rows);
        ImportException? problem = null;
        try
        {
            using var writing = bulkWriting.Begin();
            await using var scope = scopes.CreateAsyncScope();
            await ActivatorUtilities.CreateInstance<ImportRun<TContent>>(scope.ServiceProvider, import, token).RunAsync(cancellationToken);
        }
        catch (ImportException failed)
        {
            problem = failed;
        }
        catch (ImportTakenAwayException)
        {
            logger.LogInformation("Import {Import} was cancelled or went to another replica", import.Id);
            return;
        }
        await FinishAsync(import.Id, problem, cancellationToken);
        logger.LogInformation("Import {Import} ended: {Problem}", import.Id, problem?.Message ?? "done");
    }

    private async Task FinishAsync(Guid id, ImportException? problem, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ListingsDbContext<TContent>>();
        DateTimeOffset? now = time.GetUtcNow();
        var state = problem is null ? ImportState.Done : ImportState.Failed;
        await db
            .Imports.Where(x => x.Id == id && x.State == ImportState.Running)
            .ExecuteUpdateAsync(
                x =>
                    x.SetProperty(i => i.State, state)
                        .SetProperty(i => i.FinishedAt, now)
                        .SetProperty(i => i.ProblemCode, problem == null ? null : problem.Code)
                        .SetProperty(i => i.ProblemDetail, problem == null ? null : problem.Message),
                cancellationToken
            );
    }
}

internal static class ImportLease
{
    public const string Name = "imports";

    /// <summary>Renewed with every batch. Opening a large workbook, before the first one, takes a part of it.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);
}

/// <summary>Somebody cancelled the import, or another replica holds the lease: nothing of the batch under way is committed.</summary>
internal sealed class ImportTakenAwayException : Exception;
