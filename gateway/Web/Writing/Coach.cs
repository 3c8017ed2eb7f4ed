namespace TechTransfer.Gateway.Web.Writing;

/// <param name="Name">Its words are <c>coach.KIND.NAME</c>.</param>
internal sealed record CoachPoint(string Name, bool Done);

/// <summary>What makes a listing easy to match: numbers with units, conditions, maturity, price. The most useful comes first.</summary>
internal static class Coach
{
    private const int Enough = 30;

    public static IReadOnlyList<CoachPoint> Look(ListingKind kind, Typed typed) =>
        kind.IsDemand
            ?
            [
                new("text", Long(typed["content"])),
                new("numbers", HasNumbers(typed, kind, "targets")),
                new("tried", typed.Has("tried")),
                new("conditions", typed.Has("constraints") || typed.Has("basis")),
                new("modes", typed.Has("modes")),
                new("money", typed.Has("budget.min") || typed.Has("budget.max")),
                new("maturity", typed.Has("trlWanted")),
                new("deadline", typed.Has("deadline")),
            ]
            :
            [
                new("text", Long(typed["summary"])),
                new("numbers", HasNumbers(typed, kind, "parameters")),
                new("problem", typed.Has("problem")),
                new("maturity", typed.Has("trl") || typed.Has("stage")),
                new("application", typed.Has("application") || typed.Has("cases[0].user") || typed.Has("cases[0].effect")),
                new("rights", typed.Has("ip[0].title") || typed.Has("ip[0].number")),
                new("modes", typed.Has("modes")),
                new("money", typed.Has("terms.kind") || typed.Has("terms.min") || typed.Has("terms.max")),
            ];

    private static bool Long(string text) => text.Trim().Length >= Enough;

    /// <summary>At least two rows of which each has a number.</summary>
    private static bool HasNumbers(Typed typed, ListingKind kind, string path)
    {
        var field = FormLayout.FieldsOf(kind).First(x => x.Path == path);
        return Enumerable.Range(0, typed.RowsOf(field)).Count(row => typed[$"{path}[{row}].value"].Any(char.IsDigit)) >= 2;
    }
}
