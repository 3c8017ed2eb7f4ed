using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TechTransfer.Benchmarks.Corpus;

namespace TechTransfer.Benchmarks;

/// <summary>Calls the public API as Development's demo clients.</summary>
internal sealed class ApiClient(HttpClient http) : IDisposable
{
    private readonly ConcurrentDictionary<string, (AuthenticationHeaderValue Token, long At)> _tokens = new(StringComparer.Ordinal);

    public HttpClient Http => http;

    public async Task<AuthenticationHeaderValue> TokenAsync(string client)
    {
        // Tokens hold for ten minutes at most.
        if (_tokens.TryGetValue(client, out var known) && Stopwatch.GetElapsedTime(known.At) < TimeSpan.FromMinutes(4))
            return known.Token;
        using var form = new FormUrlEncodedContent([
            new("grant_type", "client_credentials"),
            new("client_id", client),
            new("client_secret", "demo-secret"),
        ]);
        using var answer = await http.PostAsync("/connect/token", form);
        answer.EnsureSuccessStatusCode();
        var token = new AuthenticationHeaderValue(
            "Bearer",
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!
        );
        _tokens[client] = (token, Stopwatch.GetTimestamp());
        return token;
    }

    public async Task<JsonElement> GetAsync(string path, string? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = client is null ? null : await TokenAsync(client);
        using var answer = await http.SendAsync(request);
        return await ReadAsync(path, answer);
    }

    public async Task<JsonElement> PostAsync(string path, object body, string client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = await TokenAsync(client);
        using var answer = await http.SendAsync(request);
        return await ReadAsync(path, answer);
    }

    /// <summary>Enters a listing and submits it: what is left is the operator's publication.</summary>
    public async Task<Guid> SubmitAsync(SampleListing listing)
    {
        var (plural, owner) = listing.IsDemand ? ("demands", "demo-company") : ("achievements", "demo-university");
        var id = (await PostAsync($"/api/{plural}", SampleBodies.Of(listing), owner)).GetProperty("id").GetGuid();
        await PostAsync($"/api/{plural}/{id}/submit", new { }, owner);
        return id;
    }

    public async Task<Guid> PublishAsync(SampleListing listing)
    {
        var id = await SubmitAsync(listing);
        await PublishAsync(listing, id);
        return id;
    }

    public Task PublishAsync(SampleListing listing, Guid id) =>
        PostAsync($"/api/{(listing.IsDemand ? "demands" : "achievements")}/{id}/publish", new { }, "demo-operator");

    public void Dispose() => http.Dispose();

    private static async Task<JsonElement> ReadAsync(string path, HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        return bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes);
    }
}
