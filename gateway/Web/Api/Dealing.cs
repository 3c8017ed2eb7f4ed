using System.Text.Json.Serialization;

namespace TechTransfer.Gateway.Web.Api;

public sealed record Named(Guid Id, string? Title, string? Name);

public sealed record Introduction(
    Guid Id,
    string State,
    string? Channel,
    string? Message,
    string? Proposal,
    Named? Demand,
    Named? Achievement,
    Named? DemandSide,
    Named? AchievementSide,
    Named? Broker,
    Acceptance? Accepted,
    string? RequestedBy,
    string? Reason,
    string? ReasonText,
    Contacts? Contact,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DueAt,
    DateTimeOffset? RemindedAt,
    Guid? DealId,
    Guid? MatchId,
    IReadOnlyList<string>? Allowed
);

public sealed record Acceptance(bool DemandSide, bool AchievementSide);

public sealed record Deal(
    Guid Id,
    Guid IntroductionId,
    Guid? MatchId,
    string? Channel,
    string Stage,
    string? NextStep,
    string? NextOn,
    bool? Overdue,
    Owner? Owner,
    Named? Demand,
    Named? Achievement,
    Named? DemandSide,
    Named? AchievementSide,
    Named? Broker,
    IReadOnlyList<TimelineEntry>? Timeline,
    Guid? ContractId,
    IReadOnlyList<string>? AllowedStages,
    Contacts? Contact,
    string? DropReason,
    DateTimeOffset CreatedAt
);

/// <summary>How to reach the sides, once both have accepted.</summary>
public sealed record Contacts(Contact? DemandSide, Contact? AchievementSide, Contact? Broker);

public sealed record Owner(Guid? OrganisationId, string? Name);

public sealed record TimelineEntry(DateTimeOffset At, string? By, string What, string? Detail);

public sealed record Contract(
    Guid Id,
    Guid? DealId,
    string Type,
    string? Subtype,
    string Title,
    IReadOnlyList<Party>? Parties,
    Amount? Value,
    Amount? TechnicalValue,
    long Version,
    string? Sha256,
    string? Document,
    string State,
    string? Channel,
    Guid? MatchId,
    Named? Demand,
    Named? Achievement,
    IReadOnlyList<string>? Allowed
);

public sealed record Party(Named? Organisation, string Role, DateTimeOffset? SignedAt, string? SignedBy, string? Method);

public sealed record Figures(
    long Introductions,
    long Deals,
    long Contracts,
    Amount? Value,
    IReadOnlyList<ChannelFigures>? ByChannel,
    [property: JsonPropertyName("tracedToMatch")] System.Text.Json.JsonElement? Traced
);

public sealed record ChannelFigures(string Channel, long Introductions, long Deals, long Contracts, Amount? Value);

public sealed record DeadLetter(
    Guid Id,
    string? Endpoint,
    string? Type,
    Guid? MessageId,
    Guid? AggregateId,
    long? Version,
    string? Reason,
    string? Detail,
    DateTimeOffset? FailedAt,
    int? Attempts,
    DateTimeOffset? ReplayedAt
);
