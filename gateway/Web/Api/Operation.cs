namespace TechTransfer.Gateway.Web.Api;

/// <summary>The matching index as an administrator sees it.</summary>
public sealed record IndexState(
    long Documents,
    long Published,
    long WorkWaiting,
    IReadOnlyList<IndexLane> Lanes,
    long Failing,
    string? Generation,
    DateTimeOffset? GenerationSince,
    DateTimeOffset? LastCommit,
    IndexDrift? Drift
);

public sealed record IndexLane(string Name, long ToIndex, long ToMatch, DateTimeOffset? OldestAt);

public sealed record IndexDrift(long Missing, long Orphaned, long Stale);
