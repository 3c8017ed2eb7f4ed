namespace TechTransfer.Matching.Operation;

/// <summary>One comparison of the index with the store, listing by listing, and what was done about it.</summary>
internal sealed class DriftCheck
{
    public required Guid Id { get; init; }

    /// <summary>daily, again (after one that found something) or asked.</summary>
    public required string Reason { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Published listings that were compared; those that wait to be written are left out.</summary>
    public required int Compared { get; init; }

    /// <summary>Published, but not in the index: queued to be written.</summary>
    public required int Missing { get; init; }

    /// <summary>In the index in an older version than the store's: queued to be written.</summary>
    public required int Stale { get; init; }

    /// <summary>In the index in a newer version than the store's, as after the restore of a store: their owners are asked to announce them.</summary>
    public required int Ahead { get; init; }

    /// <summary>In the index, but not published: taken out.</summary>
    public required int Orphaned { get; init; }

    public int Found => Missing + Stale + Ahead + Orphaned;
}
