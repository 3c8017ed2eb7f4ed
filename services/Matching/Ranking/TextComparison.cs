namespace TechTransfer.Matching.Ranking;

/// <summary>One pass over the terms that a demand and an achievement share.</summary>
/// <param name="Text">BM25 of the demand on the achievement as a share of the highest possible.</param>
/// <param name="Title">The same for the demand's title alone; NaN without a title.</param>
/// <param name="AchievementTitle">Share of the achievement's title that stands in the demand; NaN without a title.</param>
/// <param name="Cosine">Of both listings' terms, weighted by idf and damped frequency.</param>
/// <param name="Shared">Σ idf of the shared terms, saturated as in BM25: how much is shared, whatever the length of the demand.</param>
internal sealed record TextComparison(double Text, double Title, double AchievementTitle, double Cosine, double Shared)
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    public static TextComparison Of(WeightedTerms demand, WeightedTerms achievement, double averageLength)
    {
        var a = achievement.Vector;
        var norm = K1 * (1 - B + B * a.Length / averageLength);
        double text = 0,
            title = 0,
            covered = 0,
            product = 0;
        foreach (var (i, j, idf) in new SharedTerms(demand, achievement))
        {
            var frequency = a.Frequency(j);
            var saturated = frequency / (frequency + norm);
            text += idf * demand.QueryFrequency(i) * saturated;
            if (demand.InTitle(i))
                title += idf * saturated;
            if (achievement.InTitle(j))
                covered += idf;
            product += idf * idf * demand.Damped(i) * achievement.Damped(j);
        }
        return new(
            Share(text, demand.AsQuery, 0),
            Share(title, demand.Title, double.NaN),
            Share(covered, achievement.Title, double.NaN),
            Share(product, demand.Norm * achievement.Norm, 0),
            text
        );
    }

    internal static double Share(double part, double whole, double empty) => whole > 0 ? part / whole : empty;
}
