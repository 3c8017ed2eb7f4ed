using System.Text.Json.Serialization;
using TechTransfer.Listings;

namespace TechTransfer.Demands;

/// <summary>A technical need as its owner describes it.</summary>
public sealed record DemandContent : ListingContent
{
    /// <summary>problem, adoption, jointDevelopment, testing, consulting or upgrade.</summary>
    public string? Kind { get; init; }
    public string? Background { get; init; }
    public string? Content { get; init; }
    public IReadOnlyList<Target>? Targets { get; init; }
    public string? Basis { get; init; }
    public string? Tried { get; init; }
    public string? Constraints { get; init; }

    /// <summary>Lowest acceptable technology readiness level, 1–9.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public int? TrlWanted { get; init; }
    public string? IpTerms { get; init; }
    public MoneyRange? Budget { get; init; }

    /// <summary>Others see the budget only when this is true.</summary>
    public bool? BudgetVisible { get; init; }
    public string? Urgency { get; init; }

    [JsonConverter(typeof(DayOrMoment))]
    public DateTimeOffset? Deadline { get; init; }
    public bool? Anonymous { get; init; }
    public IReadOnlyList<string>? PreferredPartners { get; init; }
    public IReadOnlyList<string>? HiddenFrom { get; init; }
    public Declarations? Declarations { get; init; }
}

/// <param name="Comparator">=, &gt;=, &lt;=, &gt;, &lt; with a value, or range with min and max.</param>
public sealed record Target(string? Name, string? Comparator, string? Value, string? Min, string? Max, string? Unit, string? Text);

public sealed record Declarations(bool? NoStateSecret, bool? EntitledToPublish);
