using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using TechTransfer.Matching.Index;

namespace TechTransfer.Benchmarks.Matches;

/// <summary>Of Elasticsearch, one request each, nothing but ids in the answer.</summary>
internal sealed class ElasticsearchRawQuery : IRawQuery
{
    private readonly HttpClient _client;
    private readonly string _index;

    public ElasticsearchRawQuery(Uri server, string index)
    {
        _client = new HttpClient { BaseAddress = server };
        _index = index;
        // Searched only after a second's quiet otherwise.
        Answer(HttpMethod.Post, $"{index}/_refresh", null);
        Index = $"{Answer(HttpMethod.Get, $"{index}/_count", null)["count"]} documents in Elasticsearch";
    }

    public static Uri Server =>
        new(
            Environment.GetEnvironmentVariable("TECHTRANSFER_ELASTICSEARCH")
                ?? throw new InvalidOperationException(
                    "TECHTRANSFER_ELASTICSEARCH says where Elasticsearch is; infra/deploy/backends.sh up elasticsearch starts one."
                )
        );

    public string Index { get; }

    public int Goal => 3;

    public int Run(IReadOnlyList<QueryTerm> terms)
    {
        var should = terms.Select(term => new JsonObject
        {
            ["term"] = new JsonObject { [JsonNamingPolicy.CamelCase.ConvertName(term.Field.ToString())] = term.Token },
        });
        var answer = Answer(
            HttpMethod.Post,
            $"{_index}/_search",
            new JsonObject
            {
                ["size"] = IRawQuery.Top,
                ["_source"] = false,
                ["track_total_hits"] = false,
                ["query"] = new JsonObject { ["bool"] = new JsonObject { ["should"] = new JsonArray([.. should]) } },
            }
        );
        return answer["hits"]!["hits"]!.AsArray().Count;
    }

    public void Dispose() => _client.Dispose();

    private JsonNode Answer(HttpMethod method, string path, JsonNode? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = _client.Send(request);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{method} {request.RequestUri}: {(int)answer.StatusCode}");
        using var stream = answer.Content.ReadAsStream();
        return JsonNode.Parse(stream)!;
    }
}
