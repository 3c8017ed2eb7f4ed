namespace TechTransfer.Gateway.Web.Api;

/// <summary>A row of the review queue.</summary>
public sealed record ReviewRow(
    Guid Id,
    string Title,
    string State,
    Organisation? Organisation,
    DateTimeOffset? SubmittedAt,
    PendingRevision? Pending,
    DateTimeOffset WaitingSince,
    int WorkingDays,
    ReviewRegion Responsible,
    bool Escalated,
    ReviewClaim? Claim
);

public sealed record ReviewRegion(string Code, string Name);

/// <summary>Who has taken up a submission.</summary>
public sealed record ReviewClaim(string By, DateTimeOffset Since, DateTimeOffset Until, bool Mine);

/// <summary>How much waits for whom, and for how long.</summary>
public sealed record ReviewFigures(
    int Waiting,
    int Due,
    int Claimed,
    IReadOnlyList<AgeBand> Ages,
    int? MedianWorkingDays,
    int? OldestWorkingDays,
    DecidedFigures DecidedThisWeek
);

public sealed record AgeBand(int From, int? To, int Count);

public sealed record DecidedFigures(int Published, int Returned, int Rejected);

/// <summary>An own listing that was merged into another own one.</summary>
public sealed record MergedListing(Guid Id, string Title);

/// <summary>A number that two organisations claim.</summary>
public sealed record Conflict(string Number, DateTimeOffset OpenedAt, ConflictParty Listing, ConflictParty Other);

/// <param name="Mine">The reviewer may say that it gives way.</param>
public sealed record ConflictParty(Guid Id, string Title, Organisation? Organisation, string State, bool Mine);

/// <summary>A listing of an import that is to be looked at after it was published.</summary>
public sealed record SampleRow(Guid Id, string Title, long Version, Organisation? Organisation, string? Source, DateTimeOffset At);

public sealed record SampleList(IReadOnlyList<SampleRow> Items, string? Next, SampleCounts Counts);

public sealed record SampleCounts(int Open, int Fine, int Returned, int TakenDown);
