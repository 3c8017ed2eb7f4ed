namespace TechTransfer.Gateway.Web.Api;

/// <summary>A report that was just made; the token is a visitor's.</summary>
public sealed record MadeReport(Guid Id, string? Token);

/// <summary>What became of one's own report.</summary>
public sealed record OwnReport(
    Guid Id,
    Guid ListingId,
    string Kind,
    string Title,
    string Reason,
    string? Text,
    string State,
    DateTimeOffset At,
    string? Decision,
    DateTimeOffset? DecidedAt
);

/// <summary>An infringement complaint about a listing of one's own organisation.</summary>
public sealed record Complaint(
    Guid Id,
    Guid ListingId,
    string Kind,
    string Title,
    string? Text,
    string State,
    DateTimeOffset At,
    string? Statement,
    DateTimeOffset? StatementAt,
    string? Decision,
    DateTimeOffset? DecidedAt
);

/// <summary>A report as the operator sees it.</summary>
public sealed record ReportRow(
    Guid Id,
    Guid ListingId,
    string Kind,
    string Title,
    string? Owner,
    string Reason,
    string? Text,
    string? From,
    bool Doubtful,
    string State,
    DateTimeOffset At,
    string? Statement,
    string? Decision,
    int Others
);

/// <summary>An appeal that waits.</summary>
public sealed record AppealItem(
    Guid Id,
    Guid ListingId,
    string Title,
    Organisation? Organisation,
    IReadOnlyList<string> Reasons,
    DateTimeOffset TakenDownAt,
    string Text,
    DateTimeOffset At,
    bool MayDecide
);

/// <summary>How the appeal against a take-down stands.</summary>
public sealed record OwnAppeal(Guid Id, string State, string Text, DateTimeOffset At, string? Reason, DateTimeOffset? DecidedAt);
