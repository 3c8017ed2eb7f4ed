namespace TechTransfer.Matching.Ranking;

/// <summary>Which characters of one title stand on the other side, weighted by idf. NaN without that title.</summary>
/// <param name="DemandTitle">Share of the demand's title that stands anywhere in the achievement.</param>
/// <param name="AchievementTitle">Share of the achievement's title that stands anywhere in the demand.</param>
/// <param name="AchievementTitleInTitle">Share of the achievement's title that stands in the demand's title.</param>
/// <param name="DemandTitleInTitle">Share of the demand's title that stands in the achievement's title.</param>
internal sealed record CharacterComparison(double DemandTitle, double AchievementTitle, double AchievementTitleInTitle, double DemandTitleInTitle)
{
    public static CharacterComparison Of(WeightedTerms demand, WeightedTerms achievement)
    {
        double demandTitle = 0,
            achievementTitle = 0,
            both = 0;
        foreach (var (i, j, idf) in new SharedTerms(demand, achievement))
        {
            if (demand.InTitle(i))
                demandTitle += idf;
            if (achievement.InTitle(j))
                achievementTitle += idf;
            if (demand.InTitle(i) && achievement.InTitle(j))
                both += idf;
        }
        return new(
            TextComparison.Share(demandTitle, demand.Title, double.NaN),
            TextComparison.Share(achievementTitle, achievement.Title, double.NaN),
            demand.Title > 0 ? TextComparison.Share(both, achievement.Title, double.NaN) : double.NaN,
            achievement.Title > 0 ? TextComparison.Share(both, demand.Title, double.NaN) : double.NaN
        );
    }
}
