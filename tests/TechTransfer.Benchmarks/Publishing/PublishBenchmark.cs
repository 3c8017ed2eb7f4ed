using System.Diagnostics;
using TechTransfer.Benchmarks.Corpus;

namespace TechTransfer.Benchmarks.Publishing;

/// <summary>From an operator's call to publish until the listing is found by a visitor and its matches are stored.</summary>
internal static class PublishBenchmark
{
    private const int Partners = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(Arguments arguments)
    {
        var (rounds, perRound) = (arguments.Number("rounds", 5), arguments.Number("listings", 20));
        await using var product = await Standalone.StartAsync(arguments.Text("data"));
        using var client = new ApiClient(product.NewClient());
        var corpus = new SampleCorpus();
        for (var i = 0; i < Partners; i++)
            await client.PublishAsync(corpus.Demand(i));
        await product.EventuallyAsync(() => IsIdleAsync(client), Patience);

        var (found, matched) = (new List<Figures>(), new List<Figures>());
        for (var round = 0; round <= rounds; round++)
        {
            var (foundRound, matchedRound) = (new Figures(), new Figures());
            for (var i = 0; i < perRound; i++)
            {
                var (afterFound, afterMatched) = await MeasureAsync(product, client, corpus.Achievement(round * perRound + i));
                foundRound.Add(afterFound);
                matchedRound.Add(afterMatched);
            }
            // The first round warms up.
            if (round == 0)
                continue;
            found.Add(foundRound);
            matched.Add(matchedRound);
        }
        Console.WriteLine($"idle, {rounds} rounds of {perRound}; each from the call to publish");
        Console.WriteLine($"  found by search:  {All(found)}");
        Console.WriteLine(
            $"  found and matched: {All(matched)}, median of the rounds' p50 {Figures.Median(matched.Select(x => x.P50)):0} ms (goal p50 ≤ 250, p99 ≤ 1,000)"
        );
        if (arguments.Number("import", 66_000) is > 0 and var rows)
            await DuringImportAsync(product, client, corpus, rows);
        Console.WriteLine($"load after: {Conditions.Load()}");
    }

    /// <summary>One publication after another while an import runs, is delivered and is indexed; then how long all of it takes to be matched.</summary>
    private static async Task DuringImportAsync(Standalone product, ApiClient client, SampleCorpus corpus, int rows)
    {
        var (found, matched, number) = (new Figures(), new Figures(), rows);
        var started = Stopwatch.GetTimestamp();
        var import = await RunningImport.StartAsync(client, corpus, rows);
        var state = await import.LookAsync();
        while (state.State is "waiting" or "running" || await CountAsync(client) < rows)
        {
            var (afterFound, afterMatched) = await MeasureAsync(product, client, corpus.Achievement(number++));
            found.Add(afterFound);
            matched.Add(afterMatched);
            state = await import.LookAsync();
        }
        var findable = Stopwatch.GetElapsedTime(started);
        Console.WriteLine(
            $"import of {rows:N0} rows: {state.State}, {state.Rows:N0} rows in {state.Took?.TotalSeconds:0} s; all found by search after {findable.TotalSeconds:0} s"
        );
        Console.WriteLine($"  publications meanwhile, found:             {found}");
        Console.WriteLine($"  publications meanwhile, found and matched: {matched} (goal p99 ≤ 3,000)");
        await product.EventuallyAsync(() => IsIdleAsync(client), TimeSpan.FromHours(3));
        var all = Stopwatch.GetElapsedTime(started);
        Console.WriteLine(
            $"  all matched after {all.TotalSeconds:0} s, {rows / (all - findable).TotalSeconds:0} listings/s behind the index; memory of the process {product.MemoryBytes / 1e6:0} MB, processor {product.ProcessorSeconds:0} s"
        );
    }

    private static async Task<long> CountAsync(ApiClient client) =>
        (await client.GetAsync("/api/search?kind=achievement&limit=1")).GetProperty("total").GetInt64();

    internal static async Task<(double Found, double Matched)> MeasureAsync(Standalone product, ApiClient client, SampleListing listing)
    {
        // A word that nothing else holds, so that the search can only find this one.
        var word = "bench" + Guid.NewGuid().ToString("N")[..10];
        var marked = listing with { Title = $"{listing.Title} {word}" };
        var id = await client.SubmitAsync(marked);
        var started = Stopwatch.GetTimestamp();
        await client.PublishAsync(marked, id);
        await product.EventuallyAsync(
            async () => (await client.GetAsync($"/api/search?q={word}&limit=1")).GetProperty("total").GetInt64() > 0,
            Patience
        );
        var found = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        await product.EventuallyAsync(() => IsMatchedAsync(client, id), Patience);
        return (found, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>A pair that is only computed for the answer has no date of its finding.</summary>
    private static async Task<bool> IsMatchedAsync(ApiClient client, Guid id)
    {
        var items = (await client.GetAsync($"/api/matches?achievement={id}&limit=1")).GetProperty("items");
        return items.GetArrayLength() > 0 && items[0].TryGetProperty("foundAt", out _);
    }

    internal static async Task<bool> IsIdleAsync(ApiClient client) =>
        (await client.GetAsync("/api/admin/matching/index", "demo-admin")).GetProperty("workWaiting").GetInt64() == 0;

    private static Figures All(List<Figures> rounds)
    {
        var all = new Figures();
        foreach (var round in rounds)
            all.Add(round);
        return all;
    }
}
