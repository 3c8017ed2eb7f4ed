using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TechTransfer.TestApplication;

namespace TechTransfer.Browser.Tests.Harness;

/// <summary>The public API with the demo province's clients, to set a scene before a page is opened.</summary>
internal sealed class Api(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    private readonly ConcurrentDictionary<string, (string Token, long At)> _tokens = new(StringComparer.Ordinal);

    /// <summary>What a visitor's own request answers, pages included.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        return await _http.SendAsync(request);
    }

    public Task<JsonElement> GetAsync(string path, string? client = null) => SendAsync(HttpMethod.Get, path, client, null);

    public Task<JsonElement> PostAsync(string path, string client, object? body = null) => SendAsync(HttpMethod.Post, path, client, body ?? new { });

    /// <summary>Uploads a table and waits until it is through; the id of the import.</summary>
    public async Task<Guid> UploadAsync(string path, string client, string name, string table)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(client));
        using var form = new MultipartFormDataContent();
        using var file = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(table));
        form.Add(file, "file", name);
        request.Content = form;
        using var answer = await _http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        var location = answer.Headers.Location!.OriginalString;
        await EventuallyAsync(location, x => x.TryGetProperty("finishedAt", out var at) && at.ValueKind == JsonValueKind.String, client);
        return Guid.Parse(location.Split('/')[^1]);
    }

    /// <summary>What the path answers, once it holds.</summary>
    public Task<JsonElement> EventuallyAsync(string path, Func<JsonElement, bool> holds, string? client = null, int seconds = 600) =>
        TestApp.EventuallyAsync(() => GetAsync(path, client), holds, TimeSpan.FromSeconds(seconds));

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string? client, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (client is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(client));
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
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
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
        _tokens[client] = (token, Environment.TickCount64);
        return token;
    }

    public void Dispose() => _http.Dispose();
}
