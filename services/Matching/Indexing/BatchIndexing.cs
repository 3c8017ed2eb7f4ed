using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Ranking;
using TechTransfer.Matching.Search;

namespace TechTransfer.Matching.Indexing;

/// <summary>
/// Analyses a batch of listings, writes it to the engine and moves its work on to matching. The engine is written first: after a kill in between the same
/// versions are written again, which changes nothing.
/// </summary>
internal sealed class BatchIndexing(
    IServiceScopeFactory scopes,
    ISearchIndex index,
    IndexerLease lease,
    Generations generations,
    PreparedListings prepared,
    IndexProgress progress,
    TimeProvider time,
    ILogger<BatchIndexing> logger
)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>Marks work that failed with its error and puts it off; all other is done.</summary>
    /// <exception cref="OvertakenException">Another replica goes on.</exception>
    public async Task RunAsync(IReadOnlyList<IndexWork> work, CancellationToken cancellationToken)
    {
        if (work.Count == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        var ids = work.Select(x => x.ListingId).Distinct().ToList();
        var copies = await db.Listings.AsNoTracking().Where(x => ids.Contains(x.Id)).ToListAsync(cancellationToken);
        var (tools, generation) = await generations.GetAsync(cancellationToken);
        var before = tools.Preparer.Encodes ? await prepared.OfSameVersionAsync(copies, cancellationToken) : [];
        var analysed = copies
            .AsParallel()
            .WithCancellation(cancellationToken)
            .Select(copy => Analyse(tools.Preparer, generation, copy, before.GetValueOrDefault(copy.Id)))
            .ToList();

        var good = analysed.Where(x => x.Error is null).ToList();
        var refused = await index.WriteAsync([.. good.Select(x => x.Write!)], cancellationToken);
        var errors = analysed
            .Where(x => x.Error is not null)
            .Select(x => (x.Copy.Id, Reason: x.Error!))
            .Concat(refused.Select(x => (x.Id, x.Reason)))
            .ToDictionary(x => x.Id, x => x.Reason);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = await LockAsync(db, ids, cancellationToken);
        // The other lane may have stored a newer version, which must not be overwritten: this work is done again.
        var changed = copies.Where(x => now.GetValueOrDefault(x.Id) != x.Version).Select(x => x.Id).ToHashSet();
        work = [.. work.Where(x => !changed.Contains(x.ListingId))];
        var written = good.Where(x => !errors.ContainsKey(x.Copy.Id) && !changed.Contains(x.Copy.Id)).ToList();
        await StoreAsync(db, written, cancellationToken);
        await MoveOnAsync(db, work, errors, cancellationToken);
        await generations.FenceAsync(db, cancellationToken);
        await lease.FenceAsync(db, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var (copy, _, preparation, _) in written)
            if (preparation is null)
                prepared.Forget(copy.Id);
            else
                prepared.Put(copy.Id, copy.Version, preparation.Listing);
        progress.Indexed(written.Count, time.GetUtcNow(), work);
    }

    /// <summary>The versions that the copies have now and keep until the end of the transaction; the other lane waits for it with the same listings.</summary>
    private static async Task<Dictionary<Guid, long>> LockAsync(MatchingDbContext db, List<Guid> ids, CancellationToken cancellationToken)
    {
        var rows = db.Database.IsSqlite()
            ? db.Listings.Where(x => ids.Contains(x.Id))
            : db.Listings.FromSql($"SELECT * FROM listings WHERE id = ANY({ids}) ORDER BY id FOR NO KEY UPDATE");
        return await rows.Select(x => new { x.Id, x.Version }).ToDictionaryAsync(x => x.Id, x => x.Version, cancellationToken);
    }

    private sealed record Analysed(ListingCopy Copy, IndexWrite? Write, Preparation? Preparation, string? Error);

    private Analysed Analyse(ListingPreparer preparer, Generation generation, ListingCopy copy, PreparedListing? same)
    {
        if (copy.State != ListingCopy.Published)
            return new Analysed(copy, new IndexWrite(copy.Id, copy.Version, null), null, null);
        try
        {
            var facts = copy.Read().Facts;
            var preparation = preparer.Prepare(facts, preparer.Encode(facts, same));
            return new Analysed(copy, new IndexWrite(copy.Id, copy.Version, Document(facts, preparation, generation)), preparation, null);
        }
        catch (Exception failure)
        {
            // One listing that cannot be read must not hold up the others.
            logger.LogError(failure, "Listing {Listing} version {Version} cannot be analysed", copy.Id, copy.Version);
            return new Analysed(copy, null, null, failure.Message);
        }
    }

    private static IndexDocument Document(ListingFacts facts, Preparation preparation, Generation generation) =>
        new(
            facts.Kind,
            facts.OrganisationId,
            preparation.Tokens,
            facts.Region,
            facts.Industry,
            facts.Field,
            facts.Trl,
            facts.Modes,
            facts.Ipc,
            facts.Incomplete,
            facts.PublishedAt,
            facts.ValidUntil,
            facts.MoneyMinFen ?? facts.MoneyMaxFen,
            preparation.Listing.PositionIn(generation.Space),
            facts.Anonymous,
            facts.HiddenFrom
        );

    private static async Task StoreAsync(MatchingDbContext db, List<Analysed> written, CancellationToken cancellationToken)
    {
        var ids = written.Select(x => x.Copy.Id).ToList();
        await db.SuggestedTerms.Where(x => ids.Contains(x.ListingId)).ExecuteDeleteAsync(cancellationToken);
        var held = await db.Prepared.Where(x => ids.Contains(x.ListingId)).ToDictionaryAsync(x => x.ListingId, cancellationToken);
        foreach (var (copy, _, preparation, _) in written)
        {
            var row = held.GetValueOrDefault(copy.Id);
            if (preparation is null)
            {
                if (row is not null)
                    db.Prepared.Remove(row);
                continue;
            }
            if (row is null)
                db.Prepared.Add(
                    new PreparedCopy
                    {
                        ListingId = copy.Id,
                        Version = copy.Version,
                        Bytes = preparation.Listing.ToBytes(),
                    }
                );
            else
                (row.Version, row.Bytes) = (copy.Version, preparation.Listing.ToBytes());
            // Suggestions are the same for everybody, so what somebody may not know of makes none.
            if (copy.HiddenFrom is null)
                db.SuggestedTerms.AddRange(SuggestedTerm.Of(copy.Read(), preparation));
        }
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task MoveOnAsync(
        MatchingDbContext db,
        IReadOnlyList<IndexWork> work,
        Dictionary<Guid, string> errors,
        CancellationToken cancellationToken
    )
    {
        var done = work.Where(x => !errors.ContainsKey(x.ListingId)).Select(x => x.Id).ToList();
        await db
            .IndexWork.Where(x => done.Contains(x.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.Stage, IndexStage.Match).SetProperty(x => x.Error, (string?)null), cancellationToken);
        foreach (var succeeded in work.Where(x => !errors.ContainsKey(x.ListingId)))
            succeeded.Error = null;
        var later = time.GetUtcNow() + RetryAfter;
        foreach (var failed in work.Where(x => errors.ContainsKey(x.ListingId)))
        {
            failed.Error = errors[failed.ListingId];
            await db
                .IndexWork.Where(x => x.Id == failed.Id)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(x => x.Attempts, x => x.Attempts + 1)
                            .SetProperty(x => x.NotBefore, later)
                            .SetProperty(x => x.Error, failed.Error),
                    cancellationToken
                );
        }
    }
}
