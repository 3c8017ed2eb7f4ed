using System.Text.Json.Serialization;
using TechTransfer.Hosting;
using TechTransfer.Listings;

namespace TechTransfer.Achievements;

/// <summary>A research result as its owner describes it.</summary>
public sealed record AchievementContent : ListingContent
{
    public string? Summary { get; init; }
    public string? Problem { get; init; }
    public string? Features { get; init; }
    public IReadOnlyList<Parameter>? Parameters { get; init; }
    public string? Advantage { get; init; }
    public string? Application { get; init; }
    public IReadOnlyList<UseCase>? Cases { get; init; }
    public string? Market { get; init; }
    public string? Benefit { get; init; }

    /// <summary>Technology readiness level 1–9.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public int? Trl { get; init; }

    /// <summary>concept, lab, pilot, demonstration or commercial; a level is derived from it when none is stated.</summary>
    public string? Stage { get; init; }
    public string? TrlEvidence { get; init; }
    public IReadOnlyList<IntellectualProperty>? Ip { get; init; }
    public Rights? Rights { get; init; }
    public string? Licence { get; init; }
    public PriceTerms? Terms { get; init; }
    public MoneyRange? Investment { get; init; }
    public bool? NeedsPilot { get; init; }
    public IReadOnlyList<Evaluation>? Evaluations { get; init; }
    public IReadOnlyList<string>? Awards { get; init; }
    public ResearchProject? Project { get; init; }
    public string? RegistrationNo { get; init; }
    public IReadOnlyList<string>? Ipc { get; init; }
    public IReadOnlyList<string>? Partners { get; init; }
    public Leader? Leader { get; init; }
    public IReadOnlyList<TeamMember>? Team { get; init; }
    public IReadOnlyList<string>? Images { get; init; }
    public SectionDisclosure? Disclosure { get; init; }
    public Declarations? Declarations { get; init; }

    public override Guid? Cover() => Images is [var first, ..] && Guid.TryParse(first, out var cover) ? cover : null;
}

public sealed record Parameter(string? Name, string? Value, string? Unit);

public sealed record UseCase(string? User, [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int? Year, string? Effect);

public sealed record IntellectualProperty(
    string? Kind,
    string? Title,
    string? Number,
    string? Status,
    [property: JsonConverter(typeof(Day))] DateOnly? FiledOn,
    IReadOnlyList<string>? Owners,
    [property: JsonConverter(typeof(Day))] DateOnly? ExpiresOn,
    string? Encumbrance
);

/// <param name="Kind">institution, shared, longTermUse or inventor.</param>
/// <param name="Share">The inventors' share in percent.</param>
public sealed record Rights(
    string? Kind,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] decimal? Share,
    [property: JsonConverter(typeof(Day))] DateOnly? Until
);

/// <param name="Kind">fixed, range or negotiable.</param>
public sealed record PriceTerms(string? Kind, Money? Min, Money? Max);

public sealed record Evaluation(string? Kind, string? By, string? Number, [property: JsonConverter(typeof(Day))] DateOnly? Date, string? Conclusion);

public sealed record ResearchProject(string? Programme, string? Number);

public sealed record Leader(string? Name, string? Title);

public sealed record TeamMember(string? Name, string? Title, string? Role);

/// <summary>Who sees a section: public, members or granted. Details are features, advantage, cases, evaluations and the evidence of the level.</summary>
public sealed record SectionDisclosure(string? Details, string? Parameters, string? Team, string? Attachments);

public sealed record Declarations(bool? NoStateSecret, bool? EntitledToPublish, bool? PatentFiledOrNotNeeded);
