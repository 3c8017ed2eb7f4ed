namespace TechTransfer.Listings.Duplicates;

/// <summary>What a reviewer says of two listings that look alike.</summary>
public enum PairOutcome
{
    /// <summary>Two things; they are not shown to each other's reviewers again.</summary>
    Different,

    /// <summary>One thing listed twice: one listing is withdrawn in favour of the other.</summary>
    Merged,

    /// <summary>A repetition: it is turned down or taken down.</summary>
    DuplicateOf,
}

/// <summary>Two listings that a reviewer has judged, or has to because two organisations claim the same number.</summary>
public sealed class PairRow
{
    /// <summary>The one that was judged, or whose submission brought the number up.</summary>
    public required Guid ListingId { get; init; }
    public required Guid OtherId { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>The number that both organisations claim; null where there was no such conflict.</summary>
    public string? IpNumber { get; init; }

    /// <summary>Null while it waits.</summary>
    public PairOutcome? Outcome { get; private set; }
    public string? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    public void Decide(PairOutcome outcome, string by, DateTimeOffset now) => (Outcome, DecidedBy, DecidedAt) = (outcome, by, now);
}
