using System.Text.Json;
using System.Text.Json.Nodes;
using TechTransfer.Gateway.Web.Api;

namespace TechTransfer.Gateway.Web.Writing;

/// <summary>Puts what an own listing had, which was merged into this one, into the fields that are empty here; each is to be confirmed, as a guess is.</summary>
internal static class Merging
{
    private static readonly FieldKind[] Taken =
    [
        FieldKind.Line,
        FieldKind.Text,
        FieldKind.Lines,
        FieldKind.Tags,
        FieldKind.Number,
        FieldKind.Choice,
        FieldKind.Rows,
    ];

    /// <summary>What was agreed or decided about the other one holds for that one alone.</summary>
    private static readonly string[] Left = ["declarations", "disclosure", "contact", "terms", "budget", "registrationNo"];

    /// <returns>Null when it is no own listing that gave way to another.</returns>
    public static async Task<PrefillOutcome?> FillAsync(
        ListingKind kind,
        Guid merged,
        Typed typed,
        FrontDoor door,
        CancellationToken cancellationToken
    )
    {
        var json = await door.FindAsync<JsonObject>($"{kind.Api}/{merged}", cancellationToken);
        if (json is null || json.Deserialize<Listing>(FrontDoor.Json) is not { Mine: true, DuplicateOf: not null })
            return null;
        var other = Typed.FromListing(json, kind);
        List<FormField> filled = [];
        foreach (var field in FormLayout.FieldsOf(kind))
        {
            if (!Taken.Contains(field.Kind) || Left.Contains(field.Path.Split('.')[0]) || typed.Holds(field) || !other.Holds(field))
                continue;
            typed.Take(field, json);
            typed.Guessed.Add(field.Path);
            filled.Add(field);
        }
        return new PrefillOutcome(filled, [], Cut: false);
    }
}
