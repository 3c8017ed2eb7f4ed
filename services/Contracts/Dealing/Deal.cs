using TechTransfer.Contracts.Introducing;

namespace TechTransfer.Contracts.Dealing;

/// <summary>The case from introduction to fulfilment. While it runs it has one owner, a next step and a day for it.</summary>
internal sealed class Deal : Pairing
{
    public required Guid IntroductionId { get; init; }
    public DealStage Stage { get; private set; } = DealStage.Introduced;
    public required Guid OwnerOrganisationId { get; init; }
    public required string OwnerName { get; init; }
    public string? NextStep { get; private set; }

    /// <summary>The day in China by which the next step is due; null once the deal has ended.</summary>
    public DateOnly? NextOn { get; private set; }
    public string? DropReason { get; private set; }

    /// <param name="achievementSidesPerson">Owner when there is no broker.</param>
    /// <param name="nextOn">Day for the first step.</param>
    public static Deal Open(Introduction introduction, string achievementSidesPerson, DateOnly nextOn, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            IntroductionId = introduction.Id,
            DemandId = introduction.DemandId,
            AchievementId = introduction.AchievementId,
            MatchId = introduction.MatchId,
            Channel = introduction.Channel,
            DemandSideId = introduction.DemandSideId,
            DemandSideRegion = introduction.DemandSideRegion,
            AchievementSideId = introduction.AchievementSideId,
            AchievementSideRegion = introduction.AchievementSideRegion,
            BrokerId = introduction.BrokerId,
            OwnerOrganisationId = introduction.BrokerId ?? introduction.AchievementSideId,
            OwnerName = introduction.BrokerId is null ? achievementSidesPerson : introduction.RequestedByName,
            CreatedAt = now,
            NextStep = DealStages.FirstStepOf(DealStage.Introduced),
            NextOn = nextOn,
        };

    public void Move(DealStage stage, string? nextStep, DateOnly? nextOn, string? reason = null)
    {
        Stage = stage;
        (NextStep, NextOn) = stage.HasEnded() ? (null, null) : (nextStep ?? DealStages.FirstStepOf(stage), nextOn);
        DropReason = reason;
        Revision++;
    }
}
