using System.Text.Json.Nodes;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Writing;

/// <summary>A field of a listing as a few lines of text, for comparing two versions of it.</summary>
internal sealed class Readable(Words words, Show show)
{
    /// <param name="name">A member of the listing, such as targets or terms.</param>
    public string Text(ListingKind kind, string name, JsonNode? value)
    {
        if (value is null)
            return "";
        var content = new JsonObject { [name] = value.DeepClone() };
        var typed = new Typed();
        var fields = FormLayout.FieldsOf(kind).Where(x => x.Path == name || x.Path.StartsWith(name + ".", StringComparison.Ordinal)).ToList();
        if (fields.Count == 0)
            return value is JsonValue ? value.ToString() : value.ToJsonString(Api.FrontDoor.Json);
        foreach (var field in fields)
            typed.Take(field, content);
        if (fields is [{ Kind: FieldKind.Rows } rows])
            return string.Join('\n', Enumerable.Range(0, typed.RowsOf(rows)).Select(row => Row(typed, rows, row)));
        return string.Join(
            fields.Count > 1 ? "\n" : "",
            fields.Where(x => typed.Has(x.Path)).Select(x => fields.Count > 1 ? Labelled(x, typed[x.Path]) : Value(x, typed[x.Path]))
        );
    }

    private string Row(Typed typed, FormField rows, int row) =>
        string.Join(
            " ",
            rows.Columns.Select(x => (Column: x, Text: typed[$"{rows.Path}[{row}].{x.Path}"]))
                .Where(x => x.Text.Length > 0 && x.Text != "=")
                .Select(x => Value(x.Column, x.Text))
        );

    private string Labelled(FormField field, string typed) =>
        field.Kind == FieldKind.Money
            ? words[field.Path.EndsWith(".max", StringComparison.Ordinal) ? "readable.to" : "readable.from", Value(field, typed)]
            : $"{words[field.WordKey]} {Value(field, typed)}";

    private string Value(FormField field, string typed) =>
        field.Kind switch
        {
            FieldKind.Money => words["readable.money", typed],
            FieldKind.Day => show.Day(typed),
            FieldKind.Checks => words.Join(typed.Split('\n').Select(x => words.Of(field.Words, x))),
            FieldKind.Flag => words["yes"],
            FieldKind.YesNo => words[typed == "true" ? "yes" : "no"],
            FieldKind.Choice when field.Words == "trl" => $"TRL {typed} {words["trl." + typed]}",
            FieldKind.Choice => words.Of(field.Words, typed),
            FieldKind.Files => words["files.count", typed.Split('\n').Length],
            FieldKind.Place => Hosting.Places.Label(typed, words.Language.Code()),
            FieldKind.Industry => $"{Hosting.Industries.Label(typed, words.Language.Code())} {typed}",
            _ => typed,
        };
}
