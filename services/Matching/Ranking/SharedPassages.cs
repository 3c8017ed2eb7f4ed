using System.Runtime.InteropServices;
using TechTransfer.Matching.Analysis;

namespace TechTransfer.Matching.Ranking;

/// <summary>
/// Finds what two listings literally share: the longest runs of tokens that stand in both (greedy string tiling over bigrams), and aliases, which
/// are the same technology under two spellings. Each with every place where it stands.
/// </summary>
internal static class SharedPassages
{
    private const int Most = 30;
    private const int MostPlaces = 20;
    private const int MostTokens = 4_000;

    /// <summary>A single pair of characters counts only when it is a word as rare as this share of the corpus or rarer.</summary>
    private const double CommonShare = 0.2;

    public static IReadOnlyList<SharedTerm> Between(Analyzer analyzer, ExplainedSide demand, ExplainedSide achievement, CorpusStatistics statistics)
    {
        var inDemand = demand.Places(analyzer);
        var inAchievement = achievement.Places(analyzer);
        var tokens = demand.Tokens(analyzer);
        var standing = tokens.In(inAchievement);
        var found = Found(demand, achievement, inDemand, inAchievement, tokens.Own, standing, statistics);
        var terms = new List<Term>();
        foreach (var passage in found.OrderByDescending(passage => passage.Weight).Take(Most))
        {
            var text = Original(demand, Span(inDemand, passage.InDemand[0]));
            // A word may be shared twice, as it is written and under its alias: it is one term to the reader.
            var term = terms.Find(known => string.Equals(known.Text, text, StringComparison.OrdinalIgnoreCase));
            if (term is null)
                terms.Add(term = new(text, [], []));
            foreach (var run in passage.InDemand)
                AddSpan(term.InDemand, inDemand, run);
            AddOccurrences(term.InAchievement, Words(tokens.Own, passage.InDemand[0]), inAchievement, standing);
        }
        return terms.ConvertAll(term => new SharedTerm(term.Text, term.InDemand, term.InAchievement));
    }

    /// <summary>A token and the field it stands in.</summary>
    internal readonly record struct Place(string Field, Token Token);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Run(int First, int Count);

    /// <param name="InDemand">Every run of the demand with the same tokens.</param>
    private sealed record Passage(List<Run> InDemand, double Weight);

    private sealed record Term(string Text, List<TextSpan> InDemand, List<TextSpan> InAchievement);

    /// <summary>Where the tokens of one side stand in another.</summary>
    /// <param name="Tokens">The number of the token at each place of the other side; −1 where it is none of them.</param>
    /// <param name="First">By number: the first place; −1 when it stands nowhere.</param>
    /// <param name="Next">By place: the next one with the same token; −1 behind the last.</param>
    internal sealed record Standing(int[] Tokens, int[] First, int[] Next);

    /// <summary>The tokens of one side by number, so that many others are compared with it without looking at texts again.</summary>
    internal sealed class NumberedTokens
    {
        private readonly Dictionary<string, int> numbers;

        public NumberedTokens(List<Place> places)
        {
            numbers = new(places.Count);
            Own = new int[places.Count];
            for (var at = 0; at < places.Count; at++)
                Own[at] = numbers.TryGetValue(places[at].Token.Text, out var known) ? known : numbers[places[at].Token.Text] = numbers.Count;
        }

        /// <summary>The number of the token at each place of this side.</summary>
        public int[] Own { get; }

        public Standing In(List<Place> other)
        {
            var (tokens, first, next) = (new int[other.Count], new int[numbers.Count], new int[other.Count]);
            Array.Fill(first, -1);
            for (var at = other.Count - 1; at >= 0; at--)
            {
                tokens[at] = numbers.GetValueOrDefault(other[at].Token.Text, -1);
                if (tokens[at] >= 0)
                    (next[at], first[tokens[at]]) = (first[tokens[at]], at);
            }
            return new(tokens, first, next);
        }
    }

    /// <summary>All tokens that passages are made of, field by field.</summary>
    internal static List<Place> Places(Analyzer analyzer, ListingFacts facts)
    {
        var places = new List<Place>(Math.Min(MostTokens, facts.Texts.Sum(text => text.Text.Length)));
        foreach (var text in facts.Texts)
        {
            var scanned = analyzer.Scan(text.Text.Length <= ListingPreparer.AnalysedLength ? text.Text : text.Text[..ListingPreparer.AnalysedLength]);
            foreach (var token in scanned.Bigrams)
                places.Add(new(text.Field, token));
            foreach (var token in scanned.Words)
                if (token.Text[0] == '=')
                    places.Add(new(text.Field, token));
        }
        return places.Count <= MostTokens ? places : places.GetRange(0, MostTokens);
    }

