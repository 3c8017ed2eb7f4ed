using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Search;

/// <summary>A piece of a listing's text with the places of the query's words in it, as [start, end) in UTF-16 code units of <paramref name="Text"/>.</summary>
internal sealed record Highlight(string Field, string Text, IReadOnlyList<int[]> Marks);

/// <summary>Finds a query's words in the texts of a hit, by the analyser's offsets and not the engine's, so that marks are the same on every engine.</summary>
internal sealed class Highlighter(Analyzer analyzer, IReadOnlyList<QueryGroup> groups)
{
    private const int ScannedLength = 4_000;
    private const int SnippetLength = 160;
    private const int Before = 30;
    private const int MostFields = 3;

    private readonly HashSet<string> _bigrams =
    [
        .. groups.SelectMany(x => x.Terms).Where(x => x.Field == TextField.TextBigrams).Select(x => x.Token),
    ];

    private readonly HashSet<string> _words = [.. groups.SelectMany(x => x.Terms).Where(x => x.Field == TextField.TextWords).Select(x => x.Token)];

    public IReadOnlyList<Highlight> Of(ListingFacts facts)
    {
        if (groups.Count == 0)
            return [];
        var highlights = new List<Highlight>();
        foreach (var (field, _, text) in facts.Texts)
        {
            if (highlights.Count == MostFields)
                break;
            var marks = Marks(text.Length <= ScannedLength ? text : text[..ScannedLength]);
            if (marks.Count > 0)
                highlights.Add(Snippet(field, text, marks));
        }
        return highlights;
    }

    private List<(int Start, int End)> Marks(string text)
    {
        var scanned = analyzer.Scan(text);
        var marks = new List<(int Start, int End)>();
        foreach (
            var token in scanned
                .Bigrams.Where(x => _bigrams.Contains(x.Text) || _words.Contains(x.Text))
                .Concat(scanned.Words.Where(x => _words.Contains(x.Text)))
                .OrderBy(x => x.Start)
        )
            if (marks.Count > 0 && token.Start <= marks[^1].End)
                marks[^1] = (marks[^1].Start, Math.Max(marks[^1].End, token.End));
            else
                marks.Add((token.Start, token.End));
        return marks;
    }

    /// <summary>The stretch of the text that holds most of the marks.</summary>
    private static Highlight Snippet(string field, string text, List<(int Start, int End)> marks)
    {
        var best = marks.MaxBy(first => marks.Count(x => x.Start >= first.Start && x.End <= first.Start + SnippetLength - Before));
        var start = text.Length <= SnippetLength ? 0 : Math.Max(0, Math.Min(best.Start - Before, text.Length - SnippetLength));
        var end = Math.Min(text.Length, Math.Max(start + SnippetLength, best.End));
        if (start > 0 && char.IsLowSurrogate(text[start]))
            start--;
        if (end < text.Length && char.IsLowSurrogate(text[end]))
            end++;
        return new Highlight(
            field,
            text[start..end],
            [.. marks.Where(x => x.Start >= start && x.End <= end).Select(x => new[] { x.Start - start, x.End - start })]
        );
    }
}
