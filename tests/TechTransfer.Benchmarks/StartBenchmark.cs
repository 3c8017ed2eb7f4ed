using System.Diagnostics;
using TechTransfer.Benchmarks.Publishing;

namespace TechTransfer.Benchmarks;

/// <summary>How long a newcomer waits: from an empty folder to a process that is ready, and to its sample listings being found and matched.</summary>
internal static class StartBenchmark
{
    private const int DemoListings = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(Arguments arguments)
    {
        var rounds = arguments.Number("rounds", 5);
        var (ready, found, again) = (new Figures(), new Figures(), new Figures());
        for (var round = 0; round < rounds; round++)
        {
            var folder = Directory.CreateTempSubdirectory("techtransfer-bench-").FullName;
            try
            {
                await using (var product = await Standalone.StartAsync(folder))
                {
                    ready.Add(product.ReadyAfter.TotalMilliseconds);
                    var since = Stopwatch.GetTimestamp();
                    using var client = new ApiClient(product.NewClient());
                    await product.EventuallyAsync(() => KnownAsync(client), Patience);
                    found.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
                }
                await using (var product = await Standalone.StartAsync(folder))
                    again.Add(product.ReadyAfter.TotalMilliseconds);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        Console.WriteLine($"empty store, started to ready: {ready} (goal p50 ≤ 5,000)");
        Console.WriteLine($"ready to {DemoListings} demo listings found and all matched: {found} (goal p50 ≤ 10,000)");
        Console.WriteLine($"same store, started again to ready: {again}");
        Console.WriteLine($"load after: {Conditions.Load()}");
    }

    private static async Task<bool> KnownAsync(ApiClient client) =>
        (await client.GetAsync("/api/search?limit=1")).GetProperty("total").GetInt64() >= DemoListings && await PublishBenchmark.IsIdleAsync(client);
}
