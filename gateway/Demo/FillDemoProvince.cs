using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TechTransfer.Gateway.Demo;

/// <summary>
/// Fills an empty store over the public API, once: an operator imports the listings, two organisations draft and submit, and a few pairs go their way
/// up to a signed contract. Each step looks first whether an earlier start has taken it, so a killed process goes on where it was.
/// </summary>
internal sealed partial class FillDemoProvince(IServer server, IHostApplicationLifetime lifetime, ILogger<FillDemoProvince> logger)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        try
        {
            await FillAsync(new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First()), stoppingToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or TimeoutException or JsonException)
        {
            // The marketplace itself works without its sample data.
            LogFailure(logger, failure.Message);
        }
    }

    private async Task FillAsync(Uri address, CancellationToken cancellationToken)
    {
        await EventuallyAsync(() => EveryServiceAnswersAsync(address, cancellationToken), answer => answer, cancellationToken);
        using var demoOperator = await DemoClient.SignInAsync(address, "demo-operator", cancellationToken);
        using var university = await DemoClient.SignInAsync(address, "demo-university", cancellationToken);
        using var company = await DemoClient.SignInAsync(address, "demo-company", cancellationToken);
        using var broker = await DemoClient.SignInAsync(address, "demo-broker", cancellationToken);
        if (await IsInUseAsync(demoOperator, cancellationToken))
        {
            LogInUse(logger);
            return;
        }
        await ImportAsync(demoOperator, "achievements", cancellationToken);
        await ImportAsync(demoOperator, "demands", cancellationToken);
        await DraftAsync([university, company], cancellationToken);
        await new DemoDeals(university, company, broker).RunAsync(cancellationToken);
        LogFilled(logger);
    }

    /// <summary>In many processes some start later than this one.</summary>
    private static async Task<bool> EveryServiceAnswersAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var company = await DemoClient.SignInAsync(address, "demo-company", cancellationToken);
            foreach (var path in (string[])["identity/me", "achievements/mine", "demands/mine", "search?limit=1", "deals"])
                await company.GetAsync("/api/" + path, cancellationToken);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Somebody else's listings are there and none of ours: this store is not for sample data.</summary>
    private static async Task<bool> IsInUseAsync(DemoClient demoOperator, CancellationToken cancellationToken) =>
        (await demoOperator.ItemsAsync("/api/achievements/imports", cancellationToken)).Count == 0
        && (await demoOperator.GetAsync("/api/search?limit=1", cancellationToken)).GetProperty("total").GetInt64() > 0;

    private static async Task ImportAsync(DemoClient demoOperator, string kind, CancellationToken cancellationToken)
    {
        var file = kind + ".jsonl";
        var imports = $"/api/{kind}/imports";
        var known = (await demoOperator.ItemsAsync(imports, cancellationToken)).FirstOrDefault(x => x.GetProperty("fileName").GetString() == file);
        if (known.ValueKind == JsonValueKind.Undefined)
        {
            await using var rows = Open(file);
            known = await demoOperator.UploadAsync(imports + "?publish=true", file, rows, cancellationToken);
        }
        var import = await EventuallyAsync(
            () => demoOperator.GetAsync($"{imports}/{known.GetProperty("id").GetGuid()}", cancellationToken),
            x => x.GetProperty("finishedAt").ValueKind != JsonValueKind.Null,
            cancellationToken
        );
        if (import.GetProperty("refused").GetInt64() > 0)
            throw new HttpRequestException($"{file} has refused rows: {import}");
    }

    private static async Task DraftAsync(DemoClient[] clients, CancellationToken cancellationToken)
    {
        await using var file = Open("in-progress.json");
        var listings = await JsonSerializer.DeserializeAsync<InProgress[]>(file, JsonSerializerOptions.Web, cancellationToken);
        var titles = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var listing in listings!)
        {
            var client = clients.Single(x => x.ToString() == listing.Client);
            if (!titles.TryGetValue(listing.Kind, out var known))
            {
                var mine = await client.ItemsAsync($"/api/{listing.Kind}/mine?state=draft", cancellationToken);
                var waiting = await client.ItemsAsync($"/api/{listing.Kind}/mine?state=submitted", cancellationToken);
                titles[listing.Kind] = known = [.. mine.Concat(waiting).Select(x => x.GetProperty("title").GetString()!)];
            }
            if (known.Contains(listing.Body.GetProperty("title").GetString()!))
                continue;
            var draft = await client.PostAsync($"/api/{listing.Kind}", listing.Body, cancellationToken);
            if (listing.Submit)
                await client.PostAsync($"/api/{listing.Kind}/{draft.GetProperty("id").GetGuid()}/submit", new { }, cancellationToken);
        }
    }

    /// <summary>Services learn from one another by events, so what one has done the other knows a moment later.</summary>
    internal static async Task<T> EventuallyAsync<T>(Func<Task<T>> look, Func<T, bool> holds, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Look);
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Look)
        {
            var seen = await look();
            if (holds(seen))
                return seen;
            await timer.WaitForNextTickAsync(cancellationToken);
        }
        throw new TimeoutException("Waited in vain for an event to arrive.");
    }

    private static Stream Open(string file) => typeof(FillDemoProvince).Assembly.GetManifestResourceStream(file)!;

    private sealed record InProgress(string Client, string Kind, bool Submit, JsonElement Body);

    [LoggerMessage(LogLevel.Information, "The demo province is filled.")]
    private static partial void LogFilled(ILogger logger);

    [LoggerMessage(LogLevel.Information, "The demo province is left out: there are other listings.")]
    private static partial void LogInUse(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "The demo province could not be filled: {Reason}")]
    private static partial void LogFailure(ILogger logger, string reason);
}
