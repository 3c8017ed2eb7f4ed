using TechTransfer.Matching.Ranking;

namespace TechTransfer.Evaluation;

/// <summary>What is learned from labels, and the knowledge of the trade that no label shows; put together and scaled into 0..1.</summary>
internal static class ModelBuilder
{
    /// <summary>A learned part is a straight line up to the cap.</summary>
    public sealed record Learned(Feature Feature, double Cap);

    public static IReadOnlyList<Learned> LearnedParts { get; } =
    [
        new(Feature.AchievementTitleBigrams, 1),
        new(Feature.CosineBigrams, 0.6),
        new(Feature.CosineWords, 0.6),
        new(Feature.SharedTerms, 40),
        new(Feature.DemandTitleCharacters, 1),
        new(Feature.AchievementTitleCharacters, 1),
        new(Feature.AchievementTitleInTitle, 1),
        new(Feature.DemandTitleInTitle, 1),
    ];

    /// <summary>Set by hand, in grades: the labelled data knows no such facts.</summary>
    private static readonly ModelPart[] Facts =
    [
        new("parameters", [-1, 0, 1], [-0.3, 0, 0.3]),
        new("readiness", [0, 6], [0.06, -0.3]),
        new("modes", [0, 1], [-0.06, 0.03]),
        new("money", [0, 1], [-0.08, 0.04]),
        new("industry", [0, 1, 4], [-0.05, 0, 0.25]),
        new("region", [0, 2], [0, 0.05]),
        new("incomplete", [0, 1], [0, -0.05]),
    ];

    public static double[] Row(PairScore score) =>
        [
            .. LearnedParts.Select(part =>
                double.IsNaN(score.Features[(int)part.Feature]) ? 0 : Math.Clamp(score.Features[(int)part.Feature], 0, part.Cap)
            ),
        ];

    /// <param name="thresholds">Of levels 2 to 4, in predicted grades.</param>
    public static RankingModel Build(string version, string about, double[] weights, double intercept, double[] thresholds)
    {
        var learned = LearnedParts
            .Zip(weights)
            .Where(x => x.Second != 0)
            .Select(x => new ModelPart(NameOf(x.First.Feature), [0, x.First.Cap], [0, x.First.Cap * x.Second]));
        ModelPart[] parts = [.. learned, .. Facts];
        var low = intercept + parts.Sum(part => Math.Min(0, part.Y.Min()));
        var range = intercept + parts.Sum(part => Math.Max(0, part.Y.Max())) - low;
        return RankingModel.Of(
            new(
                version,
                about,
                Round((intercept - low) / range),
                [.. thresholds.Select(threshold => Round((threshold - low) / range))],
                [.. parts.Select(part => part with { Y = [.. part.Y.Select(y => Round(y / range))] })]
            )
        );
    }

    private static string NameOf(Feature feature) => char.ToLowerInvariant(feature.ToString()[0]) + feature.ToString()[1..];

    private static double Round(double value) => Math.Round(value, 9);
}
