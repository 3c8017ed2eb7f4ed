using System.Text.Json.Serialization;

namespace TechTransfer.Gateway.Web.Api;

/// <summary>An achievement or a demand as far as the caller may see it; sections that are missing are null.</summary>
public sealed record Listing
{
    public required Guid Id { get; init; }

    /// <summary>achievement or demand.</summary>
    [JsonPropertyName("listing")]
    public string? ListingKind { get; init; }

    /// <summary>A demand's kind (problem, adoption …).</summary>
    public string? Kind { get; init; }
    public long Version { get; init; }
    public string State { get; init; } = "";
    public Organisation? Organisation { get; init; }
    public string? Region { get; init; }
    public string? RegionName { get; init; }
    public string Title { get; init; } = "";
    public string? Industry { get; init; }
    public string? IndustryName { get; init; }
    public string? Field { get; init; }
    public IReadOnlyList<string> Keywords { get; init; } = [];
    public IReadOnlyList<string> Themes { get; init; } = [];
    public IReadOnlyList<string> Modes { get; init; } = [];

    /// <summary>Ids of stored pictures, cover first; what was typed by hand is no id.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];
    public IReadOnlyList<string> Attachments { get; init; } = [];
    public bool InNegotiation { get; init; }
    public bool Contracted { get; init; }
    public bool Incomplete { get; init; }

    /// <summary>The listing that it gave way to as a duplicate.</summary>
    public Guid? DuplicateOf { get; init; }
    public bool Mine { get; init; }
    public IReadOnlyList<string> Locked { get; init; } = [];

    /// <summary>Those of them that may be asked for.</summary>
    public IReadOnlyList<string> OnRequest { get; init; } = [];

    /// <summary>Sections that were opened to the own organisation.</summary>
    public IReadOnlyList<string> ByGrant { get; init; } = [];
    public IReadOnlyList<string> Allowed { get; init; } = [];
    public IReadOnlyList<string> Reasons { get; init; } = [];
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }
    public DateTimeOffset? ValidUntil { get; init; }
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Who entered it for the organisation; null when the organisation wrote it itself.</summary>
    public Entry? Entered { get; init; }

    /// <summary>What needs a second look, by field.</summary>
    public IReadOnlyDictionary<string, string>? Warnings { get; init; }
    public PendingRevision? Pending { get; init; }
    public Contact? Contact { get; init; }
    public string? Source { get; init; }
    public string? ExternalId { get; init; }

    // achievement
    public string? Summary { get; init; }
    public string? Problem { get; init; }
    public string? Features { get; init; }
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];
    public string? Advantage { get; init; }
    public string? Application { get; init; }
    public IReadOnlyList<UseCase> Cases { get; init; } = [];
    public string? Market { get; init; }
    public string? Benefit { get; init; }
    public int? Trl { get; init; }
    public bool TrlDerived { get; init; }
    public string? TrlEvidence { get; init; }
    public IReadOnlyList<Ip> Ip { get; init; } = [];
    public string? Licence { get; init; }
    public Amounts? Terms { get; init; }
    public bool? NeedsPilot { get; init; }
    public IReadOnlyList<Evaluation> Evaluations { get; init; } = [];
    public IReadOnlyList<string> Awards { get; init; } = [];
    public IReadOnlyList<string> Partners { get; init; } = [];
    public Member? Leader { get; init; }
    public IReadOnlyList<Member> Team { get; init; } = [];

    // demand
    public string? Background { get; init; }
    public string? Content { get; init; }
    public IReadOnlyList<Target> Targets { get; init; } = [];
    public string? Basis { get; init; }
    public string? Tried { get; init; }
    public string? Constraints { get; init; }
    public int? TrlWanted { get; init; }
    public string? IpTerms { get; init; }
    public Amounts? Budget { get; init; }
    public string? Urgency { get; init; }
    public DateTimeOffset? Deadline { get; init; }
    public IReadOnlyList<string> PreferredPartners { get; init; } = [];
    public bool Anonymous { get; init; }

    /// <summary>For owner and reviewer.</summary>
    public IReadOnlyList<string> HiddenFrom { get; init; } = [];

    /// <summary>Fields that may tell who posts an anonymous demand.</summary>
    [JsonIgnore]
    public IEnumerable<string> GivesAway =>
        Anonymous ? (Warnings ?? new Dictionary<string, string>()).Keys.Select(x => x.Split('[', '.')[0]).Distinct() : [];

    [JsonIgnore]
    public bool IsDemand => ListingKind == "demand";

    [JsonIgnore]
    public string Path => IsDemand ? $"/demands/{Id}" : $"/achievements/{Id}";
}

/// <summary>How often a listing's page was opened.</summary>
public sealed record Views(long Total, long Recent);

/// <param name="OrganisationId">Of whoever entered it.</param>
/// <param name="ConfirmedAt">Null while its organisation has not made it its own.</param>
public sealed record Entry(
    Guid OrganisationId,
    string? Organisation,
    string? By,
    DateTimeOffset? At,
    DateTimeOffset? ConfirmedAt,
    string? ConfirmedBy
);

public sealed record PendingRevision(long Version, string State);

public sealed record Contact(string? Name, string? Phone, string? Email);

public sealed record Parameter(string Name, string? Value, string? Unit);

public sealed record Target(string Name, string? Comparator, string? Value, string? Min, string? Max, string? Unit, string? Text);

public sealed record UseCase(string? User, int? Year, string? Effect);

public sealed record Ip(string? Kind, string? Title, string? Number, string? Status);

public sealed record Evaluation(string? Kind, string? By, string? Number, string? Conclusion);

public sealed record Member(string? Name, string? Title, string? Role);

public sealed record ListingVersion(long Version, string? State, DateTimeOffset At, string? By, IReadOnlyList<FieldChange>? Changes);

public sealed record FieldChange(string Field, System.Text.Json.JsonElement? Before, System.Text.Json.JsonElement? After);

public sealed record AuditEntry(DateTimeOffset At, string? By, string Action, string? Detail);

public sealed record SimilarListing(
    Guid Id,
    string Title,
    System.Text.Json.JsonElement? Organisation,
    string? State,
    double? Similarity,
    string? Reason,
    string? Ip,
    bool Mine
);

/// <summary>A row of one's own listings or of the review queue.</summary>
public sealed record ListingRow(
    Guid Id,
    string Title,
    string State,
    long Version,
    Organisation? Organisation,
    string? Region,
    DateTimeOffset? UpdatedAt,
    DateTimeOffset? SubmittedAt,
    DateTimeOffset? PublishedAt,
    DateTimeOffset? ValidUntil,
    bool? Incomplete,
    IReadOnlyList<string>? Needs,
    IReadOnlyList<string>? Reasons,
    PendingRevision? Pending,
    IReadOnlyList<string>? Missing = null,
    Organisation? EnteredBy = null,
    Guid? Cover = null
)
{
    /// <summary>State of the version in work.</summary>
    public string Working => Pending?.State ?? State;
}

/// <param name="Needing">How many need something, where that was asked for.</param>
public sealed record OwnListings(IReadOnlyList<ListingRow> Items, string? Next, IReadOnlyDictionary<string, int>? Counts, int? Needing = null);
