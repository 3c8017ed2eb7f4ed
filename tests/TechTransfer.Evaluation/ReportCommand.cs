using System.Diagnostics;
using System.Globalization;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Evaluation;

/// <summary>
/// Ranks and scores: the frozen baseline, the shipped model built up part by part, and the reverse direction. A rung of the ladder is the shipped model with the
/// parts named so far and no others, not fitted anew: so each line shows what its parts do in the model that is served.
/// </summary>
internal static class ReportCommand
{
    private sealed record Rung(string Name, IReadOnlyList<Feature> Adds, bool ByTopic = false);

    private static readonly Rung[] Ladder =
    [
        new("cosine of bigrams", [Feature.CosineBigrams]),
        new(
            "+ characters of the titles",
            [Feature.DemandTitleCharacters, Feature.AchievementTitleCharacters, Feature.AchievementTitleInTitle, Feature.DemandTitleInTitle]
        ),
        new("+ shared terms", [Feature.SharedTerms]),
        new("+ topics", [Feature.Topics]),
        new("+ the demand's length (levels)", [Feature.DemandLength]),
        new("+ candidates by topic", [], ByTopic: true),
    ];

    public static async Task RunAsync(Arguments arguments)
    {
        var analyzer = Analyzer.Load();
        var data = DataSet.Load(arguments.Folder);
        var labels = Labels.Load(arguments.Folder);
        var shipped = arguments.Model is { } given ? RankingModel.Load(File.OpenRead(given)) : RankingModel.Shipped();
        await using var engine = Engine.Open(arguments.Engine);
        using var encoder = arguments.LoadEncoder();
        var corpus = await Corpus.BuildAsync(analyzer, data, engine.Index, encoder);

        Console.WriteLine(
            $"{data.Name}: {data.Demands.Count} demands, {data.Achievements.Count} achievements, {arguments.Engine}, model {shipped.Version}"
        );
        Console.WriteLine();
        Console.WriteLine("| ranking | pool nDCG@10 | all nDCG@10 | recall@50 | judged@10 | 1/(1+MAE) | ms a demand |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var (baseline, baselineTime) = Timed(() => FrozenBm25.Rank(data));
        Print("frozen BM25", Scored.Of(baseline, data, labels), baselineTime / data.Demands.Count);

        Scored? last = null;
        List<Feature> parts = [];
        foreach (var rung in Ladder)
        {
            parts.AddRange(rung.Adds);
            var ranker = new Ranker(rung.ByTopic ? shipped : With(shipped, parts), analyzer);
            var started = Stopwatch.GetTimestamp();
            var run = await Ranking.ForwardAsync(corpus, ranker, rung.ByTopic);
            var time = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (rung.ByTopic && arguments.Run is { } file)
                run.Save(file);
            Print(rung.ByTopic ? rung.Name + ": as shipped" : rung.Name, last = Scored.Of(run, data, labels), time / data.Demands.Count);
        }
        Console.WriteLine();
        if (last?.Levels is { } levels)
            Print(levels);
        await PrintReverseAsync(corpus, new(shipped, analyzer), labels);
    }

    /// <summary>The facts (readiness, money, …) stay: no labelled set knows them, so they change nothing here.</summary>
    private static RankingModel With(RankingModel shipped, List<Feature> parts)
    {
        var learned = Ladder.SelectMany(rung => rung.Adds).Except(parts).ToHashSet();
        return RankingModel.Of(
            shipped.File with
            {
                Parts = [.. shipped.File.Parts.Where(part => !learned.Contains(Enum.Parse<Feature>(part.Name, ignoreCase: true)))],
            }
        );
    }

    private static (Run Run, double Milliseconds) Timed(Func<Run> rank)
    {
        var started = Stopwatch.GetTimestamp();
        var run = rank();
        return (run, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static void Print(string name, Scored scored, double milliseconds) =>
        Console.WriteLine(
            string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {scored.PoolNdcg:0.0000} | {scored.AllNdcg:0.0000} | {scored.Recall:0.0000} | {scored.Judged:0.0000} | {scored.Levels?.Agreement ?? double.NaN:0.0000} | {milliseconds:0.0} |"
                )
                .Replace("NaN", "–", StringComparison.Ordinal)
        );

    private static void Print(Levels levels)
    {
        var grades = string.Join(
            ", ",
            levels.MeanGrades.Select(level => string.Create(CultureInfo.InvariantCulture, $"{level.Key}: {level.Value:0.00}"))
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Levels as shipped: {levels.Shown} pairs at 3 and above, precision {levels.Precision:0.000} (base rate {levels.BaseRate:0.000}, {levels.Precision / levels.BaseRate:0.0}x), recall {levels.Recall:0.000}; mean grade by level {grades}."
            )
        );
    }

    /// <summary>For each achievement with a demand of grade 2 and more: how many of those demands are among its best fifty.</summary>
    private static async Task PrintReverseAsync(Corpus corpus, Ranker ranker, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> labels)
    {
        var wanted = labels
            .Where(demand => demand.Value.Values.Max() > 0)
            .SelectMany(demand => demand.Value.Where(grade => grade.Value >= 2).Select(grade => (Demand: demand.Key, Achievement: grade.Key)))
            .GroupBy(pair => pair.Achievement)
            .ToDictionary(pairs => pairs.Key, pairs => pairs.Select(pair => pair.Demand).ToHashSet());
        if (wanted.Count == 0)
            return;
        var started = Stopwatch.GetTimestamp();
        var run = await Ranking.ReverseAsync(corpus, ranker, wanted.ContainsKey);
        var time = Stopwatch.GetElapsedTime(started).TotalMilliseconds / wanted.Count;
        var recall = wanted.Average(achievement =>
        {
            var best = achievement.Value.Count;
            var found = run
                .Keys.Select(demand => (demand, Score: run.Of(demand).GetValueOrDefault(achievement.Key)?.Score))
                .Where(scored => scored.Score is not null)
                .OrderByDescending(scored => scored.Score)
                .ThenBy(scored => scored.demand, StringComparer.Ordinal)
                .Take(50)
                .Count(scored => achievement.Value.Contains(scored.demand));
            return (double)found / Math.Min(50, best);
        });
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Reverse, {wanted.Count} achievements with a demand of grade 2 or 3: recall@50 {recall:0.0000}, {time:0.0} ms an achievement."
            )
        );
    }
}
