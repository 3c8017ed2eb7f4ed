using TechTransfer.Gateway.Web.Api;

namespace TechTransfer.Gateway.Web.Matches;

/// <summary>Both texts cut where shared terms stand; at most eight terms, because the style sheet lights up eight.</summary>
public sealed record SideBySide(IReadOnlyList<LinkedTerm> Terms, IReadOnlyList<MarkedField> Demand, IReadOnlyList<MarkedField> Achievement)
{
    private const int MostTerms = 8;

    public static SideBySide Of(Listing demand, Listing achievement, IReadOnlyList<SharedTerm> shared)
    {
        // A longer term says more than the pieces it is made of.
        var chosen = new List<SharedTerm>();
        foreach (var term in shared.Where(x => x.Term.Length > 1))
            if (chosen.Count < MostTerms && !chosen.Any(x => x.Term.Contains(term.Term, StringComparison.OrdinalIgnoreCase)))
                chosen.Add(term);
        var demandFields = Cut(DemandTexts(demand), chosen, x => x.InDemand, "n", "t");
        var achievementFields = Cut(AchievementTexts(achievement), chosen, x => x.InAchievement, "t", "n");
        var anchors = demandFields.Concat(achievementFields).SelectMany(x => x.Pieces).Select(x => x.Id).OfType<string>().ToHashSet();
        return new SideBySide(
            [
                .. chosen
                    .Select((x, i) => new LinkedTerm(i + 1, x.Term, anchors.Contains($"n{i + 1}") ? $"n{i + 1}" : $"t{i + 1}"))
                    .Where(x => anchors.Contains(x.Anchor)),
            ],
            WithLinks(demandFields, anchors),
            WithLinks(achievementFields, anchors)
        );
    }

    private static (string Field, string? Text)[] DemandTexts(Listing x) =>
        [
            ("title", x.Title),
            ("background", x.Background),
            ("content", x.Content),
            ("basis", x.Basis),
            ("tried", x.Tried),
            ("constraints", x.Constraints),
        ];

    private static (string Field, string? Text)[] AchievementTexts(Listing x) =>
        [
            ("title", x.Title),
            ("problem", x.Problem),
            ("summary", x.Summary),
            ("features", x.Features),
            ("advantage", x.Advantage),
            ("application", x.Application),
        ];

    private static List<MarkedField> Cut(
        IEnumerable<(string Field, string? Text)> texts,
        List<SharedTerm> terms,
        Func<SharedTerm, IReadOnlyList<Place>?> placesOf,
        string own,
        string other
    )
    {
        var named = new HashSet<int>();
        var fields = new List<MarkedField>();
        foreach (var (field, text) in texts)
        {
            if (string.IsNullOrWhiteSpace(text))
                continue;
            var places = terms
                .SelectMany((x, i) => (placesOf(x) ?? []).Where(p => p.Field == field).Select(p => (p.Start, p.End, Number: i + 1)))
                .OrderBy(x => x.Start)
                .ThenByDescending(x => x.End);
            var pieces = new List<TextPiece>();
            var at = 0;
            foreach (var (start, end, number) in places)
            {
                if (start < at || end > text.Length || end <= start)
                    continue;
                if (start > at)
                    pieces.Add(new TextPiece(text[at..start]));
                pieces.Add(new TextPiece(text[start..end], number, named.Add(number) ? $"{own}{number}" : null, $"{other}{number}"));
                at = end;
            }
            if (at < text.Length)
                pieces.Add(new TextPiece(text[at..]));
            fields.Add(new MarkedField(field, pieces));
        }
        return fields;
    }

    /// <summary>A term that stands in one text only where it is shown is marked but leads nowhere.</summary>
    private static List<MarkedField> WithLinks(List<MarkedField> fields, HashSet<string> anchors) =>
        [
            .. fields.Select(x =>
                x with
                {
                    Pieces = [.. x.Pieces.Select(p => p.Target is { } target && !anchors.Contains(target) ? p with { Target = null } : p)],
                }
            ),
        ];
}

public sealed record LinkedTerm(int Number, string Text, string Anchor);

public sealed record MarkedField(string Field, IReadOnlyList<TextPiece> Pieces);

/// <param name="Number">The shared term's number, 0 for plain text.</param>
/// <param name="Id">Its anchor where the term stands for the first time.</param>
/// <param name="Target">The anchor of the same term on the other side.</param>
public sealed record TextPiece(string Text, int Number = 0, string? Id = null, string? Target = null);
