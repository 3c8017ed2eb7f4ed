using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Ranking;

/// <summary>What somebody typed into the search box, as groups of terms: each word of the query is one group.</summary>
public static class SearchQuery
{
    private const int MostGroups = 16;

    public static IReadOnlyList<QueryGroup> Groups(Analyzer analyzer, string? text)
    {
        var analysed = analyzer.Analyse(text?.Length > 400 ? text[..400] : text);
        var groups = new List<QueryGroup>();
        foreach (var word in analysed.Words.DistinctBy(token => token.Text).Where(token => token.Text[0] != '=').Take(MostGroups))
        {
            var terms = new List<QueryTerm>(Everywhere(word.Text, words: true, weight: 1));
            // The pieces of a Chinese word find listings that cut it differently; its aliases find the other language.
            foreach (
                var bigram in analysed.Bigrams.Where(token => token.Start >= word.Start && token.End <= word.End).DistinctBy(token => token.Text)
            )
                terms.AddRange(Everywhere(bigram.Text, words: false, weight: 0.5f));
            foreach (var alias in analysed.Words.Where(token => token.Text[0] == '=' && token.Start <= word.Start && token.End >= word.End))
                terms.AddRange(Everywhere(alias.Text, words: true, weight: 1));
            groups.Add(new(terms));
        }
        return groups;
    }

    private static IEnumerable<QueryTerm> Everywhere(string token, bool words, float weight) =>
        [
            new(words ? TextField.TitleWords : TextField.TitleBigrams, token, 2 * weight),
            new(words ? TextField.TextWords : TextField.TextBigrams, token, weight),
        ];
}
