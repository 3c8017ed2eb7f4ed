using TechTransfer.Matching.Ranking;

namespace TechTransfer.Evaluation;

/// <summary>What is learned from labels, and the knowledge of the trade that no label shows; put together and scaled into 0..1.</summary>
internal static class ModelBuilder
{
    /// <summary>A learned part is its weight times a fixed shape, linear between the knots and level after the last.</summary>
    public sealed record Learned(Feature Feature, double[] Knots, Func<double, double> Shape)
    {
        private readonly double[] heights = [.. Knots.Select(Shape)];

        public double At(double value)
        {
            if (double.IsNaN(value) || value <= 0)
                return 0;
            var above = Array.FindIndex(Knots, knot => value <= knot);
            if (above < 0)
                return heights[^1];
            var share = (value - Knots[above - 1]) / (Knots[above] - Knots[above - 1]);
            return heights[above - 1] + share * (heights[above] - heights[above - 1]);
        }

        public ModelPart Times(double weight) => new(NameOf(Feature), Knots, [.. heights.Select(height => height * weight)]);
    }

    /// <summary>Roots and logarithms: the first likeness says more than the same step later.</summary>
    public static IReadOnlyList<Learned> LearnedParts { get; } =
    [
        new(Feature.CosineBigrams, [0, 0.01, 0.04, 0.09, 0.16, 0.25, 0.36, 0.6], Math.Sqrt),
        new(Feature.SharedTerms, [0, 1, 3, 7, 15, 40], value => Math.Log(1 + value)),
        new(Feature.DemandTitleCharacters, [0, 1], Same),
        new(Feature.AchievementTitleCharacters, [0, 1], Same),
        new(Feature.AchievementTitleInTitle, [0, 1], Same),
        new(Feature.DemandTitleInTitle, [0, 1], Same),
        new(Feature.Topics, [0, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.75, 1], value => Math.Pow(value, 0.8)),
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

    public static double[] Row(PairScore score) => [.. LearnedParts.Select(part => part.At(score.Features[(int)part.Feature]))];

    /// <summary>How much longer the demand could be: the longer it is, the less the same likeness says.</summary>
    public static double Brevity(PairScore score) =>
        Lengths.Long - Math.Clamp(score.Features[(int)Feature.DemandLength], Lengths.Short, Lengths.Long);

    /// <param name="thresholds">Of levels 2 to 4, in predicted grades.</param>
    public static RankingModel Build(string version, string about, Fit fit, double[] thresholds)
    {
        var learned = LearnedParts.Zip(fit.Weights).Where(x => x.Second != 0).Select(x => x.First.Times(x.Second));
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

    private static double Same(double value) => value;

    private static string NameOf(Feature feature) => char.ToLowerInvariant(feature.ToString()[0]) + feature.ToString()[1..];

    private static double Round(double value) => Math.Round(value, 9);
}

/// <summary>What was learned, in grades a unit: a weight for each of <see cref="ModelBuilder.LearnedParts"/>, one for the demand's brevity.</summary>
internal sealed record Fit(double[] Weights, double Brevity, double Intercept)
{
    private const double Penalty = 20;

    /// <summary>
    /// First what orders the achievements of one demand, learned from how rows and grades differ from that demand's average alone; then, with that order kept,
    /// how likeness and the demand's length together stand to the grades. Fitted in one step, differences between demands would decide the order within them.
    /// </summary>
    public static Fit Of(IReadOnlyList<string> demands, IReadOnlyList<double[]> rows, IReadOnlyList<double> brevities, IReadOnlyList<double> grades)
    {
        var (differences, gradeDifferences) = Within(demands, rows, grades);
        var (weights, _) = Ridge.Fit(differences, gradeDifferences, Penalty);
        var likeness = rows.Select(row => Dot(weights, row)).ToList();
        var (shift, rest) = Ridge.Fit([.. likeness.Zip(brevities, (like, brevity) => new[] { like, brevity })], grades, Penalty);
        return new([.. weights.Select(weight => weight * shift[0])], shift[1], rest);
    }

    private static (IReadOnlyList<double[]> Rows, IReadOnlyList<double> Grades) Within(
        IReadOnlyList<string> demands,
        IReadOnlyList<double[]> rows,
        IReadOnlyList<double> grades
    )
    {
        var averages = Enumerable
            .Range(0, rows.Count)
            .GroupBy(i => demands[i])
            .ToDictionary(
                pairs => pairs.Key,
                pairs =>
                    (
                        Row: Enumerable.Range(0, rows[0].Length).Select(column => pairs.Average(i => rows[i][column])).ToArray(),
                        Grade: pairs.Average(i => grades[i])
                    )
            );
        return (
            [.. rows.Zip(demands, (row, demand) => row.Zip(averages[demand].Row, (value, average) => value - average).ToArray())],
            [.. grades.Zip(demands, (grade, demand) => grade - averages[demand].Grade)]
        );
    }

    public double Predict(double[] row, double brevity) => Intercept + Dot(Weights, row) + Brevity * brevity;

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
