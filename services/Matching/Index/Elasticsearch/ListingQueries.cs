using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.QueryDsl;

namespace TechTransfer.Matching.Index.Elasticsearch;

/// <summary>Conditions on the facts of a listing, and weighted terms, in the engine's words. No text is analysed by the engine.</summary>
internal static class ListingQueries
{
    /// <summary>Added to the score of a listing that matches every group: more than any BM25 score of sixteen groups.</summary>
    private const float AllGroups = 10_000;

    /// <summary>No tombstone and, when asked, of that kind.</summary>
    public static Query Of(ListingKind? kind) => kind is { } wanted ? Term(ListingDocument.Kind, ListingDocument.NameOf(wanted)) : Alive;

    /// <summary>To be left out: few are expired and not yet removed, so this is cheaper to ask than who is valid.</summary>
    public static Query Expired(DateTimeOffset now) => new UntypedRangeQuery(ListingDocument.ValidUntil) { Lt = now.UtcTicks };

    /// <summary>To be left out.</summary>
    /// <param name="viewer">Null: a visitor, from whom everything is hidden that is hidden from anybody.</param>
    public static Query HiddenFrom(Guid? viewer) =>
        viewer is { } organisation ? Term(ListingDocument.HiddenFrom, organisation.ToString("D")) : new ExistsQuery(ListingDocument.HiddenFrom);

    /// <summary>No tombstone.</summary>
    public static Query Alive => new ExistsQuery(ListingDocument.Kind);

    public static Query Term(string field, string code) => new TermQuery(field, code);

    public static Query Any(string field, IEnumerable<string> codes) =>
        new TermsQuery(field, new TermsQueryField([.. codes.Select(code => FieldValue.String(code))]));

    public static Query Terms(IReadOnlyList<QueryTerm> terms) =>
        terms.Count == 0 ? new MatchNoneQuery() : new BoolQuery { Should = [.. terms.Select(Weighted)], MinimumShouldMatch = 1 };

    public static Query Groups(IReadOnlyList<QueryGroup> groups)
    {
        if (groups.Count == 0)
            return new MatchAllQuery();
        var every = groups.Select(group => Terms(group.Terms)).ToList();
        var any = new List<Query>(every);
        if (groups.Count > 1)
            any.Add(new ConstantScoreQuery(new BoolQuery { Must = every }) { Boost = AllGroups });
        return new BoolQuery { Should = any, MinimumShouldMatch = 1 };
    }

    /// <summary>Every group: one of its words, or all of its pairs.</summary>
    public static Query Every(IReadOnlyList<QueryGroup> groups)
    {
        if (groups.Count == 0)
            return new MatchAllQuery();
        return new BoolQuery { Filter = [.. groups.Select(Held)] };
    }

    private static Query Held(QueryGroup group)
    {
        var terms = group.Terms.ToLookup(term => term.Field);
        var held = terms[TextField.TextWords].Select(Weighted).ToList();
        if (terms[TextField.TextBigrams].Select(Weighted).ToList() is { Count: > 0 } together)
            held.Add(new BoolQuery { Filter = together });
        return held.Count == 0 ? new MatchNoneQuery() : new BoolQuery { Should = held, MinimumShouldMatch = 1 };
    }

    private static Query Weighted(QueryTerm term) =>
        new TermQuery(ListingDocument.NameOf(term.Field), ListingDocument.Token(term.Token)) { Boost = term.Weight };
}
