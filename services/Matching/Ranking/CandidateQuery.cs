using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Ranking;

/// <summary>A listing as a query for candidates of the other kind: its best terms by idf, those of the title counted twice.</summary>
public static class CandidateQuery
{
    /// <summary>More terms cost more than they find, once neighbours by topic are found as well.</summary>
    public const int MostTerms = 30;

    private const int MostOfOneTerm = 3;

    public static IReadOnlyList<QueryTerm> Build(Preparation listing, CorpusStatistics statistics) =>
        [
            .. Weighted(listing.Tokens[TextField.TextBigrams], TextField.TextBigrams, statistics.BigramIdf)
                .Concat(Weighted(listing.Tokens[TextField.TextWords], TextField.TextWords, statistics.WordIdf))
                .OrderByDescending(term => term.Worth)
                .ThenBy(term => term.Term.Token, StringComparer.Ordinal)
                .Take(MostTerms)
                .Select(term => term.Term),
        ];

    /// <summary>The engine multiplies a term's weight, its frequency here, by its own idf.</summary>
    private static IEnumerable<(QueryTerm Term, double Worth)> Weighted(IReadOnlyList<string> tokens, TextField field, Func<uint, double> idf) =>
        tokens
            .CountBy(token => token)
            .Select(count => (Token: count.Key, Frequency: Math.Min(count.Value, MostOfOneTerm)))
            .Select(count => (new QueryTerm(field, count.Token, count.Frequency), count.Frequency * idf(TermVector.Hash(count.Token))));
}
