using TechTransfer.Listings;

namespace TechTransfer.Demands;

/// <summary>A demand as far as the caller may see it; fields of locked sections are left out.</summary>
public sealed record DemandAnswer : ListingAnswer
{
    public string? Title { get; init; }
    public string? Kind { get; init; }
    public string? Background { get; init; }
    public string? Content { get; init; }
    public IReadOnlyList<Target>? Targets { get; init; }
    public string? Basis { get; init; }
    public string? Tried { get; init; }
    public string? Constraints { get; init; }
    public int? TrlWanted { get; init; }
    public IReadOnlyList<string>? Modes { get; init; }
    public string? IpTerms { get; init; }
    public MoneyRange? Budget { get; init; }
    public bool? BudgetVisible { get; init; }
    public string? Urgency { get; init; }
    public DateTimeOffset? Deadline { get; init; }
    public bool? Anonymous { get; init; }
    public IReadOnlyList<string>? PreferredPartners { get; init; }
    public IReadOnlyList<string>? HiddenFrom { get; init; }
    public string? Field { get; init; }
    public IReadOnlyList<string>? Keywords { get; init; }
    public string? Industry { get; init; }
    public IReadOnlyList<string>? Themes { get; init; }
    public string? Region { get; init; }
    public Contact? Contact { get; init; }
    public IReadOnlyList<string>? Attachments { get; init; }
    public Declarations? Declarations { get; init; }
    public string? Source { get; init; }
    public string? ExternalId { get; init; }

    /// <summary>What was prefilled and is not confirmed yet, for owner and reviewer.</summary>
    public IReadOnlyList<string>? Guessed { get; init; }
}
