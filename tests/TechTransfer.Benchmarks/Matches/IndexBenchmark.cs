using System.Diagnostics;
using TechTransfer.Benchmarks.Corpus;

namespace TechTransfer.Benchmarks.Matches;

/// <summary>What a listing of an import costs Matching: until it is found, and until its matches are stored.</summary>
internal static class IndexBenchmark
{
    public static async Task RunAsync(Arguments arguments)
    {
        var size = arguments.Number("listings", 66_000);
        var demands = size * 16 / 66;
        var folder = Directory.CreateTempSubdirectory("techtransfer-bench-").FullName;
        try
        {
            await using var store = await MatchingStore.OpenAsync(folder);
            await store.FillAsync(new SampleCorpus(), size, demands);
            var filled = (At: Stopwatch.GetTimestamp(), Processor: Environment.CpuUsage.TotalTime);
            await store.IndexedAsync();
            var indexed = (At: Stopwatch.GetTimestamp(), Processor: Environment.CpuUsage.TotalTime);
            Console.WriteLine($"{size:N0} achievements, {demands:N0} demands");
            Report("found", size + demands, filled, indexed);
            await store.MatchedAsync();
            Report("matched", size + demands, indexed, (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime));
            Console.WriteLine($"  store {Bytes(folder, "matching.db*") / 1e6:0} MB, index {Bytes(Path.Combine(folder, "index"), "*") / 1e6:0} MB");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        Console.WriteLine($"load after: {Conditions.Load()}");
    }

    private static void Report(string what, int listings, (long At, TimeSpan Processor) from, (long At, TimeSpan Processor) to)
    {
        var (elapsed, processor) = (Stopwatch.GetElapsedTime(from.At, to.At), to.Processor - from.Processor);
        Console.WriteLine(
            $"  {what}: {elapsed.TotalSeconds:0.0} s, {listings / elapsed.TotalSeconds:0}/s; {processor.TotalMilliseconds / listings:0.00} ms of processor each (goal ≤ 5)"
        );
    }

    private static long Bytes(string folder, string pattern) => new DirectoryInfo(folder).EnumerateFiles(pattern).Sum(x => x.Length);
}
