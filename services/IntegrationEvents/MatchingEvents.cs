namespace TechTransfer.IntegrationEvents;

/// <summary>Answers <see cref="IntroductionChanged"/>: the pair of this introduction had a stored match when it was requested.</summary>
public sealed record IntroductionTraced(Guid IntroductionId, long Version, Guid MatchId, double Score, int Level, string Generation)
    : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => IntroductionId;
}
