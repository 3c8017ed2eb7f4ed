using System.Text.Json.Nodes;

namespace TechTransfer.Gateway.Host;

/// <summary>Puts the OpenAPI documents of several services together.</summary>
internal static class OpenApiDocuments
{
    private const string Schemas = "#/components/schemas/";

    public static JsonObject Merge(IReadOnlyDictionary<string, JsonObject> documents, string address)
    {
        var contested = Contested(documents);
        var merged = new JsonObject();
        var paths = new JsonObject();
        var components = new JsonObject();
        var tags = new JsonArray();
        foreach (var (service, source) in documents)
        {
            var document = source.DeepClone().AsObject();
            Rename(document, service, contested);
            foreach (var (name, value) in document)
                if (name is not ("paths" or "components" or "tags" or "servers" or "info"))
                    merged.TryAdd(name, value?.DeepClone());
            Add(paths, document["paths"]);
            foreach (var (kind, named) in document["components"]?.AsObject() ?? [])
            {
                if (components[kind] is not JsonObject all)
                    components[kind] = all = [];
                Add(all, named);
            }
            foreach (var tag in document["tags"]?.AsArray() ?? [])
                if (!tags.Any(x => JsonNode.DeepEquals(x, tag)))
                    tags.Add(tag!.DeepClone());
        }
        merged["info"] = new JsonObject
        {
            ["title"] = "TechTransfer",
            ["description"] = $"Technology-transfer marketplace: {string.Join(", ", documents.Keys)}.",
            ["version"] = documents.Values.First()["info"]?["version"]?.DeepClone() ?? "1.0.0",
        };
        merged["servers"] = new JsonArray(new JsonObject { ["url"] = address + "/" });
        merged["paths"] = paths;
        merged["components"] = components;
        merged["tags"] = tags;
        return merged;
    }

    /// <summary>Names of schemas that two services use for different things, or for things made of such.</summary>
    private static HashSet<string> Contested(IReadOnlyDictionary<string, JsonObject> documents)
    {
        var shared = documents
            .Values.SelectMany(x => SchemasOf(x))
            .GroupBy(x => x.Key, x => x.Value!, StringComparer.Ordinal)
            .Where(x => x.Count() > 1)
            .ToDictionary(x => x.Key, x => x.ToList(), StringComparer.Ordinal);
        var contested = shared.Where(x => x.Value.Skip(1).Any(y => !JsonNode.DeepEquals(x.Value[0], y))).Select(x => x.Key).ToHashSet();
        while (
            shared.Where(x => !contested.Contains(x.Key) && References(x.Value[0]).Any(contested.Contains)).Select(x => x.Key).ToList()
                is { Count: > 0 } more
        )
            contested.UnionWith(more);
        return contested;
    }

    private static void Rename(JsonObject document, string service, HashSet<string> contested)
    {
        var prefix = char.ToUpperInvariant(service[0]) + service[1..];
        if (document["components"]?["schemas"] is JsonObject schemas)
            foreach (var name in schemas.Select(x => x.Key).Where(contested.Contains).ToList())
            {
                var schema = schemas[name];
                schemas.Remove(name);
                schemas[prefix + name] = schema;
            }
        foreach (var holder in Objects(document).Where(x => ReferenceIn(x) is { } name && contested.Contains(name)).ToList())
            holder["$ref"] = Schemas + prefix + ReferenceIn(holder);
    }

    private static void Add(JsonObject all, JsonNode? more)
    {
        foreach (var (name, value) in more?.AsObject() ?? [])
            all.TryAdd(name, value?.DeepClone());
    }

    private static JsonObject SchemasOf(JsonObject document) => document["components"]?["schemas"] as JsonObject ?? [];

    private static IEnumerable<string> References(JsonNode node) => Objects(node).Select(ReferenceIn).OfType<string>();

    private static string? ReferenceIn(JsonObject node) =>
        node["$ref"] is JsonValue value && value.TryGetValue<string>(out var text) && text.StartsWith(Schemas, StringComparison.Ordinal)
            ? text[Schemas.Length..]
            : null;

    private static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.Select(x => x.Value).SelectMany(Objects).Prepend(members),
            JsonArray items => items.SelectMany(Objects),
            _ => [],
        };
}
