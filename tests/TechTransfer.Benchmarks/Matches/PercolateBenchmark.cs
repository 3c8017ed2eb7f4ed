using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Benchmarks.Corpus;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Ranking;
using TechTransfer.Matching.SavedSearches;

namespace TechTransfer.Benchmarks.Matches;

/// <summary>
/// New listings run against saved searches and demands: which searches find them, and which demands are candidates. The reference is one raw 20-term query
/// of the engine over the demands alone; an index that held the searches too would be asked more.
/// </summary>
internal static class PercolateBenchmark
{
    private const int WarmUp = 200;

    public static async Task RunAsync(Arguments arguments)
    {
        var (demands, searches) = (arguments.Number("demands", 15_964), arguments.Number("searches", 100_000));
        var (rounds, samples) = (arguments.Number("rounds", 5), arguments.Number("samples", 60));
        var parent = arguments.Text("data") ?? Directory.CreateTempSubdirectory("techtransfer-bench-").FullName;
        try
        {
            var corpus = new SampleCorpus();
            await using var store = await MatchingStore.OpenAsync(Path.Combine(parent, $"percolate-{demands}-{searches}"));
            if (await store.FillAsync(corpus, 0, demands))
                await store.IndexedAsync();
            await store.SettleAsync();
            await SaveAsync(store, corpus, demands, searches);
            using var raw = new RawQuery(store.IndexFolder);
            Console.WriteLine($"{raw.Documents:N0} demands in {raw.Segments} segments, {searches:N0} saved searches");
            await CompareAsync(store, raw, [.. Enumerable.Range(0, samples).Select(corpus.Achievement)], rounds);
        }
        finally
        {
            if (arguments.Text("data") is null)
                Directory.Delete(parent, recursive: true);
        }
        Console.WriteLine($"load after: {Conditions.Load()}");
    }

    /// <summary>One to three words out of the title of some listing, half of them of one kind, a quarter of one province.</summary>
    private static async Task SaveAsync(MatchingStore store, SampleCorpus corpus, int listings, int searches)
    {
        var (tools, generation) = await store.Services.GetRequiredService<Generations>().GetAsync(CancellationToken.None);
        var held = await store.UseAsync(db => db.SavedSearches.CountAsync());
        foreach (var batch in Enumerable.Range(held, Math.Max(0, searches - held)).Chunk(2_000))
            await store.UseAsync(async db =>
            {
                foreach (var number in batch)
                {
                    var random = new Random(number);
                    var of = random.Next(2) == 0 ? corpus.Demand(random.Next(listings)) : corpus.Achievement(random.Next(listings));
                    var words = tools.Analyzer.Analyse(of.Title).Words.Where(x => x.Text[0] != '=').ToList();
                    var text = string.Join(
                        ' ',
                        Enumerable.Range(0, random.Next(1, 4)).Select(_ => words[random.Next(words.Count)]).Select(x => of.Title[x.Start..x.End])
                    );
                    var filter = new SearchFilter(
                        random.Next(2) == 0 ? ListingKind.Achievement : null,
                        random.Next(4) == 0 ? [of.Region[..2] + "0000"] : null
                    );
                    var rule = SearchRule.Of(tools.Analyzer, text, filter);
                    var id = Guid.CreateVersion7();
                    db.SavedSearches.Add(
                        new SavedSearch
                        {
                            Id = id,
                            Subject = "person-" + (number / 10),
                            OrganisationId = Guid.CreateVersion7(),
                            Name = text,
                            Text = text,
                            Tell = Tell.Daily,
                            Since = DateTimeOffset.UnixEpoch,
                            CreatedAt = DateTimeOffset.UnixEpoch,
                            Rule = rule.Write(),
                            Analyser = Analyzer.Version,
                        }
                    );
                    db.AddAnchors(id, rule, generation.Statistics);
                }
                return await db.SaveChangesAsync();
            });
    }

    private static async Task CompareAsync(MatchingStore store, RawQuery raw, SampleListing[] samples, int rounds)
    {
        var (tools, generation) = await store.Services.GetRequiredService<Generations>().GetAsync(CancellationToken.None);
        var index = store.Services.GetRequiredService<ISearchIndex>();
        var listings = samples.Select(x => PublishedListing.Of((AchievementPublished)SampleEvents.Of(x))).ToList();
        var terms = listings
            .Select(x => CandidateQuery.Build(tools.Preparer.Prepare(x.Facts), generation.Statistics).Take(RawQuery.Terms).ToList())
            .ToList();
        for (var i = 0; i < WarmUp; i++)
        {
            raw.Run(terms[i % terms.Count]);
            await RunAsync(listings[i % listings.Count]);
        }
        var (ours, searches, engine, found) = (new List<Figures>(), new List<Figures>(), new List<Figures>(), new Figures());
        for (var round = 0; round < rounds; round++)
        {
            var (all, lookup, reference) = (new Figures(), new Figures(), new Figures());
            for (var i = 0; i < listings.Count; i++)
            {
                reference.Time(() => raw.Run(terms[i]));
                var (whole, part, count) = await RunAsync(listings[i]);
                all.Add(whole);
                lookup.Add(part);
                found.Add(count);
            }
            ours.Add(all);
            searches.Add(lookup);
            engine.Add(reference);
        }
        var (own, part50, raw50) = (
            Figures.Median(ours.Select(x => x.P50)),
            Figures.Median(searches.Select(x => x.P50)),
            Figures.Median(engine.Select(x => x.P50))
        );
        Console.WriteLine($"  {rounds} rounds of {listings.Count} new achievements, each found by {found.P50:0} searches (mean {found.Mean:0.0})");
        Console.WriteLine(
            $"    analysed, run against the searches and the demands: p50 {own:0.00} ms, p95 {Figures.Median(ours.Select(x => x.P95)):0.00} ms"
        );
        Console.WriteLine($"      of which the searches: p50 {part50:0.00} ms, p95 {Figures.Median(searches.Select(x => x.P95)):0.00} ms");
        Console.WriteLine($"    raw {RawQuery.Terms}-term query: p50 {raw50:0.00} ms, p95 {Figures.Median(engine.Select(x => x.P95)):0.00} ms");
        Console.WriteLine($"    ratio of p50 {own / raw50:0.00}× (goal ≤ 5), the searches alone {part50 / raw50:0.00}×");

        async Task<(double Whole, double Searches, int Found)> RunAsync(PublishedListing listing)
        {
            var begun = Stopwatch.GetTimestamp();
            var preparation = tools.Preparer.Prepare(listing.Facts);
            var before = Stopwatch.GetTimestamp();
            var by = await store.UseAsync(db => SearchLookup.RunAsync(db, [new ListingTerms(listing.Facts, preparation)], CancellationToken.None));
            var after = Stopwatch.GetTimestamp();
            await index.FindCandidatesAsync(
                new CandidateRequest(
                    ListingKind.Demand,
                    CandidateQuery.Build(preparation, generation.Statistics),
                    preparation.Listing.PositionIn(generation.Topics),
                    listing.Facts.OrganisationId,
                    new HashSet<Guid>(),
                    200,
                    DateTimeOffset.UtcNow
                ),
                CancellationToken.None
            );
            return (Stopwatch.GetElapsedTime(begun).TotalMilliseconds, Stopwatch.GetElapsedTime(before, after).TotalMilliseconds, by.Count);
        }
    }
}