    /// <summary>At each token of the demand the longest run that stands in the achievement too; runs do not overlap. In text order, each passage once.</summary>
    private static List<Passage> Found(
        ExplainedSide demand,
        ExplainedSide achievement,
        List<Place> inDemand,
        List<Place> inAchievement,
        int[] tokens,
        Standing standing,
        CorpusStatistics statistics
    )
    {
        var found = new List<Passage>();
        for (var i = 0; i < inDemand.Count; )
        {
            var longest = LongestAt(i, inDemand, tokens, inAchievement, standing);
            var run = Trimmed(inDemand, new(i, longest));
            i += Math.Max(1, longest);
            if (run.Count == 0)
                continue;
            if (Known(found, tokens, run) is { } passage)
                passage.InDemand.Add(run);
            else if (Weight(inDemand, run, demand, achievement, statistics) is > 0 and var weight)
                found.Add(new([run], weight));
        }
        return found;
    }

    private static Passage? Known(List<Passage> found, int[] tokens, Run run)
    {
        var words = Words(tokens, run);
        foreach (var passage in found)
            if (words.SequenceEqual(Words(tokens, passage.InDemand[0])))
                return passage;
        return null;
    }

    private static ReadOnlySpan<int> Words(int[] tokens, Run run) => tokens.AsSpan(run.First, run.Count);

    private static int LongestAt(int first, List<Place> demand, int[] tokens, List<Place> achievement, Standing standing)
    {
        var longest = 0;
        var at = standing.First[tokens[first]];
        for (var start = 0; start < MostPlaces && at >= 0; start++, at = standing.Next[at])
        {
            var length = 1;
            while (
                first + length < demand.Count
                && at + length < achievement.Count
                && tokens[first + length] == standing.Tokens[at + length]
                && Continues(demand, first, length)
                && Continues(achievement, at, length)
            )
                length++;
            longest = Math.Max(longest, length);
        }
        return longest;
    }

    /// <summary>Without the words at its ends that say nothing.</summary>
    private static Run Trimmed(List<Place> places, Run run)
    {
        var (first, end) = (run.First, run.First + run.Count);
        while (first < end && FunctionWords.Contains(places[first].Token.Text))
            first++;
        while (end > first && FunctionWords.Contains(places[end - 1].Token.Text))
            end--;
        return new(first, end - first);
    }

    /// <summary>Whether the token at first + length overlaps or touches the one before, in the same field.</summary>
    private static bool Continues(List<Place> places, int first, int length)
    {
        var (before, next) = (places[first + length - 1], places[first + length]);
        return next.Field == before.Field && next.Token.Start > before.Token.Start && next.Token.Start <= before.Token.End + (IsWord(next) ? 1 : 0);

        static bool IsWord(Place place) => place.Token.Text[0] < 0x250;
    }

    private static void AddOccurrences(List<TextSpan> spans, ReadOnlySpan<int> words, List<Place> places, Standing standing)
    {
        for (var at = standing.First[words[0]]; at >= 0 && spans.Count < MostPlaces; at = standing.Next[at])
        {
            var length = 1;
            while (
                length < words.Length && at + length < places.Count && standing.Tokens[at + length] == words[length] && Continues(places, at, length)
            )
                length++;
            if (length == words.Length)
                AddSpan(spans, places, new(at, length));
        }
    }

    private static void AddSpan(List<TextSpan> spans, List<Place> places, Run run)
    {
        var span = Span(places, run);
        if (spans.Count < MostPlaces && !spans.Contains(span))
            spans.Add(span);
    }

    private static double Weight(List<Place> places, Run run, ExplainedSide demand, ExplainedSide achievement, CorpusStatistics statistics)
    {
        var sum = 0.0;
        for (var at = run.First; at < run.First + run.Count; at++)
            sum += statistics.BigramIdf(TermVector.Hash(places[at].Token.Text));
        if (run.Count > 1)
            return sum;
        var token = places[run.First].Token.Text;
        var hash = TermVector.Hash(token);
        if (token[0] == '=')
            return statistics.WordIdf(hash) + 1e-6;
        var isWord = Array.BinarySearch(demand.Prepared.Words.Terms, hash) >= 0 && Array.BinarySearch(achievement.Prepared.Words.Terms, hash) >= 0;
        var isCommon = statistics.FrequencyOf(hash) > Math.Max(5, CommonShare * statistics.Listings);
        return isWord && !isCommon && token.Length > 1 ? sum + 1e-6 : 0;
    }

    private static TextSpan Span(List<Place> places, Run run) =>
        new(places[run.First].Field, places[run.First].Token.Start, places[run.First + run.Count - 1].Token.End);

    private static string Original(ExplainedSide side, TextSpan span) =>
        side.Facts.Texts.First(text => text.Field == span.Field).Text[span.Start..span.End];
}
