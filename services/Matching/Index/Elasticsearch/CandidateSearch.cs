using System.Text.Json.Serialization;
using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Search;
using Elastic.Clients.Elasticsearch.QueryDsl;
using SearchRequestOf = Elastic.Clients.Elasticsearch.SearchRequest;

namespace TechTransfer.Matching.Index.Elasticsearch;

/// <summary>Candidates by terms and neighbours by vector, asked for side by side.</summary>
internal static class CandidateSearch
{
    /// <summary>k1 + 1: Elasticsearch multiplies BM25 by it, the port's candidates do not.</summary>
    private const double Factor = 2.2;

    /// <summary>
    /// How many times as many as are wanted are compared exactly: in a sample of 66,000 vectors of 128 numbers none of the nearest was missing with five times as
    /// many; among short texts, many of which are near each other, some were, and few with ten.
    /// </summary>
    private const float Oversample = 10;

    public static async Task<IReadOnlyList<Candidate>> RunAsync(Server server, CandidateRequest request, CancellationToken cancellationToken)
    {
        var filter = FilterOf(request);
        // The neighbours first: they take the engine longer, and the terms may still have to be found.
        var byVector = request.Embedding is { } vector
            ? HitsAsync(
                server,
                Search(server, CandidateList.Neighbours(request.Limit), Nearest(vector, CandidateList.Neighbours(request.Limit), filter)),
                cancellationToken
            )
            : Task.FromResult<IReadOnlyList<Found>>([]);
        var byTerms = HitsAsync(server, Search(server, request.Limit, TermsQuery(request, filter)), cancellationToken);
        await Task.WhenAll(byTerms, byVector);

        var neighbours = (await byVector).Select(hit => (hit.Id, Cosine: CosineOf(hit.Score))).Where(hit => hit.Cosine > 0).ToList();
        var cosines = neighbours.ToDictionary(hit => hit.Id, hit => hit.Cosine);
        var versions = (await byTerms).Concat(await byVector).DistinctBy(hit => hit.Id).ToDictionary(hit => hit.Id, hit => hit.Version);
        var merged = CandidateList.Merge([.. (await byTerms).Select(hit => (hit.Id, (float)(hit.Score / Factor)))], neighbours, request.Limit);
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
        new BoolQuery { Must = [ListingQueries.Terms(request.Terms.Value)], Filter = [filter] };

    private static Query FilterOf(CandidateRequest request)
    {
        var not = new List<Query> { ListingQueries.Expired(request.Now) };
        if (request.ExcludeOrganisationId is { } own)
            not.Add(ListingQueries.HiddenFrom(own));
        var owners = (request.HiddenFrom ?? [])
            .Concat(request.ExcludeOrganisationId is { } mine ? [mine] : [])
            .Select(id => id.ToString("D"))
            .ToList();
        if (owners.Count > 0)
            not.AddRange([ListingQueries.Any(ListingDocument.Organisation, owners), ListingQueries.Any(ListingDocument.Owner, owners)]);
        if (request.ExcludeIds.Count > 0)
            not.Add(ListingQueries.Any(ListingDocument.Id, request.ExcludeIds.Select(ListingDocument.IdOf)));
        return new BoolQuery { Filter = [ListingQueries.Of(request.Kind)], MustNot = not };
    }

    /// <summary>As a query and not beside one: the engine then answers in one phase instead of three.</summary>
    private static KnnQuery Nearest(float[] vector, int limit, Query filter) =>
        new()
        {
            Field = ListingDocument.Embedding(vector.Length),
            QueryVector = vector,
            K = limit,
            NumCandidates = limit,
            RescoreVector = ListingDocument.IsInBits(vector.Length) ? new RescoreVector { Oversample = Oversample } : null,
            Filter = [filter],
        };

    /// <summary>The engine's score of an inner product, which it keeps above zero.</summary>
    private static float CosineOf(double score) => (float)(score >= 1 ? score - 1 : 1 - 1 / score);

    private static SearchRequestOf Search(Server server, int limit, Query query) =>
        new(server.Options.IndexName)
        {
            Query = query,
            Size = limit,
            // Nobody counts the rest, so the engine may skip what cannot make the list.
            TrackTotalHits = new TrackHits(false),
            // From columns: to read what is stored with a document the engine unpacks a block of several.
            StoredFields = "_none_",
            DocvalueFields = [new FieldAndFormat { Field = ListingDocument.Id }, new FieldAndFormat { Field = ListingDocument.Version }],
            Source = new SourceConfig(false),
        };

    private static async Task<IReadOnlyList<Found>> HitsAsync(Server server, SearchRequestOf search, CancellationToken cancellationToken)
    {
        var answer = await server.AskAsync(
            $"/{server.Options.IndexName}/_search",
            search,
            CandidateAnswers.Default.CandidateAnswer,
            cancellationToken
        );
        return [.. answer.Hits.Hits.Select(hit => new Found(hit.Fields.Id[0], hit.Fields.Version[0], hit.Score))];
    }

    private sealed record Found(string Id, long Version, double Score);
}

/// <summary>What a search for candidates needs of the engine's answer.</summary>
internal sealed record CandidateAnswer([property: JsonPropertyName("hits")] CandidateAnswer.Page Hits)
{
    internal sealed record Page([property: JsonPropertyName("hits")] IReadOnlyList<Hit> Hits);

    internal sealed record Hit([property: JsonPropertyName("_score")] double Score, [property: JsonPropertyName("fields")] Columns Fields);

    internal sealed record Columns(
        [property: JsonPropertyName(ListingDocument.Id)] IReadOnlyList<string> Id,
        [property: JsonPropertyName(ListingDocument.Version)] IReadOnlyList<long> Version
    );
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CandidateAnswer))]
internal sealed partial class CandidateAnswers : JsonSerializerContext;
