namespace TechTransfer.IntegrationEvents;

/// <summary>An introduction was requested, answered or ended. <paramref name="State"/>: requested, accepted, declined, withdrawn or unanswered.</summary>
public sealed record IntroductionChanged(
    Guid IntroductionId,
    long Version,
    string State,
    Guid? DemandId,
    Guid? AchievementId,
    Guid? MatchId,
    Guid DemandSideOrganisationId,
    Guid AchievementSideOrganisationId,
    Guid? BrokerOrganisationId,
    string Channel
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => IntroductionId;
}

/// <summary>
/// A deal was opened or moved. From the first one on, both sides see each other's contact data.
/// <paramref name="Stage"/>: introduced, negotiating, drafting, signed, registered, performing, fulfilled or dropped.
/// </summary>
public sealed record DealChanged(
    Guid DealId,
    long Version,
    string Stage,
    Guid IntroductionId,
    Guid? DemandId,
    Guid? AchievementId,
    Guid? MatchId,
    Guid DemandSideOrganisationId,
    Guid AchievementSideOrganisationId,
    Guid? BrokerOrganisationId,
    string Channel
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => DealId;
}

/// <summary>A contract was drafted, signed or confirmed. <paramref name="State"/>: drafted, signed, awaitingConfirmation or void.</summary>
[MayGoUnheard]
public sealed record ContractChanged(
    Guid ContractId,
    long Version,
    string State,
    Guid? DealId,
    Guid? DemandId,
    Guid? AchievementId,
    string Type,
    string Channel,
    long? ValueFen,
    DateTimeOffset? SignedAt
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ContractId;
}
