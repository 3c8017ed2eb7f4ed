using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Benchmarks.Corpus;
using TechTransfer.Matching;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Matches;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Benchmarks.Matches;

/// <summary>
/// Matches single listings, computed and explained, against one raw query of the engine; both sides in turn on each listing. Then the same on a
/// small corpus, for growth, and what index and prepared listings take of memory.
/// </summary>
internal static class MatchBenchmark
{
    private const int Limit = 20;
    private const int WarmUp = 300;

    public static async Task RunAsync(Arguments arguments)
    {
        var (size, small) = (arguments.Number("listings", 66_000), arguments.Number("small", 1_000));
        var (rounds, samples) = (arguments.Number("rounds", 5), arguments.Number("samples", 40));
        var parent = arguments.Text("data") ?? Directory.CreateTempSubdirectory("techtransfer-bench-").FullName;
        var elasticsearch = arguments.Text("engine") == "elasticsearch" ? ElasticsearchRawQuery.Server : null;
        try
        {
            var few = await MeasureAsync(parent, small, elasticsearch, rounds, samples);
            var many = await MeasureAsync(parent, size, elasticsearch, rounds, samples);
            foreach (var direction in many.Keys)
            {
                var (ours, engine) = (many[direction].Ours / few[direction].Ours, many[direction].Engine / few[direction].Engine);
                Console.WriteLine(
                    $"{direction}: from {small:N0} to {size:N0} ours grows {ours:0.00}×, the engine {engine:0.00}×: {ours / engine:0.00}× of it (goal ≤ 2)"
                );
            }
        }
        finally
        {
            if (arguments.Text("data") is null)
                Directory.Delete(parent, recursive: true);
        }
        Console.WriteLine($"load after: {Conditions.Load()}");
    }

    private static async Task<Dictionary<string, (double Ours, double Engine)>> MeasureAsync(
        string parent,
        int achievements,
        Uri? elasticsearch,
        int rounds,
        int samples
    )
    {
        var corpus = new SampleCorpus();
        var demands = Math.Max(samples, achievements * 16 / 66);
        await using var store = elasticsearch is null
            ? await MatchingStore.OpenAsync(Path.Combine(parent, $"matching-{achievements}"))
            : await MatchingStore.OpenAsync(Path.Combine(parent, $"matching-elasticsearch-{achievements}"), elasticsearch, IndexOf(achievements));
        var started = Stopwatch.GetTimestamp();
        if (await store.FillAsync(corpus, achievements, demands))
        {
            var filled = Stopwatch.GetElapsedTime(started);
            await store.IndexedAsync();
            var indexed = Stopwatch.GetElapsedTime(started) - filled;
            Console.WriteLine(
                $"{achievements + demands:N0} listings stored in {filled.TotalSeconds:0.0} s, then indexed in {indexed.TotalSeconds:0.0} s"
            );
        }
        await store.SettleAsync();
        using IRawQuery raw = elasticsearch is null
            ? new RawQuery(store.IndexFolder)
            : new ElasticsearchRawQuery(elasticsearch, IndexOf(achievements));
        Console.WriteLine(raw.Index);
        return new()
        {
            ["demand → achievements"] = await CompareAsync(store, raw, [.. Enumerable.Range(0, samples).Select(corpus.Demand)], rounds),
            ["achievement → demands"] = await CompareAsync(store, raw, [.. Enumerable.Range(0, samples).Select(corpus.Achievement)], rounds),
        };
    }

