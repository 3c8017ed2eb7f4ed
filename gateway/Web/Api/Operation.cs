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
    IndexDrift? LastDriftCheck
);

public sealed record IndexLane(string Name, long ToIndex, long ToMatch, DateTimeOffset? OldestAt);

public sealed record IndexDrift(string Reason, DateTimeOffset FinishedAt, int Compared, int Missing, int Stale, int Ahead, int Orphaned);

/// <summary>What a service owns and copies, in sums.</summary>
public sealed record Digests(long Epoch, int Waiting, IReadOnlyList<Digest> Owned, IReadOnlyList<Digest> Copied);

public sealed record Digest(string Kind, int Entries, IReadOnlyList<string> Buckets);

public sealed record CopyEntry(Guid Id, long Epoch, long Version, bool Open)
{
    public bool IsNewerThan(CopyEntry other) => (Epoch, Version).CompareTo((other.Epoch, other.Version)) > 0;
}

public sealed record CopyAnnouncement(
    Guid Id,
    string Kind,
    string Reason,
    DateTimeOffset RequestedAt,
    DateTimeOffset? FinishedAt,
    int? Total,
    int Done,
    string? Error
);
