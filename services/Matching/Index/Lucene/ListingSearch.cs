using System.Globalization;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>A page of a search with its facets.</summary>
internal static class ListingSearch
{
    /// <summary>Added to the score of a listing that matches every group: more than any BM25 score of sixteen groups.</summary>
    private const float AllGroups = 10_000;

    public static SearchPage Run(IndexSearcher searcher, SearchRequest request)
    {
        var query = QueryOf(request);
        var sort = SortOf(request.Sort);
        var filter = FilterOf(request, null);
        var limit = Math.Max(1, request.Limit);
        var after = request.After is null ? null : After(PageCursor.Read(request.After, request.Sort), request.Sort);
        // One more than asked tells whether there is a next page. In one pass with what is counted.
        var page = TopFieldCollector.Create(
            sort,
            limit + 1,
            after,
            fillFields: true,
            trackDocScores: true,
            trackMaxScore: false,
            docsScoredInOrder: false
        );
        var filtered = request.WithFacets ? Facets.Where(facet => IsFiltered(request.Filter, facet)).ToList() : [];
        var counter = new FacetCounter(request.WithFacets ? [.. Facets.Except(filtered)] : []);
        searcher.Search(query, filter, MultiCollector.Wrap(page, counter));
        var hits = page.GetTopDocs().ScoreDocs;
        var shown = hits.Take(limit).Cast<FieldDoc>().ToList();
        var facets = FacetsOf(searcher, query, request, filtered, counter);
        var facts = new HitFacts(searcher);
        return new(counter.Total, [.. shown.Select(hit => Hit(facts, hit))], facets, hits.Length > limit ? Cursor(shown[^1], request.Sort) : null);
    }

    private static string Cursor(FieldDoc last, SearchSort sort)
    {
        var id = ((BytesRef)last.Fields[1]).Utf8ToString();
        return (
            sort == SearchSort.Relevance
                ? PageCursor.OfScore(last.Score, id)
                : new PageCursor(Convert.ToInt64(last.Fields[0], CultureInfo.InvariantCulture), id)
        ).Write(sort);
    }

    private static FieldDoc After(PageCursor cursor, SearchSort sort)
    {
        object sorted = sort == SearchSort.Relevance ? J2N.Numerics.Single.GetInstance(cursor.Score) : J2N.Numerics.Int64.GetInstance(cursor.Value);
        return new(int.MaxValue, float.NaN, [sorted, new BytesRef(cursor.Id)]);
    }

    private static SearchHit Hit(HitFacts facts, FieldDoc hit)
    {
        var (id, version) = facts.Of(hit.Doc);
        return new(id, version, hit.Score);
    }

    /// <summary>Each facet is counted without its own filter, so that its other values stay visible; facets that have none were counted with the page.</summary>
    private static Dictionary<string, IReadOnlyList<FacetCount>> FacetsOf(
        IndexSearcher searcher,
        Query query,
        SearchRequest request,
        List<string> filtered,
        FacetCounter counter
    )
    {
        var facets = new Dictionary<string, IReadOnlyList<FacetCount>>();
        if (!request.WithFacets)
            return facets;
        foreach (var facet in Facets.Except(filtered))
            facets[facet] = counter.Of(facet);
        foreach (var facet in filtered)
        {
            var own = new FacetCounter([facet]);
            searcher.Search(query, FilterOf(request, facet), own);
            facets[facet] = own.Of(facet);
        }
        return facets;
    }

    private static readonly string[] Facets =
    [
        ListingDocument.Kind,
        ListingDocument.Region,
        ListingDocument.Industry,
        ListingDocument.Field,
        ListingDocument.Trl,
        ListingDocument.Mode,
        ListingDocument.Organisation,
    ];

    private static bool IsFiltered(SearchFilter filter, string facet) =>
        facet == ListingDocument.Kind ? filter.Kind is not null : Codes(filter, facet) is { Count: > 0 };

    private static IReadOnlyList<string>? Codes(SearchFilter filter, string facet) =>
        facet switch
        {
            ListingDocument.Region => filter.Regions,
            ListingDocument.Industry => filter.Industries,
            ListingDocument.Field => filter.Fields,
            ListingDocument.Trl => filter.Trls?.Select(trl => trl.ToString(CultureInfo.InvariantCulture)).ToList(),
            ListingDocument.Mode => filter.Modes,
            ListingDocument.Organisation => filter.OrganisationId is { } organisation ? [organisation.ToString("D")] : null,
            _ => null,
        };

    private static ListingFilter FilterOf(SearchRequest request, string? without)
    {
        var filter = new ListingFilter(without == ListingDocument.Kind ? null : request.Filter.Kind, request.Viewer, request.Now);
        foreach (var facet in Facets.Where(facet => facet != without))
            filter.Any(facet, Codes(request.Filter, facet));
        return filter;
    }

    private static Sort SortOf(SearchSort sort) =>
        sort switch
        {
            SearchSort.Newest => new(new SortField(ListingDocument.PublishedAt, SortFieldType.INT64, reverse: true), ById),
            SearchSort.Closing => new(new SortField(ListingDocument.ValidUntil, SortFieldType.INT64), ById),
            _ => new(SortField.FIELD_SCORE, ById),
        };

    private static SortField ById { get; } = new(ListingDocument.Id, SortFieldType.STRING);

    private static Query QueryOf(SearchRequest request) =>
        request.EveryWord && request.Groups.Count > 0
            ? new FilteredQuery(Any(request.Groups), new QueryWrapperFilter(Every(request.Groups)))
            : Any(request.Groups);

    private static BooleanQuery Every(IReadOnlyList<QueryGroup> groups)
    {
        var every = new BooleanQuery(disableCoord: true);
        foreach (var terms in groups.Select(group => group.Terms.ToLookup(term => term.Field)))
        {
            var held = CandidateSearch.Terms([.. terms[TextField.TextWords]]);
            var together = new BooleanQuery(disableCoord: true);
            foreach (var term in terms[TextField.TextBigrams])
                together.Add(CandidateSearch.Terms([term]), Occur.MUST);
            if (together.Clauses.Count > 0)
                held.Add(together, Occur.SHOULD);
            every.Add(held, Occur.MUST);
        }
        return every;
    }

    private static Query Any(IReadOnlyList<QueryGroup> groups)
    {
        if (groups.Count == 0)
            return new MatchAllDocsQuery();
        var query = new BooleanQuery(disableCoord: true);
        var every = new BooleanQuery(disableCoord: true);
        foreach (var group in groups)
        {
            query.Add(CandidateSearch.Terms(group.Terms), Occur.SHOULD);
            every.Add(CandidateSearch.Terms(group.Terms), Occur.MUST);
        }
        if (groups.Count > 1)
            query.Add(new ConstantScoreQuery(every) { Boost = AllGroups }, Occur.SHOULD);
        return query;
    }
}
