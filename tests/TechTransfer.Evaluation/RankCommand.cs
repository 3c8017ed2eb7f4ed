using System.Diagnostics;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Evaluation;

/// <summary>Ranks with the shipped model and writes the run. Labels are never opened.</summary>
internal static class RankCommand
{
    public static async Task RunAsync(Arguments arguments)
    {
        var file = arguments.RequiredRun;
        var analyzer = Analyzer.Load();
        await using var engine = Engine.Open(arguments.Engine);
        using var encoder = arguments.LoadEncoder();
        var corpus = await Corpus.BuildAsync(analyzer, DataSet.Load(arguments.Folder), engine.Index, encoder);
        var started = Stopwatch.GetTimestamp();
        var ranker = new Ranker(arguments.Model is { } given ? RankingModel.Load(File.OpenRead(given)) : RankingModel.Shipped(), analyzer);
        var run = arguments.Reverse ? await Ranking.ReverseAsync(corpus, ranker) : await Ranking.ForwardAsync(corpus, ranker);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        run.Save(file);
        var queries = arguments.Reverse ? corpus.Achievements.Count : corpus.Demands.Count;
        Console.WriteLine(
            $"{corpus.Data.Name}: {queries} queries on {arguments.Engine} with model {ranker.Version}, {elapsed / Math.Max(1, queries):0.0} ms each -> {file}"
        );
    }
}
