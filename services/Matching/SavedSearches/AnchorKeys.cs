using System.Globalization;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.SavedSearches;

/// <summary>A condition that a listing meets or not: it holds a word, it stands in a region.</summary>
/// <param name="What">w word, p pair of characters, o organisation, f field, i industry, r region, t readiness, m mode, k kind, * everything.</param>
internal readonly record struct RuleKey(char What, string Text)
{
    public static RuleKey Word(string token) => new('w', token);

    public static RuleKey Pair(string token) => new('p', token);
}

/// <summary>
/// The keys under which a rule is found. A rule stands under one of its conditions only, the one that the fewest listings meet, with a key for each
/// way to meet it.
/// </summary>
internal static class AnchorKeys
{
    private static readonly RuleKey Everything = new('*', "");

    public static IReadOnlyList<RuleKey> Of(SearchRule rule, CorpusStatistics statistics)
    {
        if (rule.Filter.OrganisationId is { } organisation)
            return [Organisation(organisation)];
        if (rule.Words.Count > 0)
            return rule.Words.Select(word => Of(word, statistics)).MinBy(x => x.Listings).Keys;
        var filter = rule.Filter;
        return filter.Fields is { Count: > 0 } fields ? Keys('f', fields)
            : filter.Industries is { Count: > 0 } industries ? Keys('i', industries)
            : filter.Regions is { Count: > 0 } regions ? Keys('r', regions)
            : filter.Trls is { Count: > 0 } trls ? Keys('t', trls.Select(Text))
            : filter.Modes is { Count: > 0 } modes ? Keys('m', modes)
            : filter.Kind is { } kind ? [new('k', kind.ToString())]
            : [Everything];
    }

    /// <summary>Every key that this listing meets.</summary>
    public static IEnumerable<RuleKey> Of(ListingTerms listing)
    {
        var facts = listing.Facts;
        return
        [
            Everything,
            new('k', facts.Kind.ToString()),
            Organisation(facts.OrganisationId),
            .. listing.Words.Select(RuleKey.Word),
            .. listing.Pairs.Select(RuleKey.Pair),
            .. Keys('r', listing.Regions),
            .. Keys('i', listing.Industries),
            .. Keys('f', facts.Field is { } field ? [field] : []),
            .. Keys('t', facts.Trl is { } trl ? [Text(trl)] : []),
            .. Keys('m', facts.Modes),
        ];
    }

    /// <summary>Each token of its own, and of the pairs that only count together the rarest.</summary>
    private static (long Listings, IReadOnlyList<RuleKey> Keys) Of(SearchedWord word, CorpusStatistics statistics)
    {
        var listings = word.Any.Sum(x => (long)statistics.ListingsWithWord(x));
        if (word.Together.Count == 0)
            return (listings, Keys('w', word.Any));
        var rarest = word.Together.MinBy(statistics.ListingsWithPair)!;
        return (listings + statistics.ListingsWithPair(rarest), [.. Keys('w', word.Any), RuleKey.Pair(rarest)]);
    }

    private static RuleKey Organisation(Guid id) => new('o', id.ToString("D"));

    private static List<RuleKey> Keys(char what, IEnumerable<string> texts) =>
        [.. texts.Distinct(StringComparer.Ordinal).Select(text => new RuleKey(what, text))];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
