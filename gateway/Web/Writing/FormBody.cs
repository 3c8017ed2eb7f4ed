using System.Text.Json.Nodes;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Writing;

/// <summary>The API's body from what was typed, or what cannot be read, by field.</summary>
internal static class FormBody
{
    public static (JsonObject Body, Dictionary<string, string[]> Errors) Of(Typed typed, ListingKind kind, Words words)
    {
        var body = new JsonObject();
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var field in FormLayout.FieldsOf(kind))
            if (field.Kind == FieldKind.Rows)
                Put(body, field.Path, Rows(typed, field, words, errors));
            else
                Put(body, field.Path, Value(field, typed[field.Path], field.Path, words, errors));
        if (typed.Guessed.Count > 0)
            body["guessed"] = new JsonArray([.. typed.Guessed.Select(x => (JsonNode?)x)]);
        return (body, errors);
    }

    private static JsonArray? Rows(Typed typed, FormField field, Words words, Dictionary<string, string[]> errors)
    {
        var rows = new JsonArray();
        for (var row = 0; row < typed.RowsOf(field); row++)
        {
            var item = new JsonObject();
            foreach (var column in field.Columns)
            {
                var path = $"{field.Path}[{row}].{column.Path}";
                Put(item, column.Path, Value(column, typed[path], path, words, errors));
            }
            SplitRange(item, $"{field.Path}[{row}].value", words, errors);
            rows.Add((JsonNode)item);
        }
        return rows.Count == 0 ? null : rows;
    }

    /// <summary>A range is typed as 50–80 and sent as its two ends.</summary>
    private static void SplitRange(JsonObject row, string path, Words words, Dictionary<string, string[]> errors)
    {
        if (row["comparator"]?.ToString() != "range" || row["value"]?.ToString() is not { } typed)
            return;
        row.Remove("value");
        var ends = typed.Split(['–', '—', '~', '～', '至'], StringSplitOptions.TrimEntries);
        if (ends.Length == 1)
            ends = typed.Split('-', StringSplitOptions.TrimEntries);
        if (ends is [{ Length: > 0 } from, { Length: > 0 } to])
            (row["min"], row["max"]) = (from, to);
        else
            errors[path] = [words["mistake.range"]];
    }

    private static JsonNode? Value(FormField field, string typed, string path, Words words, Dictionary<string, string[]> errors)
    {
        var (value, mistake) = FieldText.Read(field.Kind, typed);
        if (mistake is not null)
            errors[path] = [words[mistake]];
        else if (field is { Kind: FieldKind.Choice, Words: "trl" } && int.TryParse(typed, out var level))
            return JsonValue.Create(level);
        return value;
    }

    private static void Put(JsonObject body, string path, JsonNode? value)
    {
        if (value is null)
            return;
        var at = body;
        var names = path.Split('.');
        foreach (var name in names[..^1])
            at = (JsonObject)(at[name] ??= new JsonObject());
        at[names[^1]] = value;
    }
}
