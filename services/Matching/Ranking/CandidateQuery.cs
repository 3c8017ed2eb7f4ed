using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Ranking;

/// <summary>A listing as a query for candidates of the other kind: its best terms by idf, those of the title counted twice.</summary>
public static class CandidateQuery
{
    /// <summary>More terms cost more than they find, once neighbours by topic are found as well.</summary>
    public const int MostTerms = 20;

    /// <summary>How many the engine proposes; of the pairs the ranker puts into the best 50, nearly all are among them.</summary>
    public const int Candidates = 160;

    private const int MostOfOneTerm = 3;

    public static IReadOnlyList<QueryTerm> Build(Preparation listing, CorpusStatistics statistics)
    {
        var terms = new List<(QueryTerm Term, double Worth)>();
        AddWeighted(terms, listing.Tokens[TextField.TextBigrams], TextField.TextBigrams, statistics.BigramIdf);
        AddWeighted(terms, listing.Tokens[TextField.TextWords], TextField.TextWords, statistics.WordIdf);
        terms.Sort(WorthiestFirst);
        return [.. terms.Take(MostTerms).Select(term => term.Term)];
    }

    private static int WorthiestFirst((QueryTerm Term, double Worth) a, (QueryTerm Term, double Worth) b) =>
        b.Worth.CompareTo(a.Worth) is var worth and not 0 ? worth
        : string.CompareOrdinal(a.Term.Token, b.Term.Token) is var token and not 0 ? token
        : b.Term.Field.CompareTo(a.Term.Field);

    /// <summary>The engine multiplies a term's weight, its frequency here, by its own idf.</summary>
    private static void AddWeighted(List<(QueryTerm Term, double Worth)> terms, IReadOnlyList<string> tokens, TextField field, Func<uint, double> idf)
    {
        foreach (var (token, count) in tokens.CountBy(token => token))
        {
            var frequency = Math.Min(count, MostOfOneTerm);
            terms.Add((new QueryTerm(field, token, frequency), frequency * idf(TermVector.Hash(token))));
        }
    }
}
