namespace TechTransfer.Gateway.Web.Reviews;

/// <summary>A piece of two texts: in both, only in the older, only in the newer.</summary>
public sealed record Piece(PieceKind Kind, string Text);

public enum PieceKind
{
    Same,
    Removed,
    Added,
}

/// <summary>What changed between two texts, word by word and in Chinese character by character.</summary>
internal static class TextDifference
{
    /// <summary>Above so many comparisons two texts are shown whole, one beside the other.</summary>
    private const int MostComparisons = 4_000_000;

    public static IReadOnlyList<Piece> Of(string before, string after)
    {
        var (old, now) = (Tokens(before), Tokens(after));
        var start = 0;
        while (start < old.Length && start < now.Length && old[start] == now[start])
            start++;
        var end = 0;
        while (end < old.Length - start && end < now.Length - start && old[^(end + 1)] == now[^(end + 1)])
            end++;
        var pieces = new List<(PieceKind Kind, string Text)>();
        pieces.AddRange(old[..start].Select(x => (PieceKind.Same, x)));
        pieces.AddRange(Middle(old[start..^end], now[start..^end]));
        pieces.AddRange(old[^end..].Select(x => (PieceKind.Same, x)));
        return Joined(pieces);
    }

    /// <summary>The longest common run of tokens stays, all else was removed or added.</summary>
    private static IEnumerable<(PieceKind, string)> Middle(string[] old, string[] now)
    {
        if ((long)old.Length * now.Length > MostComparisons)
            return [.. old.Select(x => (PieceKind.Removed, x)), .. now.Select(x => (PieceKind.Added, x))];
        var length = new ushort[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        for (var j = now.Length - 1; j >= 0; j--)
            length[i, j] = old[i] == now[j] ? (ushort)(length[i + 1, j + 1] + 1) : Math.Max(length[i + 1, j], length[i, j + 1]);
        var pieces = new List<(PieceKind, string)>(old.Length + now.Length);
        var (at, to) = (0, 0);
        while (at < old.Length || to < now.Length)
            if (at < old.Length && to < now.Length && old[at] == now[to])
            {
                pieces.Add((PieceKind.Same, old[at++]));
                to++;
            }
            else if (to >= now.Length || at < old.Length && length[at + 1, to] >= length[at, to + 1])
                pieces.Add((PieceKind.Removed, old[at++]));
            else
                pieces.Add((PieceKind.Added, now[to++]));
        return pieces;
    }

    private static List<Piece> Joined(List<(PieceKind Kind, string Text)> tokens)
    {
        var joined = new List<Piece>();
        foreach (var (kind, text) in tokens)
            if (joined.Count > 0 && joined[^1].Kind == kind)
                joined[^1] = joined[^1] with { Text = joined[^1].Text + text };
            else
                joined.Add(new Piece(kind, text));
        return joined;
    }

    /// <summary>Latin words and numbers whole, everything else character by character.</summary>
    private static string[] Tokens(string text)
    {
        var tokens = new List<string>();
        for (var start = 0; start < text.Length; )
        {
            var end = start + 1;
            while (end < text.Length && IsWord(text[start]) && IsWord(text[end]))
                end++;
            if (char.IsHighSurrogate(text[start]) && end < text.Length)
                end++;
            tokens.Add(text[start..end]);
            start = end;
        }
        return [.. tokens];
    }

    private static bool IsWord(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '%';
}
