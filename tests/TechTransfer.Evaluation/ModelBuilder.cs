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
        new(Feature.Topics, 1),
    ];

    /// <summary>Logarithm of the number of terms between which a demand's length counts: 10 and 1,000.</summary>
    private static readonly (double Short, double Long) Lengths = (Math.Log(10), Math.Log(1000));

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

    /// <summary>How much longer the demand could be: the longer it is, the less the same likeness says.</summary>
    public static double Brevity(PairScore score) =>
        Lengths.Long - Math.Clamp(score.Features[(int)Feature.DemandLength], Lengths.Short, Lengths.Long);

    /// <param name="thresholds">Of levels 2 to 4, in predicted grades.</param>
    public static RankingModel Build(string version, string about, Fit fit, double[] thresholds)
    {
        var learned = LearnedParts
            .Zip(fit.Weights)
            .Where(x => x.Second != 0)
            .Select(x => new ModelPart(NameOf(x.First.Feature), [0, x.First.Cap], [0, x.First.Cap * x.Second]));
        var span = Lengths.Long - Lengths.Short;
        var length = new ModelPart(NameOf(Feature.DemandLength), [Lengths.Short, Lengths.Long], [0, -fit.Brevity * span]);
        ModelPart[] parts = [.. learned, length, .. Facts];
        var intercept = fit.Intercept + fit.Brevity * span;
        var low = intercept + parts.Sum(part => Math.Min(0, part.Y.Min()));
        var range = intercept + parts.Sum(part => Math.Max(0, part.Y.Max())) - low;
        return RankingModel.Of(
            new(
                version,
                about,
                Round((intercept - low) / range),
                [.. thresholds.Select(threshold => Round((threshold - low) / range))],
                [.. parts.Select(part => part with { X = [.. part.X.Select(Round)], Y = [.. part.Y.Select(y => Round(y / range))] })]
            )
        );
    }

    private static string NameOf(Feature feature) => char.ToLowerInvariant(feature.ToString()[0]) + feature.ToString()[1..];

    private static double Round(double value) => Math.Round(value, 9);
}

/// <summary>What was learned, in grades a unit: a weight for each of <see cref="ModelBuilder.LearnedParts"/>, one for the demand's brevity.</summary>
internal sealed record Fit(double[] Weights, double Brevity, double Intercept)
{
    private const double Penalty = 20;

    /// <summary>
    /// First what orders the achievements of a demand, then, with that order kept, how the demand's length shifts the grades: fitted together the length would take
    /// over what the shared terms say.
    /// </summary>
    public static Fit Of(IReadOnlyList<double[]> rows, IReadOnlyList<double> brevities, IReadOnlyList<double> grades)
    {
        var (weights, _) = Ridge.Fit(rows, grades, Penalty);
        var likeness = rows.Select(row => Dot(weights, row)).ToList();
        var (shift, rest) = Ridge.Fit([.. likeness.Zip(brevities, (like, brevity) => new[] { like, brevity })], grades, Penalty);
        return new([.. weights.Select(weight => weight * shift[0])], shift[1], rest);
    }

    public double Predict(double[] row, double brevity) => Intercept + Dot(Weights, row) + Brevity * brevity;

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
