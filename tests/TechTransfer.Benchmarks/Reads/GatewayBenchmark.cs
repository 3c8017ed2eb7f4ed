using System.Net.Http.Headers;
using TechTransfer.Benchmarks.Corpus;

namespace TechTransfer.Benchmarks.Reads;

/// <summary>
/// GET of one listing with a token through the gateway and directly from the service, in turn. Gateway and service are processes of their own:
/// <c>infra/deploy/run-local.sh</c> starts them and says where they are (<c>--gateway URL --service URL</c>, the service being Achievements).
/// </summary>
internal static class GatewayBenchmark
{
    public static async Task RunAsync(Arguments arguments)
    {
        var rounds = arguments.Number("rounds", 5);
        var duration = TimeSpan.FromSeconds(arguments.Number("seconds", 3));
        var gateway = Named(arguments, "gateway");
        var service = Named(arguments, "service");
        using var client = new ApiClient(new HttpClient { BaseAddress = gateway });
        var id = await client.PublishAsync(new SampleCorpus().Achievement(0));
        var token = await client.TokenAsync("demo-company");
        foreach (var connections in (int[])[1, 8])
            await CompareAsync(gateway, service, connections, $"/api/achievements/{id}", token, rounds, duration);
        Console.WriteLine($"load after: {Conditions.Load()}");
    }

    private static async Task CompareAsync(
        Uri gateway,
        Uri service,
        int connections,
        string path,
        AuthenticationHeaderValue token,
        int rounds,
        TimeSpan duration
    )
    {
        using var through = new LoadLoop(gateway, connections);
        using var direct = new LoadLoop(service, connections);
        var (ours, raw) = (new List<(double PerSecond, Figures Times)>(), new List<(double PerSecond, Figures Times)>());
        // The first round warms up.
        for (var round = 0; round <= rounds; round++)
        {
            var one = await direct.RunAsync(path, token, duration);
            var other = await through.RunAsync(path, token, duration);
            if (round == 0)
                continue;
            raw.Add(one);
            ours.Add(other);
        }
        var (own, plain) = (Figures.Median(ours.Select(x => x.PerSecond)), Figures.Median(raw.Select(x => x.PerSecond)));
        var (own50, raw50) = (Figures.Median(ours.Select(x => x.Times.P50)), Figures.Median(raw.Select(x => x.Times.P50)));
        Console.WriteLine(
            $"{connections} connections, {rounds} rounds of {duration.TotalSeconds:0} s: through the gateway {own:N0}/s, p50 {own50:0.00} ms; direct {plain:N0}/s, p50 {raw50:0.00} ms"
        );
        Console.WriteLine($"  {own / plain:0.00}× the requests (goal ≥ 0.4), {own50 - raw50:0.00} ms more at p50 (goal ≤ 1 over one connection)");
    }

    private static Uri Named(Arguments arguments, string name) =>
        new(arguments.Text(name) ?? throw new InvalidOperationException($"--{name} URL is missing; infra/deploy/run-local.sh status tells it."));
}
