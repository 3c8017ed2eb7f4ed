using System.Globalization;
using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Aggregations;
using Elastic.Clients.Elasticsearch.Core.Search;
using Elastic.Clients.Elasticsearch.QueryDsl;
using Elastic.Transport;

namespace TechTransfer.Matching.Index.Elasticsearch;

/// <summary>A page of a search with its facets, in one request.</summary>
internal static class ListingSearch
{
    /// <summary>More codes than any facet has.</summary>
    private const int MostCodes = 20_000;

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

    public static async Task<SearchPage> RunAsync(Server server, SearchRequest request, CancellationToken cancellationToken)
    {
        var limit = Math.Max(1, request.Limit);
        var after = request.After is null ? null : PageCursor.Read(request.After, request.Sort);
        var chosen = Facets
            .Where(facet => Chosen(request.Filter, facet) is not null)
            .ToDictionary(facet => facet, facet => Chosen(request.Filter, facet)!);
        var query = new BoolQuery
        {
            Must = [ListingQueries.Groups(request.Groups)],
            Filter = [ListingQueries.Of(null)],
            MustNot = [ListingQueries.Expired(request.Now), ListingQueries.HiddenFrom(request.Viewer)],
        };
        if (request.EveryWord)
            query.Filter.Add(ListingQueries.Every(request.Groups));
        var search = new Elastic.Clients.Elasticsearch.SearchRequest(server.Options.IndexName)
        {
            // One more than asked tells whether there is a next page.
            Size = limit + 1,
            Query = query,
            Sort = SortOf(request.Sort),
            SearchAfter = after is null ? null : After(after, request.Sort),
            TrackScores = true,
            TrackTotalHits = new TrackHits(true),
            Version = true,
            Source = new SourceConfig(false),
            AllowPartialSearchResults = false,
            RequestConfiguration = new RequestConfiguration { RequestTimeout = server.Options.SearchTimeout },
        };
        // What is chosen in one facet narrows the hits and the other facets, but not its own: so it stands behind the facets when they are counted.
        if (request.WithFacets)
            (search.PostFilter, search.Aggregations) = (All(chosen.Values), Facets.ToDictionary(facet => facet, facet => Counting(facet, chosen)));
        else
            foreach (var condition in chosen.Values)
                query.Filter.Add(condition);

        var answer = await server.Client.SearchAsync<object>(search, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        server.ThrowIfFailed(answer);
        var shown = answer.Hits.Take(limit).ToList();
        return new(
            answer.Total,
            [.. shown.Select(hit => new SearchHit(Guid.ParseExact(hit.Id!, "N"), hit.Version ?? 0, hit.Score ?? 0))],
            request.WithFacets
                ? Facets.ToDictionary(facet => facet, facet => Counts(answer.Aggregations!, facet))
                : new Dictionary<string, IReadOnlyList<FacetCount>>(),
            answer.Hits.Count > limit ? Cursor(shown[^1], request.Sort) : null
        );
    }

    /// <summary>The condition that the filter puts on a facet; null: none.</summary>
    private static Query? Chosen(SearchFilter filter, string facet)
    {
        IEnumerable<string>? codes = facet switch
        {
            ListingDocument.Kind => filter.Kind is { } kind ? [ListingDocument.NameOf(kind)] : null,
            ListingDocument.Region => filter.Regions,
            ListingDocument.Industry => filter.Industries,
            ListingDocument.Field => filter.Fields,
            ListingDocument.Trl => filter.Trls?.Select(trl => trl.ToString(CultureInfo.InvariantCulture)),
            ListingDocument.Mode => filter.Modes,
            _ => filter.OrganisationId is { } organisation ? [organisation.ToString("D")] : null,
        };
        return codes?.Any() == true ? ListingQueries.Any(facet, codes) : null;
    }

    private static Query? All(IReadOnlyCollection<Query> conditions)
    {
        if (conditions.Count == 0)
            return null;
        return new BoolQuery { Filter = [.. conditions] };
    }

    private static Aggregation Counting(string facet, Dictionary<string, Query> chosen)
    {
        Aggregation codes = new TermsAggregation { Field = facet, Size = MostCodes };
        return new()
        {
            Filter = All([.. chosen.Where(x => x.Key != facet).Select(x => x.Value)]) ?? new MatchAllQuery(),
            Aggregations = new Dictionary<string, Aggregation> { ["codes"] = codes },
        };
    }

    private static IReadOnlyList<FacetCount> Counts(AggregateDictionary aggregates, string facet) =>
        [
            .. aggregates
                .GetFilter(facet)!
                .Aggregations!.GetStringTerms("codes")!
                .Buckets.Select(bucket => new FacetCount(bucket.Key.ToString(), bucket.DocCount))
                .OrderByDescending(entry => entry.Count)
                .ThenBy(entry => entry.Code, StringComparer.Ordinal),
        ];

    private static List<SortOptions> SortOf(SearchSort sort) =>
        sort switch
        {
            SearchSort.Newest => [new FieldSort(ListingDocument.PublishedAt) { Order = SortOrder.Desc }, ById],
            SearchSort.Closing => [new FieldSort(ListingDocument.ValidUntil) { Order = SortOrder.Asc }, ById],
            _ => [new SortOptions { Score = new ScoreSort { Order = SortOrder.Desc } }, ById],
        };

    private static SortOptions ById => new FieldSort(ListingDocument.Id) { Order = SortOrder.Asc };

    private static List<FieldValue> After(PageCursor cursor, SearchSort sort) =>
        [sort == SearchSort.Relevance ? FieldValue.Double(cursor.Score) : FieldValue.Long(cursor.Value), FieldValue.String(cursor.Id)];

    private static string Cursor(Hit<object> last, SearchSort sort) =>
        (sort == SearchSort.Relevance ? PageCursor.OfScore((float)last.Score!.Value, last.Id!) : new PageCursor(Sorted(last), last.Id!)).Write(sort);

    private static long Sorted(Hit<object> hit) =>
        hit.Sort!.First() is var value && value.TryGetLong(out var exact) ? exact.Value : throw new InvalidOperationException($"Sorted by {value}?");
}
