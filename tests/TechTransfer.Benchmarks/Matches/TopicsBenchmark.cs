using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Benchmarks.Corpus;
using TechTransfer.Matching;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Benchmarks.Matches;

/// <summary>Trains the topic space on a full store, as the background job does: seconds, processor seconds, and the most memory beyond what the process had.</summary>
internal static class TopicsBenchmark
{
    public static async Task RunAsync(Arguments arguments)
    {
        var size = arguments.Number("listings", 66_000);
        var parent = arguments.Text("data") ?? Directory.CreateTempSubdirectory("techtransfer-bench-").FullName;
        try
        {
            await using var store = await MatchingStore.OpenAsync(Path.Combine(parent, $"matching-{size}"));
            if (await store.FillAsync(new SampleCorpus(), size, size * 16 / 66))
                await store.IndexedAsync();
            await store.SettleAsync();
            var (_, generation) = await store.Services.GetRequiredService<Generations>().GetAsync(CancellationToken.None);
            Console.WriteLine($"{generation.Statistics.Listings:N0} listings");
            for (var round = 1; round <= arguments.Number("rounds", 3); round++)
                await TrainAsync(store, generation.Statistics, round);
        }
        finally
        {
            if (arguments.Text("data") is null)
                Directory.Delete(parent, recursive: true);
        }
        Console.WriteLine($"load after: {Conditions.Load()}");
    }

    private static async Task TrainAsync(MatchingStore store, CorpusStatistics statistics, int round)
    {
        GC.Collect();
        var before = Environment.WorkingSet;
        var most = before;
        using var watch = new Timer(_ => most = Math.Max(most, Environment.WorkingSet), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
        var (started, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await using var scope = store.Services.CreateAsyncScope();
        var listings = PreparedListings.PublishedAsync(scope.ServiceProvider.GetRequiredService<MatchingDbContext>());
        var space = await TopicTraining.TrainAsync(listings, statistics, TopicTraining.Dimensions, CancellationToken.None);
        Console.WriteLine(
            $"  round {round}: {space?.Terms:N0} terms, {TopicTraining.Dimensions} dimensions in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, "
                + $"{(Environment.CpuUsage.TotalTime - processor).TotalSeconds:0.0} processor seconds; memory {before >> 20} → {most >> 20} MiB"
        );
    }
}
