using System.Text.Json.Nodes;
using TechTransfer.Gateway.Web.Api;

namespace TechTransfer.Gateway.Web.Writing;

/// <summary>What somebody else changed since the form was opened.</summary>
/// <param name="Version">The version to save over now.</param>
/// <param name="By">Who saved it.</param>
public sealed record Clash(long Version, string By, IReadOnlyList<ClashItem> Items);

/// <param name="Field">A member of the listing.</param>
/// <param name="Theirs">As text.</param>
/// <param name="Taken">It was not touched in this form, so theirs stands in it now; otherwise the person chooses.</param>
public sealed record ClashItem(string Field, string By, DateTimeOffset At, string Theirs, bool Taken);

/// <summary>
/// Brings two people's changes together: what only the other one changed is taken over, what both changed stays as typed and is shown. Nothing typed is lost.
/// </summary>
internal sealed class ClashReader(FrontDoor door, Readable readable)
{
    /// <returns>Null when the current state cannot be read.</returns>
    public async Task<Clash?> ReadAsync(ListingKind kind, Guid id, long opened, Typed typed, CancellationToken cancellationToken)
    {
        var versions = await door.FindAsync<Rows<ListingVersion>>($"{kind.Api}/{id}/versions", cancellationToken);
        if (versions?.Items is not [var newest, ..])
            return null;
        var changes =
            from version in versions.Items
            where version.Version > opened
            orderby version.Version
            from change in version.Changes ?? []
            group (version, change) by change.Field;
        var items = new List<ClashItem>();
        foreach (var group in changes)
        {
            var (before, after) = (Node(group.First().change.Before), Node(group.Last().change.After));
            var fields = Fields(kind, group.Key);
            if (fields.Count == 0 || fields.TrueForAll(x => Same(typed, x, group.Key, after)))
                continue;
            var untouched = fields.TrueForAll(x => Same(typed, x, group.Key, before));
            if (untouched)
                Take(typed, fields, group.Key, after);
            var last = group.Last().version;
            items.Add(new ClashItem(group.Key, last.By ?? "", last.At, readable.Text(kind, group.Key, after), untouched));
        }
        return new Clash(newest.Version, newest.By ?? "", items);
    }

    /// <summary>Puts what stands in the listing now in place of what was typed.</summary>
    public static async Task TakeTheirsAsync(ListingKind kind, Guid id, string name, Typed typed, FrontDoor door, CancellationToken cancellationToken)
    {
        var listing = await door.GetAsync<JsonObject>($"{kind.Api}/{id}", cancellationToken);
        listing["validUntil"] = listing["statedUntil"]?.DeepClone();
        foreach (var field in Fields(kind, name))
            typed.Take(field, listing);
    }

    private static List<FormField> Fields(ListingKind kind, string name) =>
        [.. FormLayout.FieldsOf(kind).Where(x => x.Path == name || x.Path.StartsWith(name + ".", StringComparison.Ordinal))];

    private static void Take(Typed typed, List<FormField> fields, string name, JsonNode? value)
    {
        var content = new JsonObject { [name] = value?.DeepClone() };
        foreach (var field in fields)
            typed.Take(field, content);
    }

    private static bool Same(Typed typed, FormField field, string name, JsonNode? value)
    {
        var other = new Typed();
        Take(other, [field], name, value);
        if (field.Kind != FieldKind.Rows)
            return Plain(typed[field.Path]) == Plain(other[field.Path]);
        var rows = other.RowsOf(field);
        return typed.RowsOf(field) == rows
            && Enumerable
                .Range(0, rows)
                .All(row => field.Columns.All(x => Plain(typed[$"{field.Path}[{row}].{x.Path}"]) == Plain(other[$"{field.Path}[{row}].{x.Path}"])));
    }

    private static string Plain(string text) => text.Trim().ReplaceLineEndings("\n");

    private static JsonNode? Node(System.Text.Json.JsonElement? element) =>
        element is { ValueKind: not System.Text.Json.JsonValueKind.Null } value ? JsonNode.Parse(value.GetRawText()) : null;
}
