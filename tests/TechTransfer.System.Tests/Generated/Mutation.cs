using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TechTransfer.System.Tests.Authorisation;

namespace TechTransfer.System.Tests.Generated;

/// <summary>Makes requests out of an operation's description and of a call that succeeds: the same call, or one with something strange in it.</summary>
internal sealed class Mutation(Schema schema, Random random)
{
    public static HttpRequestMessage Right(Operation operation, Call call)
    {
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), call.Path);
        request.Content = call.Form?.Invoke() ?? (call.Body is null ? null : Json(JsonSerializer.Serialize(call.Body, JsonSerializerOptions.Web)));
        if (call.Version is not null)
            request.Headers.TryAddWithoutValidation("If-Match", call.Version);
        return request;
    }

    public HttpRequestMessage Strange(Operation operation, Call call)
    {
        var request = Right(operation, call);
        for (var i = random.Next(1, 3); i > 0; i--)
            switch (random.Next(6))
            {
                case 0 or 1 when operation.Query.Count > 0:
                    request.RequestUri = new Uri(WithParameter(operation, request.RequestUri!.OriginalString), UriKind.Relative);
                    break;
                case 2:
                    Header(request);
                    break;
                case 3 when call.Path.Any(char.IsAsciiDigit):
                    request.RequestUri = new Uri(WithOtherId(call.Path), UriKind.Relative);
                    break;
                default:
                    if (request.Content is not null)
                        request.Content = Body(operation, call);
                    break;
            }
        return request;
    }

    private HttpContent Body(Operation operation, Call call)
    {
        var right = call.Body is null ? new JsonObject() : JsonSerializer.SerializeToNode(call.Body, JsonSerializerOptions.Web)!;
        switch (random.Next(8))
        {
            case 0:
                var text = right.ToJsonString();
                return Json(text[..random.Next(text.Length)]);
            case 1:
                return Json(Pick("null", "[]", "7", "\"x\"", "", "{\"a\":1,\"a\":2}", "{\"title\":\"\\ud800\"}", new string('[', 200)));
            case 2:
                return new ByteArrayContent([0x7B, 0xFF, 0xFE, 0x22]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            case 3:
                return new StringContent("x", Encoding.UTF8, Pick("text/plain", "multipart/form-data", "application/xml"));
            case 4 or 5 when operation.Body is { } described:
                return Json(schema.Make(described, random)?.ToJsonString() ?? "null");
            default:
                Change(right);
                return Json(right.ToJsonString());
        }
    }

    private void Change(JsonNode node)
    {
        if (node is JsonObject { Count: > 0 } members)
        {
            var name = members.ElementAt(random.Next(members.Count)).Key;
            if (members[name] is JsonObject or JsonArray && random.Next(2) == 0)
                Change(members[name]!);
            else if (random.Next(5) == 0)
                members.Remove(name);
            else if (random.Next(6) == 0)
                members["unknown"] = 1;
            else
                members[name] = Value();
        }
        else if (node is JsonArray list)
            for (var i = random.Next(1, 4); i > 0; i--)
                list.Add(Value());
    }

    private JsonNode? Value() =>
        random.Next(6) switch
        {
            0 => null,
            1 => Generated.Strange.Numbers[random.Next(Generated.Strange.Numbers.Length)].DeepClone(),
            2 => true,
            3 => new JsonArray(null, "x", 1),
            4 => new JsonObject { ["x"] = 1 },
            _ => Pick(Generated.Strange.Texts),
        };

    private string WithParameter(Operation operation, string path) =>
        $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Pick([.. operation.Query])}={Uri.EscapeDataString(Pick(Generated.Strange.Parameters))}";

    private string WithOtherId(string path)
    {
        var parts = path.Split('/');
        var at = Array.FindLastIndex(parts, x => x.Length >= 32);
        if (at > 0)
            parts[at] = Pick(Guid.NewGuid().ToString(), Guid.Empty.ToString(), "not-an-id", "%00");
        return string.Join('/', parts);
    }

    private void Header(HttpRequestMessage request) =>
        request.Headers.TryAddWithoutValidation(
            Pick("If-Match", "Idempotency-Key", "Accept-Language", "If-None-Match"),
            Pick("\"0\"", "*", "W/\"1\"", "x", "", new string('k', 300), "zh-CN,en;q=0.5", Guid.NewGuid().ToString())
        );

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}

/// <summary>One operation of the document.</summary>
internal sealed record Operation(string Method, string Path, JsonElement Described)
{
    public string Name => $"{Method} {Path}";

    public IReadOnlyList<string> Query { get; } =
        Described.TryGetProperty("parameters", out var parameters)
            ? [.. parameters.EnumerateArray().Where(x => x.GetProperty("in").GetString() == "query").Select(x => x.GetProperty("name").GetString()!)]
            : [];

    public JsonElement? Body { get; } =
        Described.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json)
            ? json.GetProperty("schema")
            : null;

    /// <returns>What the document does not say of this answer; null when it says all.</returns>
    public async Task<string?> UndescribedAsync(HttpResponseMessage answer, Schema schema)
    {
        var status = (int)answer.StatusCode;
        if (!Described.GetProperty("responses").TryGetProperty($"{status}", out var described))
            return $"answers {status}, which is not documented";
        var text = await answer.Content.ReadAsStringAsync();
        if (text.Length == 0)
            return null;
        var type = answer.Content.Headers.ContentType?.MediaType ?? "none";
        if (!described.TryGetProperty("content", out var content) || !content.TryGetProperty(type, out var media))
            return $"answers {status} with {type}, which is not documented";
        if (!type.EndsWith("json", StringComparison.Ordinal) || !media.TryGetProperty("schema", out var expected))
            return null;
        // Problem details may carry more than their five members.
        return status >= 400 ? null
            : schema.Misfit(JsonDocument.Parse(text).RootElement, expected) is { } misfit ? $"answers {status}, but {misfit}"
            : null;
    }
}
