using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Evaluation;

/// <summary>
/// Fits the model on the labelled pairs of one set and writes it, with a run in which every demand is scored by a model that saw neither it nor its twins.
/// </summary>
internal static class TrainCommand
{
    /// <param name="Group">Demands of one group are the same need posted again.</param>
    private sealed record Pair(string Demand, string Group, int Grade, double[] Row, double Brevity);

    public static async Task RunAsync(Arguments arguments)
    {
        var (modelFile, runFile) = (arguments.Model ?? throw new UsageException("--model FILE is missing."), arguments.RequiredRun);
        var analyzer = Analyzer.Load();
        await using var engine = Engine.Open(arguments.Engine);
        using var encoder = arguments.LoadEncoder();
        var corpus = await Corpus.BuildAsync(analyzer, DataSet.Load(arguments.Folder), engine.Index, encoder);
        var groupOf = corpus.Data.Demands.ToDictionary(demand => demand.Id, demand => demand.Group ?? demand.Id);
        var pairs = Pairs(corpus, new(RankingModel.Shipped(), analyzer), Labels.Load(arguments.Folder), groupOf);

        // Every group is left out once: as near to the shipped fit as a fit that has not seen the group can be, and no draw of folds to be lucky with.
        var everything = FitOf(pairs);
        var labelled = pairs.Select(pair => pair.Group).Distinct().ToList();
        var without = labelled
            .AsParallel()
            .ToDictionary(group => group, group => FitOf([.. pairs.Where(pair => pair.Group != group)]), StringComparer.Ordinal);
        var thresholds = LevelThresholds.Choose([.. pairs.Select(pair => (without[pair.Group].Predict(pair.Row, pair.Brevity), pair.Grade))]);

        var version = arguments.Version ?? "r3";
        var run = new Run();
        foreach (var group in groupOf.Values.Distinct())
        {
            var model = ModelBuilder.Build(version, "", without.GetValueOrDefault(group, everything), thresholds);
            await Ranking.ForwardAsync(corpus, new(model, analyzer), demand => groupOf[demand] == group, run);
        }
        run.Save(runFile);

        var about =
            $"Trained on {pairs.Count} labelled pairs of {corpus.Data.Name}; facts set by hand. Evaluation: tests/TechTransfer.Evaluation/README.md.";
        await using var stream = File.Create(modelFile);
        RankingModel.Save(ModelBuilder.Build(version, about, everything, thresholds).File, stream);
        foreach (var (part, weight) in ModelBuilder.LearnedParts.Zip(everything.Weights))
            Console.WriteLine($"{part.Feature, -28} {weight, 8:0.0000} grades a unit");
    }

    private static Fit FitOf(IReadOnlyList<Pair> pairs) =>
        Fit.Of(
            [.. pairs.Select(pair => pair.Demand)],
            [.. pairs.Select(pair => pair.Row)],
            [.. pairs.Select(pair => pair.Brevity)],
            [.. pairs.Select(pair => (double)pair.Grade)]
        );

    private static List<Pair> Pairs(
        Corpus corpus,
        Ranker ranker,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> labels,
        IReadOnlyDictionary<string, string> groupOf
    )
    {
        var pairs = new List<Pair>();
        foreach (var (demand, grades) in labels)
        {
            var scorer = ranker.For(corpus.Demands[demand].Listing, corpus.Statistics);
            foreach (var (achievement, grade) in grades)
            {
                var score = scorer.Score(corpus.Achievements[achievement].Listing);
                pairs.Add(new(demand, groupOf[demand], grade, ModelBuilder.Row(score), ModelBuilder.Brevity(score)));
            }
        }
        return pairs;
    }
}
