using TechTransfer.Contracts.Dealing;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts;

/// <summary>What an introduction's parties see of it.</summary>
internal sealed record IntroductionAnswer
{
    public required Guid Id { get; init; }
    public required IntroductionState State { get; init; }
    public required Channel Channel { get; init; }
    public required string Message { get; init; }
    public string? Proposal { get; init; }
    public NamedListing? Demand { get; init; }
    public NamedListing? Achievement { get; init; }

    /// <summary>Absent while the demand is anonymous and not both sides have accepted.</summary>
    public NamedOrganisation? DemandSide { get; init; }
    public required NamedOrganisation AchievementSide { get; init; }
    public NamedOrganisation? Broker { get; init; }
    public required AcceptedSides Accepted { get; init; }
    public required Side RequestedBy { get; init; }

    /// <summary>One person tried to accept for both sides.</summary>
    public bool SamePerson { get; init; }

    /// <summary>Code and words of a decline.</summary>
    public string? Reason { get; init; }
    public string? ReasonText { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Ends as unanswered then.</summary>
    public required DateTimeOffset DueAt { get; init; }
    public DateTimeOffset? RemindedAt { get; init; }
    public DateTimeOffset? OperatorToldAt { get; init; }
    public Guid? MatchId { get; init; }
    public Guid? DealId { get; init; }

    /// <summary>Which of accept, decline and withdraw the caller may do now.</summary>
    public required IReadOnlyList<string> Allowed { get; init; }

    /// <summary>Absent until both sides have accepted.</summary>
    public OpenedContacts? Contact { get; init; }
}

internal sealed record AcceptedSides(bool DemandSide, bool AchievementSide);

internal sealed record OpenedContacts(Contact? DemandSide, Contact? AchievementSide, Contact? Broker);

internal sealed record DealAnswer
{
    public required Guid Id { get; init; }
    public required Guid IntroductionId { get; init; }
    public Guid? MatchId { get; init; }
    public required Channel Channel { get; init; }
    public required DealStage Stage { get; init; }
    public string? NextStep { get; init; }

    /// <summary>A day in China.</summary>
    public DateOnly? NextOn { get; init; }
    public required bool Overdue { get; init; }
    public string? DropReason { get; init; }
    public required DealOwner Owner { get; init; }
    public NamedListing? Demand { get; init; }
    public NamedListing? Achievement { get; init; }
    public required NamedOrganisation DemandSide { get; init; }
    public required NamedOrganisation AchievementSide { get; init; }
    public NamedOrganisation? Broker { get; init; }

    /// <summary>Only of one deal, not in lists.</summary>
    public IReadOnlyList<TimelineEntry>? Timeline { get; init; }
    public OpenedContacts? Contact { get; init; }
    public Guid? ContractId { get; init; }

    /// <summary>Where the caller may move the deal now.</summary>
    public required IReadOnlyList<DealStage> AllowedStages { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <param name="Name">The person.</param>
internal sealed record DealOwner(Guid OrganisationId, string Name);

/// <param name="By">The person and the organisation; null when it happened by itself.</param>
internal sealed record TimelineEntry(DateTimeOffset At, string? By, Happening What, string? Detail);

internal sealed record ContractAnswer
{
    public required Guid Id { get; init; }
    public Guid? DealId { get; init; }
    public Guid? IntroductionId { get; init; }
    public Guid? MatchId { get; init; }
    public required ContractType Type { get; init; }
    public ContractSubtype? Subtype { get; init; }
    public Exclusivity? Exclusivity { get; init; }
    public required string Title { get; init; }
    public required IReadOnlyList<PartyAnswer> Parties { get; init; }
    public Money? Value { get; init; }
    public Money? TechnicalValue { get; init; }

    /// <summary>Number of the document's version; If-Match of a revision.</summary>
    public required int Version { get; init; }
    public required string Sha256 { get; init; }

    /// <summary>Only of one contract, not in lists.</summary>
    public string? Document { get; init; }
    public ContractClauses? Clauses { get; init; }
    public required ContractState State { get; init; }
    public required Channel Channel { get; init; }
    public NamedListing? Demand { get; init; }
    public NamedListing? Achievement { get; init; }
    public DateTimeOffset? SignedAt { get; init; }
    public NamedOrganisation? RecordedBy { get; init; }
    public IReadOnlyList<ScanAnswer>? Scans { get; init; }

    /// <summary>Which of revise, sign, confirm and refuse the caller may do now.</summary>
    public required IReadOnlyList<string> Allowed { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed record PartyAnswer(NamedOrganisation Organisation, PartyRole Role, DateTimeOffset? SignedAt, string? SignedBy, SigningMethod? Method);

/// <param name="Length">Bytes.</param>
internal sealed record ScanAnswer(Guid Id, string Name, string ContentType, int Length, string Sha256, DateTimeOffset At);
