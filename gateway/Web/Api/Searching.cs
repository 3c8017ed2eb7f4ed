namespace TechTransfer.Gateway.Web.Api;

public sealed record SearchAnswer(long Total, IReadOnlyList<Hit> Items, IReadOnlyDictionary<string, IReadOnlyList<Facet>>? Facets, string? Next);

/// <summary>What a person keeps. The listing is missing when it is no longer public.</summary>
public sealed record Favourites(IReadOnlyList<Favourite> Items, string? Next);

public sealed record Favourite(Guid Id, string Kind, string Title, string State, DateTimeOffset At, Hit? Listing);

public sealed record Facet(string Code, string? Label, long Count);

/// <summary>A listing as search and matches show it.</summary>
public sealed record Hit(
    Guid Id,
    string Kind,
    string Title,
    string? Summary,
    IReadOnlyList<Highlight>? Highlights,
    Organisation? Organisation,
    Coded? Region,
    Coded? Industry,
    int? Trl,
    IReadOnlyList<string>? Modes,
    Amounts? Price,
    DateTimeOffset? PublishedAt,
    DateTimeOffset? ConfirmedAt,
    DateTimeOffset? ValidUntil,
    bool? InNegotiation,
    bool? Contracted,
    bool? Incomplete,
    Guid? Cover = null
)
{
    public bool IsDemand => Kind == "demand";
    public string Path => IsDemand ? $"/demands/{Id}" : $"/achievements/{Id}";
}

/// <summary>A piece of a field's text; marks are [start, end) in UTF-16 code units.</summary>
public sealed record Highlight(string Field, string Text, IReadOnlyList<int[]> Marks);

public sealed record MatchAnswer(IReadOnlyList<Match> Items, string? Next);

/// <summary>A pair with its evidence. Level 4 strong … 1 none; the contributions of the parts add up to the score.</summary>
public sealed record Match(
    Guid Id,
    Hit? Listing,
    double Score,
    int Level,
    IReadOnlyList<ScorePart>? Parts,
    IReadOnlyList<SharedTerm>? SharedTerms,
    IReadOnlyList<System.Text.Json.JsonElement>? Negatives,
    string? Reason,
    System.Text.Json.JsonElement? Stance,
    IReadOnlyList<Comparison>? Rows,
    Hit? Demand,
    Hit? Achievement,
    Standing? Standing = null
);

/// <summary>The place of a pair among those of either listing, 1 for the best.</summary>
public sealed record Standing(int ForDemand, int ForAchievement);

/// <summary>First matches of a listing that is being written, and an example from its industry.</summary>
public sealed record MatchPreview(IReadOnlyList<FirstMatch> Items, ExampleListing? Example);

public sealed record FirstMatch(Hit Listing, int Level, string Reason);

public sealed record ExampleListing(Guid Id, string Kind, string Title, IReadOnlyList<string> Quantities)
{
    public string Path => Kind == "demand" ? $"/demands/{Id}" : $"/achievements/{Id}";
}

/// <summary>Why an own listing is not matched better.</summary>
public sealed record Advice(
    IReadOnlyList<string> Missing,
    int Pairs,
    int? BestLevel,
    IReadOnlyList<Obstacle> Obstacles,
    IReadOnlyList<DeclineCount> Declines,
    int Saves
);

public sealed record Obstacle(string Part, int Pairs, string Example);

public sealed record DeclineCount(string Reason, int Count);

/// <summary>Whether the organisation's answers may train the ranking.</summary>
public sealed record TrainingConsent(bool UseForTraining, DateTimeOffset? Since);

public sealed record ScorePart(string Name, double Contribution, string? Detail);

public sealed record SharedTerm(string Term, IReadOnlyList<Place>? InDemand, IReadOnlyList<Place>? InAchievement);

/// <summary>Where a term stands: [start, end) in UTF-16 code units of the named field.</summary>
public sealed record Place(string Field, int Start, int End);

/// <summary>One quantity wanted against what is offered; verdict met, near, missed or unknown.</summary>
public sealed record Comparison(string Name, string? Wanted, string? Offered, string? Verdict, string? Detail);

public sealed record SuggestionAnswer(IReadOnlyList<System.Text.Json.JsonElement> Items);

/// <summary>Own listings that others declined because they do not say enough.</summary>
public sealed record UnclearAnswer(IReadOnlyList<UnclearListing> Items);

public sealed record UnclearListing(Guid Id, string Kind, string Title, int Organisations, IReadOnlyList<string> Reasons, DateTimeOffset LastAt);
