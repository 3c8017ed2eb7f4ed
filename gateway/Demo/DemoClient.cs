using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace TechTransfer.Gateway.Demo;

/// <summary>One of the demo clients, calling the public API like any other program.</summary>
internal sealed class DemoClient(HttpClient http, string name) : IDisposable
{
    public static async Task<DemoClient> SignInAsync(Uri address, string name, CancellationToken cancellationToken)
    {
        var http = new HttpClient { BaseAddress = address };
        using var form = new FormUrlEncodedContent([
            new("grant_type", "client_credentials"),
            new("client_id", name),
            new("client_secret", "demo-secret"),
        ]);
        using var answer = await http.PostAsync("/connect/token", form, cancellationToken);
        var token = await ReadAsync(answer, cancellationToken);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString());
        return new DemoClient(http, name);
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(path, cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    public async Task<IReadOnlyList<JsonElement>> ItemsAsync(string path, CancellationToken cancellationToken) =>
        [.. (await GetAsync(path, cancellationToken)).GetProperty("items").EnumerateArray()];

    /// <param name="once">Makes a repeated call after a crash find the first one's result.</param>
    public async Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken, string? once = null)
    {
        using var content = JsonContent.Create(body);
        return await SendAsync(path, content, once, cancellationToken);
    }

    public async Task<JsonElement> UploadAsync(string path, string file, Stream stream, CancellationToken cancellationToken)
    {
        using var content = new MultipartFormDataContent { { new StreamContent(stream), "file", file } };
        return await SendAsync(path, content, null, cancellationToken);
    }

    public void Dispose() => http.Dispose();

    public override string ToString() => name;

    private async Task<JsonElement> SendAsync(string path, HttpContent content, string? once, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (once is not null)
            request.Headers.Add("Idempotency-Key", once);
        using var answer = await http.SendAsync(request, cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException(
                $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.PathAndQuery}: {(int)answer.StatusCode} {text}"
            );
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}
