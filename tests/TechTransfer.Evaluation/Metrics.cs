using System.Security.Cryptography;
using System.Text;

namespace TechTransfer.Evaluation;

/// <summary>The figures of the reference scorer, defined as there: gain 2^grade − 1, ties broken by a seeded hash of the ids.</summary>
internal static class Metrics
{
    public static Dictionary<string, double> Ndcg(Run run, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> labels, DataSet? pooled)
    {
        var values = new Dictionary<string, double>();
        foreach (var (demand, grades) in labels.Where(x => x.Value.Values.Any(grade => grade > 0)))
        {
            var scored = run.Of(demand);
            var listed = pooled?.PoolOf(demand) ?? scored.Keys;
            var order = Ordered(demand, listed, scored).Select(achievement => grades.GetValueOrDefault(achievement));
            values[demand] = Dcg(order) / Dcg(grades.Values.OrderDescending());
        }
        return values;
    }

    /// <summary>Share of the related items (grade ≥ 2, or the best there are) among the first fifty; per item on the other side.</summary>
    public static double RecallAt50(
        IEnumerable<(string Id, IReadOnlyDictionary<string, int> Grades, IReadOnlyDictionary<string, double> Scores)> queries
    )
    {
        var values = new List<double>();
        foreach (var (id, grades, scores) in queries)
        {
            var related = grades.Where(x => x.Value >= 2).Select(x => x.Key).ToHashSet();
            if (related.Count == 0)
                continue;
            var first = scores.OrderByDescending(x => x.Value).ThenBy(x => Tie(id, x.Key), StringComparer.Ordinal).Take(50);
            values.Add((double)first.Count(x => related.Contains(x.Key)) / Math.Min(50, related.Count));
        }
        return values.Count == 0 ? double.NaN : values.Average();
    }

    /// <summary>Bounds of the mean difference that hold 95 of 100 samples of groups.</summary>
    public static (double Low, double High) Interval(
        IReadOnlyDictionary<string, double> run,
        IReadOnlyDictionary<string, double> baseline,
        Func<string, string> groupOf
    )
    {
        var groups = run.Keys.GroupBy(groupOf).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.ToList()).ToList();
        var random = new Random(7);
        var means = new double[2000];
        for (var i = 0; i < means.Length; i++)
            means[i] = Enumerable
                .Range(0, groups.Count)
                .SelectMany(_ => groups[random.Next(groups.Count)])
                .Average(demand => run[demand] - baseline[demand]);
        Array.Sort(means);
        return (means[(int)(0.025 * means.Length)], means[(int)(0.975 * means.Length)]);
    }

    private static IEnumerable<string> Ordered(string demand, IEnumerable<string> listed, IReadOnlyDictionary<string, Judged> scored) =>
        listed
            .OrderByDescending(achievement => scored.TryGetValue(achievement, out var judged) ? judged.Score : double.NegativeInfinity)
            .ThenBy(achievement => Tie(demand, achievement), StringComparer.Ordinal);

    private static double Dcg(IEnumerable<int> grades) => grades.Take(10).Select((grade, i) => (Math.Pow(2, grade) - 1) / Math.Log2(i + 2)).Sum();

    private static string Tie(string demand, string achievement) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"7:{demand}:{achievement}")));
}

/// <summary>How levels stand to grades: 1/(1+MAE) against grade + 1, and precision and recall of what is shown as good or strong.</summary>
internal sealed record LevelFigures(double Score, double Precision, double BaseRate, double Recall, IReadOnlyDictionary<int, double> MeanGrade)
{
    public static LevelFigures Of(IReadOnlyList<(int Level, int Grade)> pairs)
    {
        var shown = pairs.Where(pair => pair.Level >= 3).ToList();
        var related = pairs.Count(pair => pair.Grade >= 2);
        var hits = shown.Count(pair => pair.Grade >= 2);
        return new(
            1 / (1 + pairs.Average(pair => Math.Abs(pair.Level - pair.Grade - 1))),
            shown.Count == 0 ? double.NaN : (double)hits / shown.Count,
            (double)related / pairs.Count,
            (double)hits / Math.Max(1, related),
            pairs
                .GroupBy(pair => pair.Level)
                .OrderBy(group => group.Key)
                .ToDictionary(group => group.Key, group => group.Average(pair => pair.Grade + 1))
        );
    }
}
