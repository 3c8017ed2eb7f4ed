using TechTransfer.Benchmarks.Corpus;
using TechTransfer.Benchmarks.Matches;

namespace TechTransfer.Benchmarks.Reads;

/// <summary>Searches as people make them, with facets and highlights, over HTTP, one after another.</summary>
internal static class SearchBenchmark
{
    public static async Task RunAsync(Arguments arguments)
    {
        var size = arguments.Number("listings", 66_000);
        var (rounds, samples) = (arguments.Number("rounds", 5), arguments.Number("samples", 20));
        var parent = arguments.Text("data") ?? Directory.CreateTempSubdirectory("techtransfer-bench-").FullName;
        try
        {
            await using var store = await MatchingStore.OpenAsync(Path.Combine(parent, $"matching-{size}"));
            var corpus = new SampleCorpus();
            await store.FillAsync(corpus, size, size * 16 / 66);
            await store.SettleAsync();
            using var client = new HttpClient { BaseAddress = store.Address };
            var kinds = new (string Name, Func<int, string> Path)[]
            {
                ("one word", i => "/api/search?q=" + Uri.EscapeDataString(Word(corpus, i))),
                ("a title", i => "/api/search?q=" + Uri.EscapeDataString(corpus.Achievement(i).Title)),
                ("one word, filtered", i => $"/api/search?kind=achievement&region=220100&trl=6&q={Uri.EscapeDataString(Word(corpus, i))}"),
                ("everything, newest", _ => "/api/search?sort=newest"),
                ("suggestions", i => "/api/search/suggest?q=" + Uri.EscapeDataString(Word(corpus, i)[..2])),
                ("figures", _ => "/api/search/figures"),
                ("stored or computed matches", i => $"/api/matches?achievement={SampleEvents.IdOf(corpus.Achievement(i))}"),
            };
            foreach (var (name, path) in kinds)
            {
                var times = new List<Figures>();
                // The first round warms up.
                for (var round = 0; round <= rounds; round++)
                {
                    var figures = new Figures();
                    for (var i = 0; i < samples; i++)
                        await figures.TimeAsync(() => client.GetByteArrayAsync(path(i)));
                    if (round > 0)
                        times.Add(figures);
                }
                Console.WriteLine(
                    $"  {name}: p50 {Figures.Median(times.Select(x => x.P50)):0.0} ms, p95 {Figures.Median(times.Select(x => x.P95)):0.0} ms"
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

    private static string Word(SampleCorpus corpus, int number) => corpus.Achievement(number).Keywords[0];
}
