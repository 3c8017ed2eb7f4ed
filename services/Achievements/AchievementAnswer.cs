using TechTransfer.Listings;

namespace TechTransfer.Achievements;

/// <summary>An achievement as far as the caller may see it; fields of locked sections are left out.</summary>
public sealed record AchievementAnswer : ListingAnswer
{
    public string? Title { get; init; }
    public string? Summary { get; init; }
    public string? Problem { get; init; }
    public string? Features { get; init; }
    public IReadOnlyList<Parameter>? Parameters { get; init; }
    public string? Advantage { get; init; }
    public string? Application { get; init; }
    public IReadOnlyList<UseCase>? Cases { get; init; }
    public string? Market { get; init; }
    public string? Benefit { get; init; }
    public string? Field { get; init; }
    public IReadOnlyList<string>? Keywords { get; init; }
    public int? Trl { get; init; }

    /// <summary>The level was derived from the stage.</summary>
    public bool TrlDerived { get; init; }
    public string? Stage { get; init; }
    public string? TrlEvidence { get; init; }
    public IReadOnlyList<IntellectualProperty>? Ip { get; init; }
    public Rights? Rights { get; init; }
    public IReadOnlyList<string>? Modes { get; init; }
    public string? Licence { get; init; }
    public PriceTerms? Terms { get; init; }
    public MoneyRange? Investment { get; init; }
    public bool? NeedsPilot { get; init; }
    public IReadOnlyList<Evaluation>? Evaluations { get; init; }
    public IReadOnlyList<string>? Awards { get; init; }
    public ResearchProject? Project { get; init; }
    public string? RegistrationNo { get; init; }
    public string? Industry { get; init; }
    public IReadOnlyList<string>? Ipc { get; init; }
    public IReadOnlyList<string>? Themes { get; init; }
    public string? Region { get; init; }
    public IReadOnlyList<string>? Partners { get; init; }
    public Leader? Leader { get; init; }
    public IReadOnlyList<TeamMember>? Team { get; init; }
    public Contact? Contact { get; init; }
    public IReadOnlyList<string>? Images { get; init; }
    public IReadOnlyList<string>? Attachments { get; init; }
    public SectionDisclosure? Disclosure { get; init; }
    public Declarations? Declarations { get; init; }
    public string? Source { get; init; }
    public string? ExternalId { get; init; }

    /// <summary>What was prefilled and is not confirmed yet, for owner and reviewer.</summary>
    public IReadOnlyList<string>? Guessed { get; init; }
}
