using TechTransfer.Matching.Analysis;

namespace TechTransfer.Matching.Ranking;

/// <summary>
/// The distinct terms of a listing with their counts per role, sorted by term, so that two listings are compared in one pass. A term is the 32-bit
/// FNV-1a hash of its token: with a million distinct terms one in 4,000 shares its number with another, which no score notices, and no vocabulary
/// has to be kept in step with stored listings.
/// </summary>
public sealed class TermVector
{
    internal TermVector(uint[] terms, byte[] counts, int[] lengths) => (Terms, Counts, Lengths) = (terms, counts, lengths);

    public static TermVector Empty { get; } = new([], [], new int[Roles]);

    internal const int Roles = 3;

    internal uint[] Terms { get; }

    /// <summary>Three counts a term: title, summary, body; 255 stands for that many or more.</summary>
    internal byte[] Counts { get; }

    /// <summary>Number of tokens in title, summary, body.</summary>
    internal int[] Lengths { get; }

    public int Count => Terms.Length;

    /// <summary>What the terms sum to under the statistics they were last weighed by; whoever asks under others weighs them again.</summary>
    internal TermTotals? Totals { get; set; }

    internal int CountOf(int index, TextRole role) => Counts[index * Roles + (int)role];

    /// <summary>Occurrences with the title counted twice.</summary>
    internal int Frequency(int index)
    {
        var at = index * Roles;
        return 2 * Counts[at] + Counts[at + 1] + Counts[at + 2];
    }

    /// <summary>Length with the title counted twice.</summary>
    internal int Length => 2 * Lengths[0] + Lengths[1] + Lengths[2];

    internal static uint Hash(ReadOnlySpan<char> token)
    {
        var hash = 2166136261u;
        foreach (var c in token)
        {
            hash = (hash ^ (byte)c) * 16777619u;
            hash = (hash ^ (byte)(c >> 8)) * 16777619u;
        }
        return hash;
    }

    internal static TermVector Of(IEnumerable<(TextRole Role, IReadOnlyList<Token> Tokens)> texts) =>
        Of(texts.Select(text => (text.Role, text.Tokens.Select(token => Hash(token.Text)))));

    /// <summary>
    /// The single characters of the bigrams (Chinese) and whole words (all else). Two names of one thing often share characters where they share no pair
    /// of neighbours: 硅橡胶 and 橡皮.
    /// </summary>
    internal static TermVector OfCharacters(IEnumerable<(TextRole Role, IReadOnlyList<Token> Bigrams)> texts) =>
        Of(texts.Select(text => (text.Role, text.Bigrams.SelectMany(token => Characters(token.Text)).Distinct())));

    private static IEnumerable<uint> Characters(string token) =>
        token[0] is >= '\u3400' and <= '\u9fff' ? token.Select(c => Hash([c])) : [Hash(token)];

    private static TermVector Of(IEnumerable<(TextRole Role, IEnumerable<uint> Terms)> texts)
    {
        var counts = new Dictionary<uint, (int Title, int Summary, int Body)>();
        var lengths = new int[Roles];
        foreach (var (role, tokens) in texts)
        foreach (var term in tokens)
        {
            lengths[(int)role]++;
            ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, term, out _);
            if (role == TextRole.Title)
                count.Title++;
            else if (role == TextRole.Summary)
                count.Summary++;
            else
                count.Body++;
        }
        var terms = counts.Keys.ToArray();
        Array.Sort(terms);
        var packed = new byte[terms.Length * Roles];
        for (var i = 0; i < terms.Length; i++)
        {
            var (title, summary, body) = counts[terms[i]];
            packed[i * Roles] = (byte)Math.Min(title, byte.MaxValue);
            packed[i * Roles + 1] = (byte)Math.Min(summary, byte.MaxValue);
            packed[i * Roles + 2] = (byte)Math.Min(body, byte.MaxValue);
        }
        return new(terms, packed, lengths);
    }
}
