namespace TechTransfer.Messaging.Copies;

/// <summary>Everything of one kind that a store owns is to be told again. The row is the progress: a kill loses nothing of it.</summary>
public sealed class AnnouncementRow
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }

    /// <summary>asked, restored (this store was) or the name of the service whose copies are wanting.</summary>
    public required string Reason { get; init; }

    /// <summary>Copies take what they hold in this very version, too.</summary>
    public required bool Rewrites { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>How many there were when it began.</summary>
    public int? Total { get; set; }
    public int Done { get; set; }

    /// <summary>Batches so far, each with its roster.</summary>
    public int Parts { get; set; }

    /// <summary>The last id that was told.</summary>
    public Guid After { get; set; }
    public string? Error { get; set; }
}
