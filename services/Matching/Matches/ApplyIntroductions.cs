using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Indexing;
using TechTransfer.Messaging;

namespace TechTransfer.Matching.Matches;

/// <summary>
/// Answers an introduction that was requested for a pair Matching had already found, so that whatever comes of it can be traced back to the match.
/// </summary>
internal sealed class ApplyIntroductions(MatchingDbContext db) : IApply<IntroductionChanged>
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<IntroductionChanged>> deliveries, CancellationToken cancellationToken)
    {
        foreach (var introduction in deliveries.Select(x => x.Event).Where(x => x.State == "requested"))
        {
            if (introduction is not { DemandId: { } demand, AchievementId: { } achievement })
                continue;
            var (demandKey, achievementKey) = (MatchId.KeyOf(demand), MatchId.KeyOf(achievement));
            var match = await db
                .Matches.AsNoTracking()
                .FirstOrDefaultAsync(x => x.DemandKey == demandKey && x.AchievementKey == achievementKey, cancellationToken);
            if (match is not null)
                db.Enqueue(
                    new IntroductionTraced(
                        introduction.IntroductionId,
                        introduction.Version,
                        MatchId.Of(demand, achievement),
                        match.Score,
                        match.Level,
                        Generation.LabelOf(match.Generation)
                    )
                );
        }
    }
}
