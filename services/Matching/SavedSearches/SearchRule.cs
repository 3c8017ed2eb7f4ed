using System.Text.Json;
using System.Text.Json.Serialization;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.SavedSearches;

/// <summary>A listing holds a word when it holds one of <paramref name="Any"/> or, cut differently, all of <paramref name="Together"/>.</summary>
/// <param name="Any">The word and its aliases.</param>
/// <param name="Together">The word's pairs of characters.</param>
internal sealed record SearchedWord(IReadOnlyList<string> Any, IReadOnlyList<string> Together);

/// <summary>
/// What a saved search finds: listings that hold every word and pass every filter. The same rule as <c>words=all</c> of a search, turned round: there a
/// rule is looked up in the index of listings, here a listing in the index of rules.
/// </summary>
internal sealed record SearchRule(IReadOnlyList<SearchedWord> Words, SearchFilter Filter)
{
    private static readonly JsonSerializerOptions Stored = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static SearchRule Of(Analyzer analyzer, string text, SearchFilter filter) =>
        new(
            [
                .. SearchQuery
                    .Groups(analyzer, text)
                    .Select(group => new SearchedWord(Tokens(group, TextField.TextWords), Tokens(group, TextField.TextBigrams))),
            ],
            filter
        );

    public static SearchRule Read(string stored) => JsonSerializer.Deserialize<SearchRule>(stored, Stored)!;

    public string Write() => JsonSerializer.Serialize(this, Stored);

    /// <summary>Neither a word nor a filter: it would find everything.</summary>
    public bool IsEmpty => Words.Count == 0 && Filter == new SearchFilter();

    private static List<string> Tokens(QueryGroup group, TextField field) =>
        [.. group.Terms.Where(term => term.Field == field).Select(term => term.Token).Distinct(StringComparer.Ordinal)];
}

/// <summary>A listing as rules look at it.</summary>
internal sealed class ListingTerms(ListingFacts facts, Preparation preparation)
{
    public ListingFacts Facts => facts;
    public HashSet<string> Words { get; } = [.. preparation.Tokens[TextField.TextWords]];
    public HashSet<string> Pairs { get; } = [.. preparation.Tokens[TextField.TextBigrams]];
    public IReadOnlyList<string> Regions { get; } = Codes.RegionPath(facts.Region);
    public IReadOnlyList<string> Industries { get; } = Codes.IndustryPath(facts.Industry);
}
