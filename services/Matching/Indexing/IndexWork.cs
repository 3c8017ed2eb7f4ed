namespace TechTransfer.Matching.Indexing;

/// <summary>People wait for the interactive lane; the bulk lane holds what imports bring; a rebuild comes last.</summary>
internal enum IndexLane
{
    Interactive,
    Bulk,
    Rebuild,
}

internal enum IndexStage
{
    /// <summary>To be written to the index, or taken out of it, and then matched.</summary>
    Index,

    /// <summary>Findable; its matches are still to be computed.</summary>
    Match,
}

/// <summary>
/// A version of a listing that the index does not show yet or that is not matched yet. Written with the copy it is about; deleted with the matches it led to.
/// </summary>
internal sealed class IndexWork
{
    public long Id { get; init; }
    public required Guid ListingId { get; init; }
    public required long Version { get; init; }
    public required IndexLane Lane { get; init; }
    public IndexStage Stage { get; set; }
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>W3C trace context of the event that caused it.</summary>
    public string? TraceParent { get; init; }
    public int Attempts { get; set; }
    public DateTimeOffset? NotBefore { get; set; }
    public string? Error { get; set; }
}
