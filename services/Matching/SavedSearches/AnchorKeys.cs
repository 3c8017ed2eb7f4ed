using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.SavedSearches;

/// <summary>
/// The keys under which a rule is found. A rule stands under one of its conditions only, the one that the fewest listings meet, with a key for each
/// way to meet it. Two things with one key cost a look at a rule in vain and nothing else, since every rule that is found is then asked.
/// </summary>
internal static class AnchorKeys
{
    private static readonly long Everything = Key('*', "");

    public static IReadOnlyList<long> Of(SearchRule rule, CorpusStatistics statistics)
    {
        if (rule.Filter.OrganisationId is { } organisation)
            return [Key('o', organisation.ToString("D"))];
        if (rule.Words.Count > 0)
            return rule.Words.Select(word => Of(word, statistics)).MinBy(x => x.Listings).Keys;
        var filter = rule.Filter;
        return filter.Fields is { Count: > 0 } fields ? Keys('f', fields)
            : filter.Industries is { Count: > 0 } industries ? Keys('i', industries)
            : filter.Regions is { Count: > 0 } regions ? Keys('r', regions)
            : filter.Trls is { Count: > 0 } trls ? Keys('t', trls.Select(Text))
            : filter.Modes is { Count: > 0 } modes ? Keys('m', modes)
            : filter.Kind is { } kind ? [Key('k', kind.ToString())]
            : [Everything];
    }

    public static HashSet<long> Of(ListingTerms listing)
    {
        var facts = listing.Facts;
        return
        [
            Everything,
            Key('k', facts.Kind.ToString()),
            Key('o', facts.OrganisationId.ToString("D")),
            .. Keys('w', listing.Words),
            .. Keys('p', listing.Pairs),
            .. Keys('r', listing.Regions),
            .. Keys('i', listing.Industries),
            .. Keys('f', facts.Field is { } field ? [field] : []),
            .. Keys('t', facts.Trl is { } trl ? [Text(trl)] : []),
            .. Keys('m', facts.Modes),
        ];
    }

    /// <summary>Each token of its own, and of the pairs that only count together the rarest.</summary>
    private static (long Listings, IReadOnlyList<long> Keys) Of(SearchedWord word, CorpusStatistics statistics)
    {
        var listings = word.Any.Sum(x => (long)statistics.ListingsWithWord(x));
        if (word.Together.Count == 0)
            return (listings, Keys('w', word.Any));
        var rarest = word.Together.MinBy(statistics.ListingsWithPair)!;
        return (listings + statistics.ListingsWithPair(rarest), [.. Keys('w', word.Any), Key('p', rarest)]);
    }

    private static List<long> Keys(char what, IEnumerable<string> texts) => [.. texts.Select(text => Key(what, text)).Distinct()];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Key(char what, string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(what + text), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
