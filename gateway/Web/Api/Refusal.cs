using System.Net;
using System.Text.Json;

namespace TechTransfer.Gateway.Web.Api;

/// <summary>What the API answered instead: the status, one sentence, and what is wrong by field.</summary>
public sealed record Refusal(HttpStatusCode Status, string? Detail)
{
    public IReadOnlyDictionary<string, string[]> Errors { get; init; } = new Dictionary<string, string[]>(StringComparer.Ordinal);

    /// <summary>The whole problem document, for what is special to one kind (the current version of a stale one).</summary>
    public JsonElement? Document { get; init; }

    /// <summary>The kind of problem, the last part of its type.</summary>
    public bool Is(string kind) =>
        Document is { ValueKind: JsonValueKind.Object } root && Text(root, "type")?.EndsWith(":" + kind, StringComparison.Ordinal) == true;

    public static async Task<Refusal> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            var root = document.RootElement.Clone();
            return new Refusal(response.StatusCode, Text(root, "detail") ?? Text(root, "title")) { Document = root, Errors = ErrorsOf(root) };
        }
        catch (JsonException)
        {
            return new Refusal(response.StatusCode, null);
        }
    }

    private static Dictionary<string, string[]> ErrorsOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object
            ? errors
                .EnumerateObject()
                .Where(x => x.Value.ValueKind == JsonValueKind.Array)
                .ToDictionary(x => x.Name, x => x.Value.EnumerateArray().Select(text => text.ToString()).ToArray(), StringComparer.Ordinal)
            : [];

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

/// <summary>The page cannot be made without what was refused.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Detail)
{
    public Refusal Refusal { get; } = refusal;
}
