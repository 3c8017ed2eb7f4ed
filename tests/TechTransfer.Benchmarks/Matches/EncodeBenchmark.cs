using System.Diagnostics;
using TechTransfer.Benchmarks.Corpus;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Encoder;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Benchmarks.Matches;

/// <summary>What an operator's encoder costs: its start, its memory, and what a listing takes with it that without it is analysed alone.</summary>
internal static class EncodeBenchmark
{
    private const int WarmUp = 5;

    public static Task RunAsync(Arguments arguments)
    {
        var folder = arguments.Text("embedder") ?? throw new ArgumentException("--embedder FOLDER is missing.");
        var samples = arguments.Number("samples", 100);
        var analyzer = Analyzer.Load();
        var corpus = new SampleCorpus();
        var facts = Enumerable
            .Range(0, samples)
            .Select(i => PublishedListing.Of((AchievementPublished)SampleEvents.Of(corpus.Achievement(i))).Facts)
            .ToList();
        var alone = new ListingPreparer(analyzer);
        foreach (var one in facts)
            alone.Prepare(one);

        var before = Megabytes();
        var (started, startedAt) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        using var encoder = OnnxTextEncoder.Load(folder);
        var (loaded, loading) = (Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - startedAt);
        var afterLoad = Megabytes();
        var preparer = new ListingPreparer(analyzer, encoder);
        foreach (var one in facts.Take(WarmUp))
            preparer.Prepare(one);
        var (analysis, encoding) = (new Figures(), new Figures());
        foreach (var one in facts)
        {
            analysis.Time(() => alone.Prepare(one));
            encoding.Time(() => preparer.Encode(one));
        }
        var (clock, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        facts.AsParallel().ForAll(one => preparer.Prepare(one));
        var (seconds, busy) = (Stopwatch.GetElapsedTime(clock).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds);

        Console.WriteLine(
            $"{folder}: {encoder.Dimensions} dimensions, loaded and tried in {loaded.TotalSeconds:0.00} s, {loading.TotalSeconds:0.00} s of the processor"
        );
        Console.WriteLine($"memory of the process: {before} MiB, loaded {afterLoad} MiB, after the work {Megabytes()} MiB");
        Console.WriteLine($"a listing, one after the other: analysed {analysis}");
        Console.WriteLine($"                               encoded  {encoding}");
        Console.WriteLine($"side by side: {samples / seconds:0.0} listings a second, {busy / samples:0.0} ms of processor time each");
        Console.WriteLine($"load after: {Conditions.Load()}");
        return Task.CompletedTask;
    }

    private static long Megabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 >> 20;
    }
}
