using System.Diagnostics;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;
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
using Directory = System.IO.Directory;
using Words = TechTransfer.Matching.Index.TextField;

namespace TechTransfer.Benchmarks.Matches;

/// <summary>
/// New listings run against saved searches and demands: which searches find them, and which demands are candidates. The reference is one raw 20-term query
/// of the engine over an index that holds the demands and, as a document each, the saved searches.
/// </summary>
internal static class PercolateBenchmark
{
    /// <summary>Until the just-in-time compiler has settled: a listing runs through far more code than a query of the engine.</summary>
    private const int WarmUp = 1_000;

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
            var combined = Path.Combine(store.IndexFolder, "..", "combined");
            await CombineAsync(store, combined);
            using var raw = new RawQuery(combined);
            Console.WriteLine($"{demands:N0} demands and {searches:N0} saved searches; for the reference {raw.Index}");
            await CompareAsync(store, raw, [.. Enumerable.Range(0, samples).Select(corpus.Achievement)], rounds);
        }
        finally
        {
            if (arguments.Text("data") is null)
                Directory.Delete(parent, recursive: true);
        }
        Console.WriteLine($"load after: {Conditions.Load()}");
    }

    /// <summary>The index of the demands with the saved searches beside them, each a short document of its words.</summary>
    private static async Task CombineAsync(MatchingStore store, string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var rules = await store.UseAsync(db => db.SavedSearches.AsNoTracking().Select(x => x.Rule).ToListAsync());
        using var target = new NIOFSDirectory(folder);
        using var demands = new NIOFSDirectory(store.IndexFolder);
        using var writer = new IndexWriter(target, new IndexWriterConfig(LuceneVersion.LUCENE_48, new WhitespaceAnalyzer(LuceneVersion.LUCENE_48)));
        using var held = DirectoryReader.Open(demands);
        writer.AddIndexes(held);
        foreach (var rule in rules.Select(SearchRule.Read))
            writer.AddDocument(
                new Document
                {
                    new Lucene.Net.Documents.TextField(nameof(Words.TextWords), string.Join(' ', rule.Words.SelectMany(x => x.Any)), Field.Store.NO),
                    new Lucene.Net.Documents.TextField(
                        nameof(Words.TextBigrams),
                        string.Join(' ', rule.Words.SelectMany(x => x.Together)),
                        Field.Store.NO
                    ),
                }
            );
        writer.Commit();
    }

    /// <summary>One to three of the keywords of some listing, half of them of one kind, a quarter of one province.</summary>
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
                    var text = string.Join(' ', of.Keywords.Take(random.Next(1, 4)));
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
                }
                await using var transaction = await db.Database.BeginTransactionAsync();
                await db.NoteAsync([.. db.SavedSearches.Local.Select(x => x.Id)], CancellationToken.None);
                var saved = await db.SaveChangesAsync();
                await transaction.CommitAsync();
                return saved;
            });
    }

    private static async Task CompareAsync(MatchingStore store, RawQuery raw, SampleListing[] samples, int rounds)
    {
        var (tools, generation) = await store.Services.GetRequiredService<Generations>().GetAsync(CancellationToken.None);
        var index = store.Services.GetRequiredService<ISearchIndex>();
        var book = store.Services.GetRequiredService<SearchBook>();
        var listings = samples.Select(x => PublishedListing.Of((AchievementPublished)SampleEvents.Of(x))).ToList();
        var terms = listings
            .Select(x => CandidateQuery.Build(tools.Preparer.Prepare(x.Facts), generation.Statistics).Take(IRawQuery.Terms).ToList())
            .ToList();
        for (var i = 0; i < WarmUp; i++)
        {
            raw.Run(terms[i % terms.Count]);
            await RunAsync(listings[i % listings.Count]);
        }
        var (ours, analysis, searches, engine, found) = (
            new List<Figures>(),
            new List<Figures>(),
            new List<Figures>(),
            new List<Figures>(),
            new Figures()
        );
        for (var round = 0; round < rounds; round++)
        {
            var (all, analysed, lookup, reference) = (new Figures(), new Figures(), new Figures(), new Figures());
            for (var i = 0; i < listings.Count; i++)
            {
                reference.Time(() => raw.Run(terms[i]));
                var (whole, first, part, count) = await RunAsync(listings[i]);
                all.Add(whole);
                analysed.Add(first);
                lookup.Add(part);
                found.Add(count);
            }
            ours.Add(all);
            analysis.Add(analysed);
            searches.Add(lookup);
            engine.Add(reference);
        }
        var (own, first50, part50, raw50) = (P50(ours), P50(analysis), P50(searches), P50(engine));
        Console.WriteLine($"  {rounds} rounds of {listings.Count} new achievements, each found by {found.P50:0} searches (mean {found.Mean:0.0})");
        Console.WriteLine($"    analysed, run against the searches and the demands: p50 {own:0.00} ms, p95 {P95(ours):0.00} ms");
        Console.WriteLine($"      of which the analysis: p50 {first50:0.00} ms; the searches: p50 {part50:0.00} ms, p95 {P95(searches):0.00} ms");
        Console.WriteLine($"    raw {IRawQuery.Terms}-term query: p50 {raw50:0.00} ms, p95 {P95(engine):0.00} ms");
        Console.WriteLine(
            $"    ratio of p50 {own / raw50:0.00}×, analysed listings {(own - first50) / raw50:0.00}× (goal ≤ 5), the searches alone {part50 / raw50:0.00}×"
        );

        static double P50(List<Figures> rounds) => Figures.Median(rounds.Select(x => x.P50));

        static double P95(List<Figures> rounds) => Figures.Median(rounds.Select(x => x.P95));

        // As the indexer does it: one processor asks the saved searches while the other asks the engine.
        async Task<(double Whole, double Analysis, double Searches, int Found)> RunAsync(PublishedListing listing)
        {
            var begun = Stopwatch.GetTimestamp();
            var preparation = tools.Preparer.Prepare(listing.Facts);
            var before = Stopwatch.GetTimestamp();
            var finding = Task.Run(async () =>
            {
                var by = await store.UseAsync(db => book.FindAsync(db, [new ListingTerms(listing.Facts, preparation)], CancellationToken.None));
                return (by.Count, Took: Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            });
            await index.FindCandidatesAsync(
                new CandidateRequest(
                    ListingKind.Demand,
                    new(() => CandidateQuery.Build(preparation, generation.Statistics)),
                    preparation.Listing.PositionIn(generation.Space),
                    listing.Facts.OrganisationId,
                    new HashSet<Guid>(),
                    CandidateQuery.Candidates,
                    DateTimeOffset.UtcNow
                ),
                CancellationToken.None
            );
            var (count, took) = await finding;
            return (Stopwatch.GetElapsedTime(begun).TotalMilliseconds, Stopwatch.GetElapsedTime(begun, before).TotalMilliseconds, took, count);
        }
    }
}
