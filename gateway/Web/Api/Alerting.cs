namespace TechTransfer.Gateway.Web.Api;

public sealed record SavedSearch(
    Guid Id,
    string Name,
    string Q,
    string? Kind,
    IReadOnlyList<Coded> Region,
    IReadOnlyList<Coded> Industry,
    IReadOnlyList<string> Field,
    IReadOnlyList<int> Trl,
    IReadOnlyList<string> Mode,
    Organisation? Organisation,
    string Tell,
    DateTimeOffset CreatedAt,
    int Fresh
);

public sealed record SavedSearches(IReadOnlyList<SavedSearch> Items);

public sealed record AlertAnswer(int Unread, IReadOnlyList<Alert> Items, string? Next);

/// <summary>A listing that somebody is told of: a saved search found it, or it fits an own one.</summary>
public sealed record Alert(Guid Id, bool Unread, DateTimeOffset At, Hit Listing, AlertSearch? Search, AlertFit? Fit);

public sealed record AlertSearch(Guid Id, string Name);

public sealed record AlertFit(Guid Match, int Level, Hit Own);

public sealed record AlertSettings(string Matches, int FromLevel, bool MailAvailable, string? Email, IReadOnlyList<AlertChannel> Channels);

public sealed record AlertChannel(
    Guid Id,
    string Kind,
    string Address,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSentAt,
    int Waiting,
    string? Error,
    DateTimeOffset? ErrorAt
);

/// <summary>How often a person is reminded of what waits for him: daily, weekly or never.</summary>
public sealed record Reminders(
    [property: System.Text.Json.Serialization.JsonPropertyName("reminders")] string Pace,
    bool MailAvailable,
    string? Email
);

/// <summary>A webhook's secret, when it was made.</summary>
public sealed record MadeSecret(string? Secret);
