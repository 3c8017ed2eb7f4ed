using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Search;
using Elastic.Clients.Elasticsearch.QueryDsl;
using Elastic.Transport;

namespace TechTransfer.Matching.Index.Elasticsearch;

/// <summary>Candidates by terms and neighbours by vector, asked for side by side.</summary>
internal static class CandidateSearch
{
    /// <summary>k1 + 1: Elasticsearch multiplies BM25 by it, the port's candidates do not.</summary>
    private const double Factor = 2.2;

    public static async Task<IReadOnlyList<Candidate>> RunAsync(Server server, CandidateRequest request, CancellationToken cancellationToken)
    {
        var filter = FilterOf(request);
        var byTerms = HitsAsync(server, Search(server, request.Limit, x => x.Query = TermsQuery(request, filter)), cancellationToken);
        var byVector = request.Embedding is { } vector
            ? HitsAsync(server, Search(server, request.Limit, x => x.Knn = [Nearest(vector, request.Limit, filter)]), cancellationToken)
            : Task.FromResult<IReadOnlyList<Hit<object>>>([]);
        await Task.WhenAll(byTerms, byVector);

        var neighbours = (await byVector).Select(hit => (hit.Id!, Cosine: CosineOf(hit.Score ?? 0))).Where(hit => hit.Cosine > 0).ToList();
        var cosines = neighbours.ToDictionary(hit => hit.Item1, hit => hit.Cosine);
        var versions = (await byTerms).Concat(await byVector).DistinctBy(hit => hit.Id).ToDictionary(hit => hit.Id!, hit => hit.Version ?? 0);
        var merged = CandidateList.Merge(
            [.. (await byTerms).Select(hit => (hit.Id!, (float)((hit.Score ?? 0) / Factor)))],
            neighbours,
            request.Limit
        );
        return CandidateList.Ordered(
            merged.Select(entry => new Candidate(
                Guid.ParseExact(entry.Key, "N"),
                versions[entry.Key],
                entry.Value,
                cosines.TryGetValue(entry.Key, out var cosine) ? cosine : null
            ))
        );
    }

    private static Query TermsQuery(CandidateRequest request, Query filter) =>
        new BoolQuery { Must = [ListingQueries.Terms(request.Terms)], Filter = [filter] };

    private static Query FilterOf(CandidateRequest request)
    {
        var not = new List<Query>();
        if (request.ExcludeOrganisationId is { } own)
            not.Add(ListingQueries.Term(ListingDocument.Organisation, own.ToString("D")));
        if (request.ExcludeIds.Count > 0)
            not.Add(ListingQueries.Any(ListingDocument.Id, request.ExcludeIds.Select(ListingDocument.IdOf)));
        return new BoolQuery { Filter = ListingQueries.Findable(request.Kind, request.Now), MustNot = not };
    }

    private static KnnSearch Nearest(float[] vector, int limit, Query filter) =>
        new()
        {
            Field = ListingDocument.Embedding(vector.Length),
            QueryVector = vector,
            K = limit,
            NumCandidates = limit,
            Filter = [filter],
        };

    /// <summary>The engine's score of an inner product, which it keeps above zero.</summary>
    private static float CosineOf(double score) => (float)(score >= 1 ? score - 1 : 1 - 1 / score);

    private static Elastic.Clients.Elasticsearch.SearchRequest Search(
        Server server,
        int limit,
        Action<Elastic.Clients.Elasticsearch.SearchRequest> ask
    )
    {
        var search = new Elastic.Clients.Elasticsearch.SearchRequest(server.Options.IndexName)
        {
            Size = limit,
            // Nobody counts the rest, so the engine may skip what cannot make the list.
            TrackTotalHits = new TrackHits(false),
            Version = true,
            Source = new SourceConfig(false),
            AllowPartialSearchResults = false,
            RequestConfiguration = new RequestConfiguration { RequestTimeout = server.Options.SearchTimeout },
        };
        ask(search);
        return search;
    }

    private static async Task<IReadOnlyList<Hit<object>>> HitsAsync(
        Server server,
        Elastic.Clients.Elasticsearch.SearchRequest search,
        CancellationToken cancellationToken
    )
    {
        var answer = await server.Client.SearchAsync<object>(search, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        server.ThrowIfFailed(answer);
        return [.. answer.Hits];
    }
}
