using System.Text.Json;
using System.Text.Json.Nodes;

namespace TechTransfer.System.Tests.Generated;

/// <summary>The JSON Schema of the OpenAPI document, as far as it is used there: says what of an answer the document does not describe.</summary>
internal sealed class Schema(JsonElement document)
{
    /// <returns>Null when the value fits.</returns>
    public string? Misfit(JsonElement value, JsonElement schema, string path = "$")
    {
        schema = Resolve(schema);
        foreach (var union in new[] { "oneOf", "anyOf" })
            if (schema.TryGetProperty(union, out var choices))
                return choices.EnumerateArray().Select(x => Misfit(value, x, path)).OrderBy(x => x?.Length ?? 0).First();
        if (schema.TryGetProperty("enum", out var values) && !values.EnumerateArray().Any(x => JsonElement.DeepEquals(x, value)))
            return $"{path} is {value}, which is no value of the enumeration";
        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(x => IsOf(value, x)))
            return $"{path} is a {value.ValueKind}, not {type}";
        return value.ValueKind switch
        {
            JsonValueKind.Object => Members(value, schema, path),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) => value
                .EnumerateArray()
                .Select((x, i) => Misfit(x, items, $"{path}[{i}]"))
                .FirstOrDefault(x => x is not null),
            _ => null,
        };
    }

    public JsonElement Resolve(JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference))
            schema = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (at, name) => at.GetProperty(name));
        return schema;
    }

    /// <summary>A value made after the schema, right or nearly right.</summary>
    public JsonNode? Make(JsonElement schema, Random random, int depth = 0)
    {
        schema = Resolve(schema);
        foreach (var union in new[] { "oneOf", "anyOf" })
            if (schema.TryGetProperty(union, out var choices))
                return Make(choices[random.Next(choices.GetArrayLength())], random, depth);
        if (schema.TryGetProperty("enum", out var values))
            return JsonNode.Parse(values[random.Next(values.GetArrayLength())].GetRawText());
        var types = schema.TryGetProperty("type", out var type) ? Types(type).ToList() : ["string"];
        switch (types[random.Next(types.Count)])
        {
            case "object" when depth < 5:
                var made = new JsonObject();
                if (schema.TryGetProperty("properties", out var properties))
                    foreach (var property in properties.EnumerateObject().Where(_ => random.Next(4) > 0))
                        made[property.Name] = Make(property.Value, random, depth + 1);
                return made;
            case "array" when depth < 5:
                var items = Enumerable.Range(0, random.Next(4));
                return schema.TryGetProperty("items", out var item)
                    ? new JsonArray([.. items.Select(_ => Make(item, random, depth + 1))])
                    : new JsonArray();
            case "integer" or "number":
                return Strange.Numbers[random.Next(Strange.Numbers.Length)].DeepClone();
            case "boolean":
                return random.Next(2) == 0;
            case "null":
                return null;
            default:
                return Strange.Texts[random.Next(Strange.Texts.Length)];
        }
    }

    private string? Members(JsonElement value, JsonElement schema, string path)
    {
        var known = schema.TryGetProperty("properties", out var properties);
        foreach (var member in value.EnumerateObject())
        {
            if (known && properties.TryGetProperty(member.Name, out var of))
            {
                if (Misfit(member.Value, of, $"{path}.{member.Name}") is { } wrong)
                    return wrong;
            }
            else if (schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.Object)
            {
                if (Misfit(member.Value, more, $"{path}.{member.Name}") is { } wrong)
                    return wrong;
            }
            else if (known && !(schema.TryGetProperty("additionalProperties", out var open) && open.ValueKind == JsonValueKind.True))
                return $"{path}.{member.Name} is not described";
        }
        if (schema.TryGetProperty("required", out var required))
            foreach (var name in required.EnumerateArray())
                if (!value.TryGetProperty(name.GetString()!, out _))
                    return $"{path}.{name} is required and missing";
        return null;
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(x => x.GetString()!) : [type.GetString()!];

    private static bool IsOf(JsonElement value, string type) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => type == "object",
            JsonValueKind.Array => type == "array",
            JsonValueKind.String => type == "string",
            JsonValueKind.Number => type == "number" || type == "integer" && value.TryGetInt64(out _),
            JsonValueKind.True or JsonValueKind.False => type == "boolean",
            _ => type == "null",
        };
}

/// <summary>Values that programs stumble over.</summary>
internal static class Strange
{
    public static readonly string[] Texts =
    [
        "",
        " ",
        "0",
        "-1",
        "null",
        "2027-06-30",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59.9999999Z",
        "79228162514264337593543950335",
        "1e400",
        "𠮷𠮷",
        "a\u0000b",
        "\u202Eabc\uFFFF",
        "=1+1",
        "'; DROP TABLE x;--",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "220104",
        "C2659",
        "00000000-0000-0000-0000-000000000000",
        new string('长', 201),
        new string('x', 6000),
    ];

    public static readonly JsonNode[] Numbers = [0, -1, 1, 9, 101, int.MaxValue, long.MaxValue, long.MinValue, 1e300, 0.1];

    public static readonly string[] Parameters =
    [
        .. Texts.Where(x => x.Length < 300),
        "2147483648",
        "18446744073709551616",
        "draft,published",
        "true",
        Cursor("null"),
        Cursor("7"),
        Cursor("[]"),
        Cursor("{}"),
        Cursor("""{"At":"0001-01-01T00:00:00+00:00","Id":"00000000-0000-0000-0000-000000000000"}"""),
        Cursor("""{"NextOn":"9999-12-31","Id":null}"""),
        Cursor("""{"Name":null,"Id":"00000000-0000-0000-0000-000000000000"}"""),
        "%00",
        "0:2139095041:00000000000000000000000000000000",
    ];

    private static string Cursor(string json) => Convert.ToBase64String(global::System.Text.Encoding.UTF8.GetBytes(json)).TrimEnd('=');
}
