using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace TechTransfer.System.Tests.Kill;

/// <summary>
/// Publishes listings one after another over the public API and keeps its own log of what was acknowledged. A call whose outcome is unknown is sent
/// again under its Idempotency-Key until it is answered.
/// </summary>
internal sealed class ListingClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
    private readonly ConcurrentDictionary<string, (string Token, long At)> _tokens = new(StringComparer.Ordinal);

    /// <summary>Listings whose publication was answered with success.</summary>
    public ConcurrentDictionary<Guid, string> Published { get; } = new();

    /// <summary>Answers that no correct process gives.</summary>
    public ConcurrentQueue<string> Refusals { get; } = new();

    public async Task PublishUntilAsync(CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
            await (
                i % 2 == 0
                    ? PublishAsync("achievements", "demo-university", Achievement, stop)
                    : PublishAsync("demands", "demo-company", Demand, stop)
            );
    }

    private static readonly object Achievement = new
    {
        title = "Catalyst for low-temperature ammonia synthesis",
        summary = "A supported ruthenium catalyst that keeps its activity for 2,000 hours at 350 °C.",
        modes = new[] { "licence" },
        declarations = new
        {
            noStateSecret = true,
            entitledToPublish = true,
            patentFiledOrNotNeeded = true,
        },
    };

    private static readonly object Demand = new
    {
        title = "Corrosion-resistant coating for chemical pumps",
        content = "We look for a coating that withstands hot hydrochloric acid for at least 5,000 hours.",
        modes = new[] { "joint" },
        declarations = new { noStateSecret = true, entitledToPublish = true },
    };

    private async Task PublishAsync(string plural, string owner, object body, CancellationToken stop)
    {
        if (await CallAsync($"/api/{plural}", owner, body, stop) is not { } created)
            return;
        var id = created.GetProperty("id").GetGuid();
        if (await CallAsync($"/api/{plural}/{id}/submit", owner, new { }, stop) is null)
            return;
        if (await CallAsync($"/api/{plural}/{id}/publish", "demo-operator", new { }, stop) is not null)
            Published[id] = plural;
    }

    /// <returns>The answer of success; null when the client was stopped before or the call was refused.</returns>
    private async Task<JsonElement?> CallAsync(string path, string client, object body, CancellationToken stop)
    {
        var key = Guid.NewGuid().ToString("N");
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(client));
                request.Headers.Add("Idempotency-Key", key);
                using var answer = await _http.SendAsync(request, stop);
                if (answer.IsSuccessStatusCode)
                    return await answer.Content.ReadFromJsonAsync<JsonElement>(stop);
                if (answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests))
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

    private async Task<string> TokenAsync(string client)
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

    public void Dispose() => _http.Dispose();
}
