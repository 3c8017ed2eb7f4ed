using System.Globalization;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.SavedSearches;

/// <summary>What a listing has or has not: a word, a place in a region.</summary>
/// <param name="What">w word, p pair of characters, o organisation, f field, i industry, r region, t readiness, m mode, k kind, * everything.</param>
internal readonly record struct ListingKey(char What, string Text)
{
    public static ListingKey Word(string token) => new('w', token);

    public static ListingKey Pair(string token) => new('p', token);
}

/// <summary>A listing meets it when it has one of <paramref name="Any"/> or all of <paramref name="Together"/>.</summary>
internal sealed record Condition(IReadOnlyList<ListingKey> Any, IReadOnlyList<ListingKey> Together)
{
    /// <summary>Two are one when this is equal.</summary>
    public string Name => string.Join(' ', Any.Select(x => x.What + x.Text)) + '+' + string.Join(' ', Together.Select(x => x.Text));
}

/// <summary>A rule as conditions, all of which a listing has to meet.</summary>
internal static class Conditions
{
    private static readonly ListingKey Everything = new('*', "");

    /// <summary>At least one; those that the fewest listings meet come first.</summary>
    public static IReadOnlyList<Condition> Of(SearchRule rule, CorpusStatistics statistics)
    {
        var filter = rule.Filter;
        List<Condition> conditions =
        [
            .. Any(filter.OrganisationId is { } organisation ? [Organisation(organisation)] : null),
            .. rule
                .Words.Select(word => (Listings: ListingsWith(word, statistics), Condition: Of(word, statistics)))
                .OrderBy(x => x.Listings)
                .Select(x => x.Condition),
            .. Any(Keys('f', filter.Fields)),
            .. Any(Keys('i', filter.Industries)),
            .. Any(Keys('r', filter.Regions)),
            .. Any(Keys('t', filter.Trls?.Select(Text))),
            .. Any(Keys('m', filter.Modes)),
            .. Any(filter.Kind is { } kind ? [Kind(kind)] : null),
        ];
        return conditions.Count > 0 ? conditions : [new([Everything], [])];
    }

    /// <summary>Everything that conditions ask of a listing and this one has.</summary>
    public static IEnumerable<ListingKey> KeysOf(ListingTerms listing)
    {
        var facts = listing.Facts;
        return
        [
            Everything,
            Kind(facts.Kind),
            // A search for an organisation would tell whose an anonymous listing is.
            .. facts.Anonymous ? (ListingKey[])[] : [Organisation(facts.OrganisationId)],
            .. listing.Words.Select(ListingKey.Word),
            .. listing.Pairs.Select(ListingKey.Pair),
            .. Keys('r', listing.Regions)!,
            .. Keys('i', listing.Industries)!,
            .. Keys('f', facts.Field is { } field ? [field] : [])!,
            .. Keys('t', facts.Trl is { } trl ? [Text(trl)] : [])!,
            .. Keys('m', facts.Modes)!,
        ];
    }

    /// <summary>The rarest pair first: a listing without it need not be asked for the others.</summary>
    private static Condition Of(SearchedWord word, CorpusStatistics statistics) =>
        new([.. word.Any.Select(ListingKey.Word)], [.. word.Together.OrderBy(statistics.ListingsWithPair).Select(ListingKey.Pair)]);

    private static long ListingsWith(SearchedWord word, CorpusStatistics statistics) =>
        word.Any.Sum(x => (long)statistics.ListingsWithWord(x)) + (word.Together.Count == 0 ? 0 : word.Together.Min(statistics.ListingsWithPair));

    private static IEnumerable<Condition> Any(IReadOnlyList<ListingKey>? keys) => keys is null ? [] : [new(keys, [])];

    private static ListingKey Organisation(Guid id) => new('o', id.ToString("D"));

    private static ListingKey Kind(ListingKind kind) => new('k', kind.ToString());

    private static List<ListingKey>? Keys(char what, IEnumerable<string>? texts) =>
        texts is null ? null : [.. texts.Distinct(StringComparer.Ordinal).Select(text => new ListingKey(what, text))];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
