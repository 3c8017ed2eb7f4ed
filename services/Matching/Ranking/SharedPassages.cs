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
        var positions = Positions(inAchievement, demand.Tokens(analyzer));
        var found = new Dictionary<string, (List<Run> Demand, List<Run> Achievement, double Weight)>();
        foreach (var run in Tile(inDemand, inAchievement, positions).Select(run => Trimmed(inDemand, run)).Where(run => run.Count > 0))
        {
            var words = inDemand.GetRange(run.First, run.Count);
            var key = string.Join('\u0001', words.Select(place => place.Token.Text));
            if (found.TryGetValue(key, out var known))
                known.Demand.Add(run);
            else if (Weight(words, demand, achievement, statistics) is > 0 and var weight)
                found[key] = ([run], Occurrences(words, inAchievement, positions), weight);
        }
        return
        [
            .. found
                .Values.OrderByDescending(term => term.Weight)
                .Take(Most)
                // A word may be shared twice, as it is written and under its alias: it is one term to the reader.
                .GroupBy(term => Original(demand, Span(inDemand, term.Demand[0])), StringComparer.OrdinalIgnoreCase)
                .Select(term => new SharedTerm(
                    term.Key,
                    [.. term.SelectMany(x => x.Demand).Select(run => Span(inDemand, run)).Distinct().Take(MostPlaces)],
                    [.. term.SelectMany(x => x.Achievement).Select(run => Span(inAchievement, run)).Distinct().Take(MostPlaces)]
                )),
        ];
    }

    /// <summary>A token and the field it stands in.</summary>
    internal readonly record struct Place(string Field, Token Token);

    private sealed record Run(int First, int Count);

    /// <summary>All tokens that passages are made of, field by field.</summary>
    internal static List<Place> Places(Analyzer analyzer, ListingFacts facts)
    {
        var places = new List<Place>();
        foreach (var text in facts.Texts)
        {
            var scanned = analyzer.Scan(text.Text.Length <= ListingPreparer.AnalysedLength ? text.Text : text.Text[..ListingPreparer.AnalysedLength]);
            places.AddRange(scanned.Bigrams.Select(token => new Place(text.Field, token)));
            places.AddRange(scanned.Words.Where(token => token.Text[0] == '=').Select(token => new Place(text.Field, token)));
        }
        return places.Count <= MostTokens ? places : places.GetRange(0, MostTokens);
    }

    /// <summary>Where in the achievement the tokens stand that the demand has too: a small part of all.</summary>
    private static Dictionary<string, List<int>> Positions(List<Place> achievement, HashSet<string> inDemand)
    {
        var positions = new Dictionary<string, List<int>>();
        for (var at = 0; at < achievement.Count; at++)
        {
            var text = achievement[at].Token.Text;
            if (!inDemand.Contains(text))
                continue;
            if (positions.TryGetValue(text, out var known))
                known.Add(at);
            else
                positions[text] = [at];
        }
        return positions;
    }

    /// <summary>At each token of the demand the longest run that stands in the achievement too; runs do not overlap.</summary>
    private static IEnumerable<Run> Tile(List<Place> demand, List<Place> achievement, Dictionary<string, List<int>> positions)
    {
        for (var i = 0; i < demand.Count; )
        {
            var longest = 0;
            var starts = positions.GetValueOrDefault(demand[i].Token.Text);
            for (var start = 0; start < Math.Min(MostPlaces, starts?.Count ?? 0); start++)
            {
                var (at, length) = (starts![start], 1);
                while (
                    i + length < demand.Count
                    && at + length < achievement.Count
                    && Continues(demand, i, length)
                    && Continues(achievement, at, length)
                    && demand[i + length].Token.Text == achievement[at + length].Token.Text
                )
                    length++;
                longest = Math.Max(longest, length);
            }
            if (longest > 0)
                yield return new(i, longest);
            i += Math.Max(1, longest);
        }
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

    private static List<Run> Occurrences(List<Place> words, List<Place> places, Dictionary<string, List<int>> positions)
    {
        var runs = new List<Run>();
        foreach (var at in positions[words[0].Token.Text])
        {
            var length = 1;
            while (
                length < words.Count
                && at + length < places.Count
                && places[at + length].Token.Text == words[length].Token.Text
                && Continues(places, at, length)
            )
                length++;
            if (length == words.Count)
                runs.Add(new(at, length));
        }
        return runs;
    }

    private static double Weight(List<Place> words, ExplainedSide demand, ExplainedSide achievement, CorpusStatistics statistics)
    {
        var sum = words.Sum(place => statistics.BigramIdf(TermVector.Hash(place.Token.Text)));
        if (words.Count > 1)
            return sum;
        var token = words[0].Token.Text;
        if (token[0] == '=')
            return statistics.WordIdf(TermVector.Hash(token)) + 1e-6;
        var hash = TermVector.Hash(token);
        var isWord = Array.BinarySearch(demand.Prepared.Words.Terms, hash) >= 0 && Array.BinarySearch(achievement.Prepared.Words.Terms, hash) >= 0;
        var isCommon = statistics.FrequencyOf(hash) > Math.Max(5, CommonShare * statistics.Listings);
        return isWord && !isCommon && token.Length > 1 ? sum + 1e-6 : 0;
    }

    private static TextSpan Span(List<Place> places, Run run) =>
        new(places[run.First].Field, places[run.First].Token.Start, places[run.First + run.Count - 1].Token.End);

    private static string Original(ExplainedSide side, TextSpan span) =>
        side.Facts.Texts.First(text => text.Field == span.Field).Text[span.Start..span.End];
}
