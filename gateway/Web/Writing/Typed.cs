using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace TechTransfer.Gateway.Web.Writing;

/// <summary>
/// What stands in the form, as typed: a text by the name of its control, which is the field's path (<c>parameters[0].value</c>). Several ticked
/// boxes are lines of one text.
/// </summary>
public sealed class Typed
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public string this[string path]
    {
        get => _values.GetValueOrDefault(path, "");
        set => _values[path] = value;
    }

    /// <summary>Paths of fields that were prefilled and neither changed nor confirmed since.</summary>
    public SortedSet<string> Guessed { get; } = new(StringComparer.Ordinal);

    public bool Has(string path) => this[path].Length > 0;

    /// <summary>How many rows of a repeated group hold something.</summary>
    public int RowsOf(FormField field)
    {
        var count = 0;
        while (field.Columns.Any(x => Has($"{field.Path}[{count}].{x.Path}") && !x.AlwaysChosen))
            count++;
        return count;
    }

    /// <summary>Whether anything of the field was typed.</summary>
    public bool Holds(FormField field) => field.Kind == FieldKind.Rows ? RowsOf(field) > 0 : Has(field.Path);

    /// <summary>Empty rows are left out, so that the numbers of rows are those of the body and of its errors.</summary>
    /// <param name="removed">A row to leave out, such as <c>targets[2]</c>.</param>
    public static Typed FromForm(IFormCollection form, ListingKind kind, string? removed = null)
    {
        var typed = new Typed
        {
            ["organisation"] = form["organisation"].ToString(),
            ["forOthers"] = form["ForOthers"].ToString(),
            ["pasted"] = form["Pasted"].ToString(),
        };
        foreach (var field in FormLayout.FieldsOf(kind))
            if (field.Kind == FieldKind.Rows)
                typed.TakeRows(form, field, removed);
            else
                typed[field.Path] = string.Join('\n', form[field.Path].ToArray());
        typed.TakePlace(form);
        if (form["industry.division"].ToString() is { Length: > 0 } division && !typed["industry"].StartsWith(division, StringComparison.Ordinal))
            typed["industry"] = division;
        var guessed = form["Guessed"].Where(x => x is not null).ToHashSet(StringComparer.Ordinal);
        foreach (var field in FormLayout.FieldsOf(kind))
            if (typed.Holds(field) && guessed.Contains(typed.MarkOf(field)) && !form["Sure"].Contains(field.Path))
                typed.Guessed.Add(field.Path);
        return typed;
    }

    /// <summary>The listing as its owner gets it from the API.</summary>
    public static Typed FromListing(JsonObject listing, ListingKind kind)
    {
        var typed = new Typed();
        foreach (var field in FormLayout.FieldsOf(kind))
            typed.Take(field, listing);
        foreach (var path in (listing["guessed"] as JsonArray ?? []).Select(x => x?.ToString()).OfType<string>())
            typed.Guessed.Add(path);
        // A level that was derived from the stage was not typed, and an effective end of validity neither.
        if (listing["trlDerived"]?.GetValue<bool>() == true)
            typed["trl"] = "";
        typed["validUntil"] = FieldText.Of(FieldKind.Day, listing["statedUntil"]);
        return typed;
    }

    /// <summary>Takes one field, with all below it, from a listing.</summary>
    public void Take(FormField field, JsonObject listing)
    {
        if (field.Kind != FieldKind.Rows)
        {
            this[field.Path] = FieldText.Of(field.Kind, At(listing, field.Path));
            return;
        }
        for (var row = RowsOf(field) - 1; row >= 0; row--)
            foreach (var column in field.Columns)
                _values.Remove($"{field.Path}[{row}].{column.Path}");
        var rows = listing[field.Path] as JsonArray ?? [];
        for (var row = 0; row < rows.Count; row++)
            foreach (var column in field.Columns)
                this[$"{field.Path}[{row}].{column.Path}"] =
                    column.Path == "value" && rows[row]?["comparator"]?.ToString() == "range"
                        ? $"{rows[row]!["min"]}–{rows[row]!["max"]}"
                        : FieldText.Of(column.Kind, rows[row]?[column.Path]);
    }

    /// <summary>The field's path and a print of what stands in it: what comes back with another print was changed.</summary>
    public string MarkOf(FormField field)
    {
        var all =
            field.Kind == FieldKind.Rows
                ? Enumerable.Range(0, RowsOf(field)).SelectMany(row => field.Columns.Select(x => this[$"{field.Path}[{row}].{x.Path}"]))
                : [this[field.Path]];
        // Browsers send their own line ends.
        var text = string.Join('\u001f', all.Select(x => x.ReplaceLineEndings("\n").Trim()));
        return $"{field.Path}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8))}";
    }

    /// <summary>When another province was chosen, the place that is still posted is not in it. None at all means: where the organisation is.</summary>
    private void TakePlace(IFormCollection form)
    {
        var (province, home) = (form["region.province"].ToString(), form["region.home"].ToString());
        if (province.Length == 6 && !this["region"].StartsWith(province[..2], StringComparison.Ordinal))
            this["region"] = province == home ? "" : province;
    }

    private void TakeRows(IFormCollection form, FormField field, string? removed)
    {
        var prefix = field.Path + "[";
        var rows = form
            .Keys.Where(x => x.StartsWith(prefix, StringComparison.Ordinal))
            .Select(x => int.TryParse(x[prefix.Length..x.IndexOf(']', StringComparison.Ordinal)], out var row) ? row : -1)
            .Where(x => x >= 0 && $"{field.Path}[{x}]" != removed)
            .Distinct()
            .Order();
        var next = 0;
        foreach (var row in rows)
        {
            var cells = field.Columns.Select(x => (Column: x, Text: form[$"{field.Path}[{row}].{x.Path}"].ToString())).ToList();
            if (cells.TrueForAll(x => x.Column.AlwaysChosen || string.IsNullOrWhiteSpace(x.Text)))
                continue;
            foreach (var (column, text) in cells)
                this[$"{field.Path}[{next}].{column.Path}"] = text;
            next++;
        }
    }

    private static JsonNode? At(JsonObject listing, string path) =>
        path.Split('.').Aggregate<string, JsonNode?>(listing, (node, name) => (node as JsonObject)?[name]);
}
