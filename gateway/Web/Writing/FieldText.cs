using System.Globalization;
using System.Text.Json.Nodes;

namespace TechTransfer.Gateway.Web.Writing;

/// <summary>A field between what is typed and what the API takes.</summary>
internal static class FieldText
{
    private const decimal TenThousand = 10_000;
    private static readonly char[] TagBreaks = [',', '，', '、', ';', '；', '\n', '\r'];

    /// <summary>What stands in the control.</summary>
    public static string Of(FieldKind kind, JsonNode? value) =>
        (kind, value) switch
        {
            (_, null) => "",
            (FieldKind.Lines or FieldKind.Checks or FieldKind.Files, JsonArray list) => string.Join('\n', list.Select(x => x?.ToString())),
            (FieldKind.Tags, JsonArray list) => string.Join("、", list.Select(x => x?.ToString())),
            (FieldKind.Day, _) => value.ToString() is { Length: >= 10 } moment ? moment[..10] : value.ToString(),
            (FieldKind.Money, JsonObject money) => decimal.TryParse(
                money["amount"]?.ToString(),
                NumberStyles.Number,
                CultureInfo.InvariantCulture,
                out var yuan
            )
                ? (yuan / TenThousand).ToString("0.######", CultureInfo.InvariantCulture)
                : "",
            (FieldKind.Flag or FieldKind.YesNo, JsonValue flag) => flag.TryGetValue(out bool set) && set ? "true"
            : kind == FieldKind.YesNo ? "false"
            : "",
            _ => value.ToString(),
        };

    /// <summary>What goes into the body; null when nothing was typed. A mistake is the key of its sentence.</summary>
    public static (JsonNode? Value, string? Mistake) Read(FieldKind kind, string typed)
    {
        var text = typed.Trim();
        if (kind == FieldKind.Flag)
            return (JsonValue.Create(text == "true"), null);
        if (text.Length == 0)
            return (null, null);
        return kind switch
        {
            FieldKind.Checks => (List(text.Split('\n')), null),
            FieldKind.Lines or FieldKind.Files => (List(text.Split(['\n', '\r'])), null),
            FieldKind.Tags => (List(text.Split(TagBreaks)), null),
            FieldKind.YesNo => (JsonValue.Create(text == "true"), null),
            FieldKind.Number => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
                ? (
                    decimal.IsInteger(number) && number is < int.MaxValue and > int.MinValue
                        ? JsonValue.Create((int)number)
                        : JsonValue.Create(number),
                    null
                )
                : (null, "mistake.number"),
            FieldKind.Day => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                ? (JsonValue.Create(text), null)
                : (null, "mistake.day"),
            FieldKind.Money => Money(text),
            _ => (JsonValue.Create(text), null),
        };
    }

    private static (JsonNode? Value, string? Mistake) Money(string text)
    {
        if (!decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) || value is < 0 or > 10_000_000)
            return (null, "mistake.money");
        var amount = Math.Round(value * TenThousand, 2).ToString("0.00", CultureInfo.InvariantCulture);
        return (new JsonObject { ["amount"] = amount, ["currency"] = "CNY" }, null);
    }

    private static JsonArray? List(IEnumerable<string> entries)
    {
        var list = entries.Select(x => x.Trim()).Where(x => x.Length > 0).Distinct(StringComparer.Ordinal).Select(x => (JsonNode?)x).ToArray();
        return list.Length == 0 ? null : new JsonArray(list);
    }
}
