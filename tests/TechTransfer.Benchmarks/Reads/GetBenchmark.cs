using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TechTransfer.Achievements;
using TechTransfer.Benchmarks.Corpus;
using TechTransfer.Contracts;
using TechTransfer.Demands;
using TechTransfer.Gateway.Session;
using TechTransfer.Gateway.Web;
using TechTransfer.Identity;
using TechTransfer.Matching;
using TechTransfer.TestApplication;

namespace TechTransfer.Benchmarks.Reads;

/// <summary>GET of one listing with a token against a raw read by key behind the same token check, in turn. Client and server share the process.</summary>
internal static class GetBenchmark
{
    public static async Task RunAsync(Arguments arguments)
    {
        var rounds = arguments.Number("rounds", 5);
        var duration = TimeSpan.FromSeconds(arguments.Number("seconds", 3));
        await using var app = await TestApp.StartAsync(
            () =>
                [
                    new IdentityService(),
                    new AchievementsService(),
                    new DemandsService(),
                    new MatchingService(),
                    new ContractsService(),
                    new SessionModule(),
                    new WebModule(),
                    new ReferenceModule(),
                ],
            realIssuer: true,
            "Logging:LogLevel:Default=Error"
        );
        using var client = new ApiClient(app.Visitor());
        var id = await client.PublishAsync(new SampleCorpus().Achievement(0));
        var owner = await client.TokenAsync("demo-university");
        var stranger = await client.TokenAsync("demo-company");
        foreach (var connections in (int[])[1, 8])
        {
            using var loop = new LoadLoop(app.Address, connections);
            Console.WriteLine($"{connections} connections, {rounds} rounds of {duration.TotalSeconds:0} s each");
            await CompareAsync(loop, "own listing", $"/api/achievements/{id}", $"/reference/{id}", owner, rounds, duration);
            await CompareAsync(loop, "another's listing", $"/api/achievements/{id}", $"/reference/{id}", stranger, rounds, duration);
        }
        Console.WriteLine($"load after: {Conditions.Load()}");
    }

    private static async Task CompareAsync(
        LoadLoop loop,
        string what,
        string product,
        string reference,
        AuthenticationHeaderValue token,
        int rounds,
        TimeSpan duration
    )
    {
        var (ours, raw) = (new List<(double PerSecond, Figures Times)>(), new List<(double PerSecond, Figures Times)>());
        // The first round warms up.
        for (var round = 0; round <= rounds; round++)
        {
            var one = await loop.RunAsync(reference, token, duration);
            var other = await loop.RunAsync(product, token, duration);
            if (round == 0)
                continue;
            raw.Add(one);
            ours.Add(other);
        }
        var (own, engine) = (Figures.Median(ours.Select(x => x.PerSecond)), Figures.Median(raw.Select(x => x.PerSecond)));
        var (own99, engine99) = (Figures.Median(ours.Select(x => x.Times.P99)), Figures.Median(raw.Select(x => x.Times.P99)));
        Console.WriteLine(
            $"  {what}: {own:N0}/s, p50 {Figures.Median(ours.Select(x => x.Times.P50)):0.00} ms, p99 {own99:0.00} ms; raw read {engine:N0}/s, p50 {Figures.Median(raw.Select(x => x.Times.P50)):0.00} ms, p99 {engine99:0.00} ms"
        );
        Console.WriteLine($"    {own / engine:0.00}× the requests (goal ≥ 0.6), {own99 / engine99:0.00}× the p99 (goal ≤ 4)");
    }
}
