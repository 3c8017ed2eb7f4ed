using Lucene.Net.Index;
using Lucene.Net.Search;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>Candidates by terms, then neighbours by vector that the terms did not find.</summary>
internal static class CandidateSearch
{
    public static IReadOnlyList<Candidate> Run(IndexSearcher searcher, CandidateRequest request)
    {
        var filter = new CandidateFilter(request);
        IReadOnlyList<(int Document, float Cosine)> neighbours = [];
        IReadOnlyList<(int Document, float Score)> byTerms = [];
        // Side by side: each is about as long as the other.
        Parallel.Invoke(
            () => byTerms = TermScan.Best(searcher, request.Terms.Value, filter, request.Limit),
            () =>
                neighbours = request.Embedding is { } vector
                    ? VectorScan.Nearest(searcher.IndexReader, filter, request.Kind, vector, CandidateList.Neighbours(request.Limit))
                    : []
        );
        var cosines = neighbours.ToDictionary(neighbour => neighbour.Document, neighbour => neighbour.Cosine);
        var found = CandidateList.Merge(byTerms, neighbours, request.Limit);
        var facts = new HitFacts(searcher);
        return CandidateList.Ordered(found.Select(entry => Of(facts, entry.Key, entry.Value, cosines)));
    }

    private static Candidate Of(HitFacts facts, int document, float score, Dictionary<int, float> cosines)
    {
        var (id, version) = facts.Of(document);
        return new(id, version, score, cosines.TryGetValue(document, out var cosine) ? cosine : null);
    }

    internal static BooleanQuery Terms(IReadOnlyList<QueryTerm> terms)
    {
        var query = new BooleanQuery(disableCoord: true);
        foreach (var term in terms)
            query.Add(new TermQuery(new Term(ListingDocument.NameOf(term.Field), term.Token)) { Boost = term.Weight }, Occur.SHOULD);
        return query;
    }
}
