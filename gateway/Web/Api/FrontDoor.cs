using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using TechTransfer.Hosting;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Api;

/// <summary>
/// The public HTTP API of this front door, called as whoever asks for the page: with the bearer token that the session put on the request, in the
/// language of the page.
/// </summary>
internal sealed class FrontDoor(HttpClient http, FrontDoorAddress address, IHttpContextAccessor accessor, Words words)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <exception cref="RefusedException">Any answer but a success; the error pages turn it into one of theirs.</exception>
    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        var outcome = await SendAsync<T>(HttpMethod.Get, path, null, null, cancellationToken);
        return outcome.Value ?? throw new RefusedException(outcome.Refusal!);
    }

    /// <summary>As a visitor sees it, whoever asks: for what is printed and passed on.</summary>
    public async Task<T> GetForAllAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        using var request = Request(HttpMethod.Get, path, null);
        using var response = await http.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken))!
            : throw new RefusedException(await Refusal.ReadAsync(response, cancellationToken));
    }

    /// <summary>For what a page can do without: null when it is not there, not allowed or its service is away.</summary>
    public async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken)
        where T : class => (await SendAsync<T>(HttpMethod.Get, path, null, null, cancellationToken)).Value;

    public Task<Outcome<Done>> PostAsync(string path, object? body, CancellationToken cancellationToken) =>
        SendAsync<Done>(HttpMethod.Post, path, JsonContent.Create(body ?? new { }, options: Json), null, cancellationToken);

    public Task<Outcome<T>> PostAsync<T>(string path, object body, CancellationToken cancellationToken)
        where T : class => SendAsync<T>(HttpMethod.Post, path, JsonContent.Create(body, options: Json), null, cancellationToken);

    /// <param name="version">The version that was changed, for If-Match.</param>
    public Task<Outcome<T>> PutAsync<T>(string path, object body, long? version, CancellationToken cancellationToken)
        where T : class => SendAsync<T>(HttpMethod.Put, path, JsonContent.Create(body, options: Json), version, cancellationToken);

    public Task<Outcome<Done>> DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync<Done>(HttpMethod.Delete, path, null, null, cancellationToken);

    public async Task<Outcome<T>> SendAsync<T>(
        HttpMethod method,
        string path,
        HttpContent? content,
        long? version,
        CancellationToken cancellationToken
    )
        where T : class
    {
        try
        {
            using var response = await SendAsync(method, path, content, version, cancellationToken);
            if (!response.IsSuccessStatusCode)
                return new(null, await Refusal.ReadAsync(response, cancellationToken));
            if (typeof(T) == typeof(Done))
                return new((T)(object)new Done(response.Headers.Location?.OriginalString), null);
            return new(await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken), null);
        }
        catch (HttpRequestException away)
        {
            return new(null, new Refusal(HttpStatusCode.ServiceUnavailable, away.Message));
        }
    }

    /// <summary>The answer as it comes, for files.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        long? version,
        CancellationToken cancellationToken
    )
    {
        using var request = Request(method, path, content);
        if (accessor.HttpContext?.Request.Headers.Authorization.ToString() is { Length: > 0 } token)
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(token);
        if (version is not null)
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, new Uri(address.Value, path)) { Content = content };
        request.Headers.AcceptLanguage.ParseAdd(words.Language.Tag());
        // All that one page reads is one view of what was opened to its reader.
        if (method == HttpMethod.Get && accessor.HttpContext is { } page)
            request.Headers.Add(Idempotency.Header, (string)(page.Items[typeof(FrontDoor)] ??= Guid.CreateVersion7().ToString()));
        return request;
    }
}

/// <summary>Success without a body of interest.</summary>
public sealed record Done(string? Location);

/// <summary>Either a value or a refusal.</summary>
public sealed record Outcome<T>(T? Value, Refusal? Refusal)
    where T : class;
