using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Elastic.Clients.Elasticsearch;
using Elastic.Transport;
using Elastic.Transport.Products.Elasticsearch;
using HttpMethod = Elastic.Transport.HttpMethod;

namespace TechTransfer.Matching.Index.Elasticsearch;

/// <summary>The client of one cluster, what its failures mean, and the calls about indices themselves.</summary>
internal sealed class Server(ElasticsearchOptions options) : IDisposable
{
    /// <summary>What the client of this version speaks.</summary>
    private const int Major = 9;

    /// <summary>Every answer of Elasticsearch names it.</summary>
    private const string ProductHeader = "X-Elastic-Product";

    private readonly ElasticsearchClientSettings settings = Settings(options);
    private volatile ElasticsearchClient? client;

    public ElasticsearchClient Client => client ??= new(settings);

    /// <summary>A client whose first answer came from something in between, or broke off, refuses all further calls: the next call gets a new one.</summary>
    public SearchIndexUnavailableException Renew(UnsupportedProductException stranger)
    {
        client = null;
        return new SearchIndexUnavailableException("Something else answered in the place of Elasticsearch.", stranger);
    }

    public ElasticsearchOptions Options => options;

    /// <summary>That it is Elasticsearch, of the version we speak, and lets us in.</summary>
    /// <exception cref="SearchIndexUnavailableException">It is not, or cannot be reached now.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        // Not the greeting at /, which a distribution may lack; and plain JSON, which servers of every version understand.
        var path = new EndpointPath(HttpMethod.GET, "/_nodes/_local?filter_path=nodes.*.version");
        var plain = new RequestConfiguration
        {
            Accept = "application/json",
            RequestTimeout = options.SearchTimeout,
            ResponseHeadersToParse = new HeadersList(ProductHeader),
        };
        var answer = await Client.Transport.RequestAsync<StringResponse>(path, null, null, plain, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfAway(answer.ApiCallDetails);
        if (!answer.ApiCallDetails.TryGetHeader(ProductHeader, out var product) || !product.Contains("Elasticsearch"))
            throw new SearchIndexUnavailableException($"What answers at {options.Address} is not Elasticsearch.") { Lasts = true };
        if (VersionIn(answer.Body) is not { } version)
            throw new SearchIndexUnavailableException($"Elasticsearch at {options.Address} does not tell its version: {answer.Body}")
            {
                Lasts = true,
            };
        if (version.Major != Major)
            throw new SearchIndexUnavailableException($"Elasticsearch at {options.Address} is version {version}; version {Major} is needed.")
            {
                Lasts = true,
            };
    }

    /// <summary>A call about indices. Answers of 400 and 404 are handed over, all others that are no success are thrown.</summary>
    public async Task<(int Status, JsonElement Body)> CallAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        var configuration = new RequestConfiguration { RequestTimeout = options.WriteTimeout };
        var data = body is null ? null : PostData.String(body);
        var answer = await Client.Transport.RequestAsync<StringResponse>(
            new EndpointPath(method, path),
            data,
            null,
            configuration,
            cancellationToken
        );
        cancellationToken.ThrowIfCancellationRequested();
        var status = answer.ApiCallDetails.HttpStatusCode;
        if (status is not (400 or 404))
            ThrowIfFailed(answer.ApiCallDetails);
        using var parsed = JsonDocument.Parse(string.IsNullOrEmpty(answer.Body) ? "{}" : answer.Body);
        return (status ?? 0, parsed.RootElement.Clone());
    }

    /// <summary>A search of whose answer no more is read than its caller needs: for hundreds of hits the client's own objects take as long as the search.</summary>
    public async Task<T> AskAsync<T>(
        string path,
        Elastic.Clients.Elasticsearch.SearchRequest search,
        JsonTypeInfo<T> answers,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var answer = await Client.Transport.RequestAsync<BytesResponse>(
            new EndpointPath(HttpMethod.POST, path + "?allow_partial_search_results=false"),
            PostData.Serializable(search),
            null,
            new RequestConfiguration { RequestTimeout = options.SearchTimeout },
            cancellationToken
        );
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfFailed(answer.ApiCallDetails);
        try
        {
            return JsonSerializer.Deserialize(answer.Body, answers) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException stranger)
        {
            throw new SearchIndexUnavailableException("Something else answered in the place of Elasticsearch.", stranger);
        }
    }

    /// <exception cref="SearchIndexUnavailableException">It cannot be used now, or the index is not there.</exception>
    /// <exception cref="InvalidOperationException">It refuses what was asked, which is a mistake here.</exception>
    public void ThrowIfFailed(ElasticsearchResponse response)
    {
        ThrowIfFailed(response.ApiCallDetails);
        if (!response.IsValidResponse)
            throw new InvalidOperationException($"Elasticsearch refuses a request: {response.ElasticsearchServerError?.Error?.Reason}");
    }

    private void ThrowIfFailed(ApiCallDetails call)
    {
        ThrowIfAway(call);
        if (call.HttpStatusCode == 404)
            throw new IndexMissingException($"Elasticsearch at {options.Address} has no index {options.IndexName}.");
        if (call.HttpStatusCode is >= 300)
            throw new InvalidOperationException($"Elasticsearch answers {call.HttpStatusCode}: {call.OriginalException?.Message}");
    }

    private void ThrowIfAway(ApiCallDetails call)
    {
        switch (call.HttpStatusCode)
        {
            case 401:
                throw new SearchIndexUnavailableException(
                    $"Elasticsearch at {options.Address} does not take the user and password.",
                    call.OriginalException
                )
                {
                    Lasts = true,
                };
            case 403:
                throw new SearchIndexUnavailableException(
                    $"Elasticsearch at {options.Address} does not allow {Who} to do what is needed.",
                    call.OriginalException
                )
                {
                    Lasts = true,
                };
            case null or 408 or 429 or >= 500:
                throw new SearchIndexUnavailableException(Why(call), call.OriginalException);
        }
    }

    public static string Why(ApiCallDetails call) =>
        call.HttpStatusCode is { } status ? $"Elasticsearch answers {status}."
        : Deepest(call.OriginalException) is { } cause ? cause.Message.Split('\n')[0].TrimEnd()
        : "Elasticsearch does not answer.";

    private string Who => options.Address.User is { } user ? $"the user {user}" : "an unnamed user";

    private static Exception? Deepest(Exception? failure)
    {
        while (failure?.InnerException is { } inner)
            failure = inner;
        return failure;
    }

    private static Version? VersionIn(string body)
    {
        try
        {
            using var parsed = JsonDocument.Parse(body);
            var node = parsed.RootElement.GetProperty("nodes").EnumerateObject().First().Value;
            return Version.Parse(node.GetProperty("version").GetString()!.Split('-')[0]);
        }
        catch (Exception odd) when (odd is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static ElasticsearchClientSettings Settings(ElasticsearchOptions options)
    {
        NodePool nodes = options.Address.Nodes is [var only] ? new SingleNodePool(only) : new StaticNodePool(options.Address.Nodes);
        // A failed request tells as much as a ping, which not every distribution answers.
        // Compressing costs more time than it saves between machines of one network.
        var made = new ElasticsearchClientSettings(nodes).DisablePing().EnableHttpCompression(false);
        return options.Address is { User: { } user, Password: { } password } ? made.Authentication(new BasicAuthentication(user, password)) : made;
    }

    public void Dispose() => ((IDisposable)settings).Dispose();
}

/// <summary>The index went away beneath us; it is made again by the next call.</summary>
internal sealed class IndexMissingException(string message) : Exception(message);