    private static async Task<(double Ours, double Engine)> CompareAsync(MatchingStore store, IRawQuery raw, SampleListing[] samples, int rounds)
    {
        var generations = store.Services.GetRequiredService<Generations>();
        var (tools, generation) = await generations.GetAsync(CancellationToken.None);
        var terms = samples
            .Select(x => CandidateQuery.Build(tools.Preparer.Prepare(PublishedOf(x).Facts), generation.Statistics).Take(IRawQuery.Terms).ToList())
            .ToList();
        var (ours, engine, find, explain) = (new List<Figures>(), new List<Figures>(), new Figures(), new Figures());
        var (processor, engineProcessor) = (new Figures(), new Figures());
        // Until the just-in-time compiler has settled.
        for (var i = 0; i < WarmUp; i++)
            await MatchAsync(store, samples[i % samples.Length]);
        for (var round = 0; round <= rounds; round++)
        {
            var (ownRound, engineRound) = (new Figures(), new Figures());
            for (var i = 0; i < samples.Length; i++)
            {
                var earlier = Environment.CpuUsage.TotalTime;
                engineRound.Time(() => raw.Run(terms[i]));
                var before = Environment.CpuUsage.TotalTime;
                var parts = await MatchAsync(store, samples[i]);
                ownRound.Add(parts.Sum());
                if (round == 0)
                    continue;
                processor.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
                engineProcessor.Add((before - earlier).TotalMilliseconds);
                find.Add(parts[0]);
                explain.Add(parts[1]);
            }
            if (round == 0)
                continue;
            ours.Add(ownRound);
            engine.Add(engineRound);
        }
        var (own50, own95) = (Figures.Median(ours.Select(x => x.P50)), Figures.Median(ours.Select(x => x.P95)));
        var (engine50, engine95) = (Figures.Median(engine.Select(x => x.P50)), Figures.Median(engine.Select(x => x.P95)));
        Console.WriteLine(
            $"  {(samples[0].IsDemand ? "demand → achievements" : "achievement → demands")}, {rounds} rounds of {samples.Length} listings"
        );
        Console.WriteLine(
            $"    match: p50 {own50:0.00} ms, p95 {own95:0.00} ms; raw {IRawQuery.Terms}-term query: p50 {engine50:0.00} ms, p95 {engine95:0.00} ms"
        );
        Console.WriteLine($"    ratio of p50 {own50 / engine50:0.00}× (goal ≤ {raw.Goal}), own p95 / p50 {own95 / own50:0.00}× (goal ≤ 2)");
        // On a busy machine this is the fairer figure: whoever computes longer is interrupted more often.
        Console.WriteLine(
            $"    processor time, all threads: match p50 {processor.P50:0.00} ms, mean {processor.Mean:0.00} ms; raw p50 {engineProcessor.P50:0.00} ms, mean {engineProcessor.Mean:0.00} ms; {processor.P50 / engineProcessor.P50:0.00}×"
        );
        Console.WriteLine($"    of which candidates and scores {find}");
        Console.WriteLine($"             explanations {explain}");
        return (own50, engine50);
    }

    /// <summary>As the API answers for a listing that is not matched yet: milliseconds of candidates and scores, of explanations.</summary>
    private static async Task<double[]> MatchAsync(MatchingStore store, SampleListing sample)
    {
        await using var scope = store.Services.CreateAsyncScope();
        var matcher = scope.ServiceProvider.GetRequiredService<Matcher>();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        var id = SampleEvents.IdOf(sample);
        var copy = await db.Listings.AsNoTracking().SingleAsync(x => x.Id == id);
        var published = copy.Read();
        var begun = Stopwatch.GetTimestamp();
        var found = await matcher.FindAsync(copy, published.Facts, CancellationToken.None);
        var ranked = Stopwatch.GetTimestamp();
        var best = found.Take(Limit).Select(x => x.Id).ToList();
        var partners = await db.Listings.AsNoTracking().Where(x => best.Contains(x.Id)).ToDictionaryAsync(x => x.Id);
        var pairs = best.Select(x => sample.IsDemand ? new Pair(copy, partners[x]) : new Pair(partners[x], copy)).ToList();
        var sides = sample.IsDemand ? Sides.Achievement : Sides.Demand;
        var reader = scope.ServiceProvider.GetRequiredService<MatchReader>();
        var answers = await reader.ExplainAsync(pairs, sides, withRows: false, new Language(IsEnglish: false), CancellationToken.None);
        if (answers.Count == 0)
            throw new InvalidOperationException($"Listing {sample.Number} has no matches.");
        return [Stopwatch.GetElapsedTime(begun, ranked).TotalMilliseconds, Stopwatch.GetElapsedTime(ranked).TotalMilliseconds];
    }

    private static string IndexOf(int achievements) => $"techtransfer-bench-{achievements}";

    private static PublishedListing PublishedOf(SampleListing sample) =>
        SampleEvents.Of(sample) switch
        {
            IntegrationEvents.AchievementPublished achievement => PublishedListing.Of(achievement),
            IntegrationEvents.DemandPublished demand => PublishedListing.Of(demand),
            _ => throw new ArgumentException("No listing.", nameof(sample)),
        };
}
