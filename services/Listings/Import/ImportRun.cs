using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TechTransfer.Listings.Import.Columns;
using TechTransfer.Tabular;

namespace TechTransfer.Listings.Import;

/// <summary>
/// One import, from its cursor to its end: one task reads rows, another works them out while the store takes in those before, so both cores and the store
/// have something to do.
/// </summary>
internal sealed class ImportRun<TContent>(
    ImportRow import,
    long token,
    ListingsDbContext<TContent> files,
    ImportBatches<TContent> batches,
    ImportColumns<TContent> columns,
    IOptions<ImportOptions> options
)
    where TContent : ListingContent
{
    private const int BatchesAhead = 2;

    /// <summary>Rows may be long; a batch ends behind so much of the file, however few they are.</summary>
    private const long BatchBytes = 8 * 1024 * 1024;
    private readonly int _batchRows = options.Value.BatchRows * (files.Database.IsSqlite() ? 1 : 4);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ahead = Channel.CreateBounded<Batch<TContent>>(BatchesAhead);
        var reading = Task.Run(() => ReadAsync(ahead.Writer, stopped.Token), CancellationToken.None);
        var (committing, last) = (Task.CompletedTask, (StagedBatch<TContent>?)null);
        try
        {
            await foreach (var batch in ahead.Reader.ReadAllAsync(cancellationToken))
            {
                if (last?.IsNeededBy(batch) == true)
                    await committing;
                var staged = await batches.StageAsync(import, batch, cancellationToken);
                try
                {
                    await committing;
                }
                catch
                {
                    await staged.DisposeAsync();
                    throw;
                }
                (committing, last) = (batches.CommitAsync(import, token, staged, cancellationToken), staged);
            }
            await committing;
        }
        finally
        {
            await committing.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await stopped.CancelAsync();
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task ReadAsync(ChannelWriter<Batch<TContent>> ahead, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new StoredFile<TContent>(files, import.Id, import.Bytes, import.ChunkBytes);
            using var table = Table.Open(file, new TableLimits { Rows = options.Value.MaxRows });
            var reader = new RowReader<TContent>(table, columns, import.Source);
            var batch = new Batch<TContent>();
            var begun = file.Position;
            foreach (var row in table.Rows(import.Rows))
            {
                var read = reader.Read(row);
                // A row that changes an earlier one of this file has to find it in the store.
                if (batch.Rows.Count == _batchRows || file.Position - begun > BatchBytes || !batch.IsFirst(read.Content))
                {
                    begun = file.Position;
                    await ahead.WriteAsync(batch with { BytesDone = file.Position }, cancellationToken);
                    batch = new Batch<TContent>();
                    batch.IsFirst(read.Content);
                }
                batch.Rows.Add(read);
            }
            await ahead.WriteAsync(batch with { BytesDone = import.Bytes }, cancellationToken);
            ahead.Complete();
        }
        catch (TableException broken)
        {
            ahead.Complete(new ImportException(broken.Code, broken.Message));
        }
        catch (Exception failure)
        {
            ahead.Complete(failure);
        }
    }
}

/// <summary>Rows that are committed together.</summary>
/// <param name="BytesDone">How far the file had been read behind them.</param>
internal sealed record Batch<TContent>(long BytesDone = 0)
    where TContent : ListingContent
{
    private readonly HashSet<(string?, string)> _keys = [];

    public List<ReadRow<TContent>> Rows { get; } = [];

    public bool SharesKeyWith(Batch<TContent> other) => _keys.Overlaps(other._keys);

    /// <summary>No row before it in this batch has the same source and external id.</summary>
    public bool IsFirst(TContent? content) => content?.ExternalId is not { } id || _keys.Add((content.Source, id));
}
