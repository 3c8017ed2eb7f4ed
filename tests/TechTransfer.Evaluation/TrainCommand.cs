using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Evaluation;

/// <summary>
/// Fits the model on the labelled pairs of one set and writes it, with a run in which every demand is scored by a model that saw neither it nor its twins.
/// </summary>
internal static class TrainCommand
{
    private const int Folds = 5;

    private sealed record Pair(string Demand, string Achievement, int Grade, double[] Row, double Brevity, int Fold);

    public static async Task RunAsync(Arguments arguments)
    {
        var (modelFile, runFile) = (arguments.Model ?? throw new UsageException("--model FILE is missing."), arguments.RequiredRun);
        var analyzer = Analyzer.Load();
        await using var corpus = await Corpus.BuildAsync(analyzer, DataSet.Load(arguments.Folder));
        var foldOf = FoldsOf(corpus.Data);
        var pairs = Pairs(corpus, new(RankingModel.Shipped(), analyzer), Labels.Load(arguments.Folder), foldOf);
        var fits = Enumerable.Range(0, Folds).Select(fold => FitOf([.. pairs.Where(pair => pair.Fold != fold)])).ToList();
        var thresholds = LevelThresholds.Choose([.. pairs.Select(pair => (fits[pair.Fold].Predict(pair.Row, pair.Brevity), pair.Grade))]);

        var version = arguments.Version ?? "r2";
        var run = new Run();
        for (var fold = 0; fold < Folds; fold++)
        {
            var model = ModelBuilder.Build(version, "", fits[fold], thresholds);
            await Ranking.ForwardAsync(corpus, new(model, analyzer), demand => foldOf[demand] == fold, run);
        }
        run.Save(runFile);

        var fit = FitOf(pairs);
        var about =
            $"Trained on {pairs.Count} labelled pairs of {corpus.Data.Name}; facts set by hand. Evaluation: tests/TechTransfer.Evaluation/README.md.";
        await using var stream = File.Create(modelFile);
        RankingModel.Save(ModelBuilder.Build(version, about, fit, thresholds).File, stream);
        foreach (var (part, weight) in ModelBuilder.LearnedParts.Zip(fit.Weights))
            Console.WriteLine($"{part.Feature, -28} {weight, 8:0.0000} grades a unit");
    }

    private static Fit FitOf(IReadOnlyList<Pair> pairs) =>
        Fit.Of([.. pairs.Select(pair => pair.Row)], [.. pairs.Select(pair => pair.Brevity)], [.. pairs.Select(pair => (double)pair.Grade)]);

    private static List<Pair> Pairs(
        Corpus corpus,
        Ranker ranker,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> labels,
        IReadOnlyDictionary<string, int> foldOf
    )
    {
        var pairs = new List<Pair>();
        foreach (var (demand, grades) in labels)
        {
            var scorer = ranker.For(corpus.Demands[demand].Listing, corpus.Statistics);
            foreach (var (achievement, grade) in grades)
            {
                var score = scorer.Score(corpus.Achievements[achievement].Listing);
                pairs.Add(new(demand, achievement, grade, ModelBuilder.Row(score), ModelBuilder.Brevity(score), foldOf[demand]));
            }
        }
        return pairs;
    }

    /// <summary>Whole groups, dealt out in an order that has nothing to do with the file's.</summary>
    private static Dictionary<string, int> FoldsOf(DataSet data)
    {
        var groups = data.Demands.Select(GroupOf).Distinct().Order(StringComparer.Ordinal).ToArray();
        new Random(10).Shuffle(groups);
        var folds = groups.Select((group, i) => (group, i)).ToDictionary(x => x.group, x => x.i % Folds);
        return data.Demands.ToDictionary(demand => demand.Id, demand => folds[GroupOf(demand)]);
    }

    public static string GroupOf(Entry demand) => demand.Group ?? demand.Id;
}
