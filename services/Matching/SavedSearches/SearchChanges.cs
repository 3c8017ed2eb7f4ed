using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Matching.SavedSearches;

/// <summary>A saved search that was saved, changed or forgotten, for the books of all replicas.</summary>
internal sealed class SearchChange
{
    /// <summary>One higher with each change and in the order of the commits: whoever has seen one has seen all before it.</summary>
    public required long Version { get; init; }
    public required Guid SearchId { get; init; }
}

/// <summary>The only row of its table: the last version of a <see cref="SearchChange"/>. Whoever writes the next one holds it until the commit.</summary>
internal sealed class LastSearchChange
{
    public const int OnlyRow = 1;

    public required int Id { get; init; }
    public required long Version { get; init; }
}

internal static class SearchChanges
{
    /// <summary>A book that is further behind is read anew.</summary>
    private const int Kept = 10_000;

    /// <summary>Notes changes in the caller's transaction, which has to be open; the caller saves.</summary>
    public static async Task NoteAsync(this MatchingDbContext db, IReadOnlyList<Guid> searches, CancellationToken cancellationToken)
    {
        var last = (
            await db
                .Database.SqlQuery<long>(
                    $"""
                    INSERT INTO last_search_change (id, version) VALUES ({LastSearchChange.OnlyRow}, {searches.Count})
                    ON CONFLICT (id) DO UPDATE SET version = last_search_change.version + excluded.version RETURNING version AS "Value"
                    """
                )
                .ToListAsync(cancellationToken)
        )[0];
        db.SearchChanges.AddRange(searches.Select((search, i) => new SearchChange { Version = last - i, SearchId = search }));
        await db.SearchChanges.Where(x => x.Version <= last - Kept).ExecuteDeleteAsync(cancellationToken);
    }
}
