using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace TechTransfer.System.Tests.Kill;

/// <summary>Something that was acknowledged, or that has to follow from it, about one listing, introduction or deal.</summary>
internal sealed record Happened(string What, Guid About);

/// <summary>
/// Publishes, withdraws and introduces listings over the public API and keeps its own log of what was acknowledged: the ledger. A call whose
/// outcome is unknown is sent again, under its Idempotency-Key or after a look at what became of it, until it is answered.
/// </summary>
internal sealed class LedgerClient(Uri address) : IDisposable
{
    public const string University = "demo-university";
    public const string Company = "demo-company";
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
    private readonly ConcurrentDictionary<string, (string Token, long At)> _tokens = new(StringComparer.Ordinal);

    public ConcurrentDictionary<Happened, bool> Acknowledged { get; } = new();

    /// <summary>Answers that no correct process gives.</summary>
    public ConcurrentQueue<string> Refusals { get; } = new();

    /// <summary>One worker's endless day: achievements and demands, every second one withdrawn, every fourth pair introduced.</summary>
    /// <param name="rest">From the beginning of a piece of work to the next at least, where what follows from them is to keep pace.</param>
    public async Task WorkUntilAsync(CancellationToken stop, TimeSpan rest = default)
    {
        using var pace = rest > TimeSpan.Zero ? new PeriodicTimer(rest) : null;
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            if (pace is not null)
                await pace.WaitForNextTickAsync(CancellationToken.None);
            switch (i % 4)
            {
                case 0:
                    await PublishAsync("achievements", University, Achievement(), stop);
                    break;
                case 1:
                    await WithdrawAsync("demands", Company, await PublishAsync("demands", Company, Demand(), stop), stop);
                    break;
                case 2:
                    await WithdrawAsync("achievements", University, await PublishAsync("achievements", University, Achievement(), stop), stop);
                    break;
                default:
                    await IntroduceAsync(stop);
                    break;
            }
        }
    }

    /// <returns>The listing's id; null when the client was stopped before.</returns>
    public async Task<Guid?> PublishAsync(string plural, string owner, object body, CancellationToken stop)
    {
        if (await PostAsync($"/api/{plural}", owner, body, stop) is not { } created)
            return null;
        var id = created.GetProperty("id").GetGuid();
        if (await PostAsync($"/api/{plural}/{id}/submit", owner, new { }, stop) is null)
            return null;
        if (await PostAsync($"/api/{plural}/{id}/publish", "demo-operator", new { }, stop) is null)
            return null;
        Acknowledge("published", id);
        return id;
    }

    private async Task WithdrawAsync(string plural, string owner, Guid? listing, CancellationToken stop)
    {
        if (listing is { } id && await PostAsync($"/api/{plural}/{id}/withdraw", owner, new { reason = "solvedElsewhere" }, stop) is not null)
            Acknowledge("closed", id);
    }

    private async Task IntroduceAsync(CancellationToken stop)
    {
        if (await PublishAsync("achievements", University, Achievement(), stop) is not { } achievement)
            return;
        if (await PublishAsync("demands", Company, Demand(), stop) is { } demand)
            await IntroduceAsync(achievement, demand, stop);
    }

    /// <returns>The deal's id; null when the client was stopped before.</returns>
    public async Task<Guid?> IntroduceAsync(Guid achievement, Guid demand, CancellationToken stop)
    {
        // A copy that a kill holds up is not there yet when the call has waited for it: asked again.
        var request = new
        {
            achievementId = achievement,
            demandId = demand,
            message = "We would like to try it.",
        };
        if (await PostAsync("/api/introductions", Company, request, stop, HttpStatusCode.NotFound) is not { } introduction)
            return null;
        var id = introduction.GetProperty("id").GetGuid();
        Acknowledge("introduction requested", id);
        if (await AcceptAsync(id, stop) is not { } deal)
            return null;
        Acknowledge("introduction accepted", id);
        Acknowledge("deal introduced", deal);
        // What follows by itself: both listings say that they are in negotiation.
        Acknowledge("published in negotiation", achievement);
        Acknowledge("published in negotiation", demand);
        return deal;
    }

    /// <summary>An acceptance cannot be repeated: its answer may be lost, so a refusal is checked against the introduction.</summary>
    private async Task<Guid?> AcceptAsync(Guid introduction, CancellationToken stop)
    {
        var path = $"/api/introductions/{introduction}";
        while (await CallAsync(HttpMethod.Post, path + "/accept", University, new { }, stop, HttpStatusCode.Conflict) is { } accepted)
        {
            if (accepted.TryGetProperty("dealId", out var deal))
                return deal.GetGuid();
            if (await CallAsync(HttpMethod.Get, path, University, null, stop) is not { } found)
                return null;
            if (found.TryGetProperty("dealId", out deal))
                return deal.GetGuid();
        }
        return null;
    }

    /// <summary>Reads; what is not there yet is asked for again.</summary>
    public Task<JsonElement?> GetAsync(string path, string client, CancellationToken stop) =>
        CallAsync(HttpMethod.Get, path, client, null, stop, null, [HttpStatusCode.NotFound]);

    public Task<JsonElement?> PostAsync(string path, string client, object body, CancellationToken stop, params HttpStatusCode[] asksAgain) =>
        CallAsync(HttpMethod.Post, path, client, body, stop, null, [HttpStatusCode.Conflict, .. asksAgain]);

    /// <param name="taken">A refusal whose body is handed over like an answer.</param>
    /// <returns>The answer of success; null when the client was stopped before or the call was refused.</returns>
    private async Task<JsonElement?> CallAsync(
        HttpMethod method,
        string path,
        string client,
        object? body,
        CancellationToken stop,
        HttpStatusCode? taken = null,
        HttpStatusCode[]? asksAgain = null
    )
    {
        var key = Guid.NewGuid().ToString("N");
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(client));
                request.Headers.Add("Idempotency-Key", key);
                using var answer = await _http.SendAsync(request, stop);
                if (answer.IsSuccessStatusCode || answer.StatusCode == taken)
                    return await answer.Content.ReadFromJsonAsync<JsonElement>(stop);
                if (
                    answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
                    && asksAgain?.Contains(answer.StatusCode) != true
                )
                {
                    Refusals.Enqueue($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(stop)}");
                    return null;
                }
            }
            catch (Exception unknown) when (unknown is HttpRequestException or IOException or OperationCanceledException or JsonException)
            {
                // The process is dead or dying: nobody knows whether the call took effect, so it is repeated.
            }
            await pause.WaitForNextTickAsync(CancellationToken.None);
        }
        return null;
    }

    private void Acknowledge(string what, Guid about) => Acknowledged[new Happened(what, about)] = true;

    public async Task<string> TokenAsync(string client)
    {
        if (_tokens.TryGetValue(client, out var known) && Environment.TickCount64 - known.At < 240_000)
            return known.Token;
        using var form = new FormUrlEncodedContent([
            new("grant_type", "client_credentials"),
            new("client_id", client),
            new("client_secret", "demo-secret"),
        ]);
        using var answer = await _http.PostAsync("/connect/token", form);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"No token: {(int)answer.StatusCode}");
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
        _tokens[client] = (token, Environment.TickCount64);
        return token;
    }

    /// <summary>What an administrator is told of the difference between index and store: missing, orphaned and stale documents.</summary>
    public async Task<string> DriftAsync()
    {
        var index = await CallAsync(HttpMethod.Get, "/api/admin/matching/index?drift=true", "demo-admin", null, CancellationToken.None);
        return index?.GetProperty("drift").ToString() ?? "not answered";
    }

    public static object Achievement() =>
        new
        {
            title = $"Catalyst {Word()} for low-temperature {Word()} synthesis",
            summary = $"A supported {Word()} catalyst that keeps its activity for {Random.Shared.Next(500, 5000)} hours at 350 °C in {Word()}.",
            modes = new[] { "licence" },
            declarations = new
            {
                noStateSecret = true,
                entitledToPublish = true,
                patentFiledOrNotNeeded = true,
            },
        };

    public static object Demand() =>
        new
        {
            title = $"Corrosion-resistant {Word()} coating for {Word()} pumps",
            content = $"We look for a {Word()} coating that withstands hot {Word()} acid for at least {Random.Shared.Next(500, 5000)} hours.",
            modes = new[] { "joint" },
            declarations = new { noStateSecret = true, entitledToPublish = true },
        };

    /// <summary>Invented, so that the listings differ as real ones do.</summary>
    private static string Word() =>
        string.Create(CultureInfo.InvariantCulture, $"{(char)Random.Shared.Next('a', 'z' + 1)}ol{Random.Shared.Next(400)}an");

    public void Dispose() => _http.Dispose();
}
