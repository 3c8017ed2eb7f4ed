using System.Net.Http.Headers;
using System.Text.Json;
using TechTransfer.Benchmarks.Corpus;

namespace TechTransfer.Benchmarks.Reads;

/// <summary>
/// The operator's queue and an organisation's own listings, as API and as page, in a store of 66,000 achievements (--listings) of which a tenth waits
/// for review and a third is one organisation's.
/// </summary>
internal static class ReviewsBenchmark
{
    private const int GoalMilliseconds = 150;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(60);
    private static readonly MediaTypeHeaderValue Lines = new("application/x-ndjson");

    public static async Task RunAsync(Arguments arguments)
    {
        var (size, rounds, samples) = (arguments.Number("listings", 66_000), arguments.Number("rounds", 5), arguments.Number("samples", 20));
        await using var product = await Standalone.StartAsync(null);
        using var client = new ApiClient(product.NewClient());
        var corpus = new SampleCorpus();
        var waiting = size / 10;
        await ImportAsync(product, client, "demo-operator", "?publish=true", Enumerable.Range(0, size - waiting).Select(i => Published(corpus, i)));
        await ImportAsync(
            product,
            client,
            "demo-university",
            "?submit=true",
            Enumerable.Range(size - waiting, waiting).Select(i => SampleBodies.Of(corpus.Achievement(i)))
        );
        if (arguments.Number("settled", 1) == 1)
            await product.EventuallyAsync(() => IsSettledAsync(client, size - waiting), Patience, everyMilliseconds: 1000);
        Console.WriteLine($"{size} listings, {waiting} of them waiting; load before: {Conditions.Load()}");

        var second = await NextAsync(client, "/api/achievements/reviews?limit=50", "demo-operator");
        var mine = await NextAsync(client, "/api/achievements/mine?limit=50", "demo-university");
        (string Name, string Path, string Who)[] calls =
        [
            ("queue", "/api/achievements/reviews?limit=50", "demo-operator"),
            ("queue, second page", "/api/achievements/reviews?limit=50&after=" + second, "demo-operator"),
            ("queue, one city", "/api/achievements/reviews?limit=50&region=220100", "demo-operator"),
            ("queue, free and old", "/api/achievements/reviews?limit=50&claim=none&minAge=1", "demo-operator"),
            ("queue, due", "/api/achievements/reviews?limit=50&due=true", "demo-operator"),
            ("queue's figures", "/api/achievements/reviews/figures", "demo-operator"),
            ("samples", "/api/achievements/samples?limit=50", "demo-operator"),
            ("my listings", "/api/achievements/mine?limit=50", "demo-university"),
            ("my listings, second page", "/api/achievements/mine?limit=50&after=" + mine, "demo-university"),
            ("my listings, one state", "/api/achievements/mine?limit=50&state=submitted", "demo-university"),
            ("page of the queue", "/reviews", "demo-operator"),
            ("page of my listings", "/my/achievements", "demo-university"),
        ];
        foreach (var (name, path, who) in calls)
        {
            var times = new List<Figures>();
            // The first round warms up.
            for (var round = 0; round <= rounds; round++)
            {
                var figures = new Figures();
                for (var i = 0; i < samples; i++)
                    await figures.TimeAsync(() => ReadAsync(client, path, who));
                if (round > 0)
                    times.Add(figures);
            }
            var p95 = Figures.Median(times.Select(x => x.P95));
            Console.WriteLine(
                $"  {name}: p50 {Figures.Median(times.Select(x => x.P50)):0.0} ms, p95 {p95:0.0} ms (goal ≤ {GoalMilliseconds} ms: {(p95 <= GoalMilliseconds ? "met" : "MISSED")})"
            );
        }
        Console.WriteLine($"load after: {Conditions.Load()}");
    }

    /// <summary>Every third is the university's own.</summary>
    private static Dictionary<string, object?> Published(SampleCorpus corpus, int number) =>
        SampleBodies.Of(corpus.Achievement(number), number % 3 == 0 ? "松嫩理工大学" : $"基准试验单位{number % 500:000}");

    private static async Task ImportAsync(
        Standalone product,
        ApiClient client,
        string who,
        string query,
        IEnumerable<Dictionary<string, object?>> rows
    )
    {
        using var file = new MemoryStream();
        foreach (var row in rows)
        {
            JsonSerializer.Serialize(file, row);
            file.WriteByte((byte)'\n');
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/achievements/imports" + query);
        using var content = new ByteArrayContent(file.ToArray());
        content.Headers.ContentType = Lines;
        request.Content = new MultipartFormDataContent { { content, "file", "benchmark.jsonl" } };
        request.Headers.Authorization = await client.TokenAsync(who);
        using var answer = await client.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        JsonElement import = default;
        await product.EventuallyAsync(
            async () =>
            {
                import = await client.GetAsync(answer.Headers.Location!.ToString(), who);
                return import.GetProperty("state").GetString() is not ("waiting" or "running");
            },
            Patience,
            everyMilliseconds: 500
        );
        Console.WriteLine($"import {query}: {import.GetProperty("accepted")} of {import.GetProperty("rows")} rows accepted");
    }

    /// <summary>Everything published is found and matched, so that nothing else goes on in the product while it is measured.</summary>
    private static async Task<bool> IsSettledAsync(ApiClient client, int published)
    {
        var index = await client.GetAsync("/api/admin/matching/index", "demo-admin");
        return index.GetProperty("published").GetInt64() >= published && index.GetProperty("workWaiting").GetInt64() == 0;
    }

    private static async Task<string> NextAsync(ApiClient client, string path, string who) =>
        (await client.GetAsync(path, who)).GetProperty("next").GetString()!;

    private static async Task<byte[]> ReadAsync(ApiClient client, string path, string who)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = await client.TokenAsync(who);
        using var answer = await client.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync();
    }
}
