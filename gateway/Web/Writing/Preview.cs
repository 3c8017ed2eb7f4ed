using System.Text.Json.Nodes;

namespace TechTransfer.Gateway.Web.Writing;

/// <summary>What is typed so far, as the question for first matches; what cannot be read yet is left out.</summary>
internal static class Preview
{
    private const int LongestText = 20_000;
    private const int LongestTitle = 200;
    private static readonly string[] Copied = ["keywords", "modes", "industry", "region"];

    public static JsonObject Of(JsonObject body, ListingKind kind)
    {
        var asked = new JsonObject
        {
            ["kind"] = kind.Code,
            ["title"] = Cut(body["title"]?.ToString(), LongestTitle),
            ["text"] = Cut(body[kind.IsDemand ? "content" : "summary"]?.ToString(), LongestText),
            ["trl"] = body[kind.IsDemand ? "trlWanted" : "trl"]?.DeepClone(),
        };
        foreach (var name in Copied)
            asked[name] = body[name]?.DeepClone();
        var quantities = new JsonArray();
        foreach (var row in (body[kind.IsDemand ? "targets" : "parameters"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var quantity = new JsonObject();
            foreach (var name in (string[])["name", "comparator", "value", "min", "max", "unit"])
                if (row[name] is { } value)
                    quantity[name] = value.DeepClone();
            quantities.Add((JsonNode)quantity);
        }
        asked["quantities"] = quantities;
        return asked;
    }

    private static string? Cut(string? text, int most) => text?.Length > most ? text[..most] : text;
}
