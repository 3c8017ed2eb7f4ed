using System.Security.Cryptography;
using System.Text;

namespace TechTransfer.Evaluation;

/// <summary>
/// What a run is worth on labelled data, by the definitions of the reference scorer (gain 2^grade − 1, ties broken by a hash of the ids, demands without a positive
/// grade left out). A figure that a set does not know is NaN.
/// </summary>
internal sealed record Scored(double PoolNdcg, double AllNdcg, double Recall, double Judged, Levels? Levels)
{
    private const int Top = 10;
    private const int Deep = 50;

    public static Scored Of(Run run, DataSet data, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> labels)
    {
        var (pool, all, recall, judged) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        foreach (var (demand, grades) in labels.Where(label => label.Value.Values.Any(grade => grade > 0)))
        {
            var scores = run.Of(demand);
            var order = Order(demand, scores.Keys, scores);
            var ideal = Gain(grades.Values.OrderDescending());
            if (data.PoolOf(demand) is { Count: > 0 } pairs)
                pool.Add(Gain(Order(demand, pairs, scores).Select(achievement => grades.GetValueOrDefault(achievement))) / ideal);
            var related = Related(grades);
            all.Add(Gain(order.Select(achievement => grades.GetValueOrDefault(achievement))) / ideal);
            recall.Add((double)order.Take(Deep).Count(related.Contains) / Math.Min(related.Count, Deep));
            judged.Add(order.Take(Top).Select(achievement => grades.ContainsKey(achievement) ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average());
        }
        return new(Mean(pool), Mean(all), Mean(recall), Mean(judged), pool.Count == 0 ? null : Levels.Of(run, labels));
    }

    /// <summary>The partners of grade 2 and more, or the best there are.</summary>
    public static HashSet<string> Related(IReadOnlyDictionary<string, int> grades)
    {
        var least = Math.Min(2, grades.Values.Max());
        return [.. grades.Where(grade => grade.Value >= least).Select(grade => grade.Key)];
    }

    private static List<string> Order(string demand, IEnumerable<string> achievements, IReadOnlyDictionary<string, Judged> scores) =>
        [
            .. achievements
                .OrderByDescending(achievement => scores.TryGetValue(achievement, out var judged) ? judged.Score : double.NegativeInfinity)
                .ThenBy(
                    achievement => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"7:{demand}:{achievement}"))),
                    StringComparer.Ordinal
                ),
        ];

    private static double Gain(IEnumerable<int> grades) => grades.Take(Top).Select((grade, i) => (Math.Pow(2, grade) - 1) / Math.Log2(i + 2)).Sum();

    private static double Mean(List<double> values) => values.Count == 0 ? double.NaN : values.Average();
}

/// <summary>What the levels of a run say beside the grades of staff, both on the scale 1 to 4.</summary>
/// <param name="Agreement">1 / (1 + mean absolute error).</param>
/// <param name="Shown">Pairs shown as good or strong (level 3 and 4).</param>
/// <param name="MeanGrades">By level.</param>
internal sealed record Levels(
    double Agreement,
    int Shown,
    double Precision,
    double BaseRate,
    double Recall,
    IReadOnlyDictionary<int, double> MeanGrades
)
{
    public static Levels? Of(Run run, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> labels)
    {
        var pairs = labels
            .SelectMany(demand => demand.Value.Select(label => (run.Of(demand.Key).GetValueOrDefault(label.Key)?.Level, Grade: label.Value + 1)))
            .Where(pair => pair.Level is not null)
            .Select(pair => (Level: pair.Level!.Value, pair.Grade))
            .ToList();
        if (pairs.Count == 0)
            return null;
        var shown = pairs.Where(pair => pair.Level >= 3).ToList();
        var good = pairs.Count(pair => pair.Grade >= 3);
        return new(
            1 / (1 + pairs.Average(pair => Math.Abs(pair.Level - pair.Grade))),
            shown.Count,
            shown.Select(pair => pair.Grade >= 3 ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average(),
            (double)good / pairs.Count,
            (double)shown.Count(pair => pair.Grade >= 3) / Math.Max(1, good),
            pairs.GroupBy(pair => pair.Level).OrderBy(level => level.Key).ToDictionary(level => level.Key, level => level.Average(pair => pair.Grade))
        );
    }
}
