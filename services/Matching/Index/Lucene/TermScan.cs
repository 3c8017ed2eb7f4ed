using System.Buffers;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>
/// The best documents for many weighted terms: BM25 as <see cref="ExactLengthSimilarity"/> defines it, summed up term by term in one array a segment,
/// and the filter asked only of documents that would make the list. A boolean query says the same at several times the cost.
/// </summary>
internal static class TermScan
{
    public static IReadOnlyList<(int Document, float Score)> Best(IndexSearcher searcher, IReadOnlyList<QueryTerm> terms, Filter filter, int limit)
    {
        var weighted = Weigh(searcher, terms);
        var best = new BestDocuments(limit);
        foreach (var leaf in searcher.IndexReader.Leaves)
        {
            var scores = ArrayPool<float>.Shared.Rent(leaf.Reader.MaxDoc);
            try
            {
                Scan(leaf, weighted, filter, scores.AsSpan(0, leaf.Reader.MaxDoc), best);
            }
            finally
            {
                ArrayPool<float>.Shared.Return(scores);
            }
        }
        return best.Descending();
    }

    /// <param name="Weight">idf × the query's own weight.</param>
    /// <param name="Lengths">BM25's denominator beside the frequency, by the byte that encodes a document's length.</param>
    private sealed record WeightedTerm(string Field, BytesRef Token, TermContext States, float Weight, float[] Lengths);

    private static List<WeightedTerm> Weigh(IndexSearcher searcher, IReadOnlyList<QueryTerm> terms)
    {
        var fields = new Dictionary<TextField, (CollectionStatistics Statistics, float[] Lengths)>();
        var weighted = new List<WeightedTerm>(terms.Count);
        foreach (var term in terms)
        {
            var name = ListingDocument.NameOf(term.Field);
            if (!fields.TryGetValue(term.Field, out var field))
            {
                var statistics = searcher.CollectionStatistics(name);
                fields[term.Field] = field = (statistics, ExactLengthSimilarity.LengthTable(statistics));
            }
            var token = new Term(name, term.Token);
            var states = TermContext.Build(searcher.TopReaderContext, token);
            if (states.DocFreq > 0)
                weighted.Add(
                    new(name, token.Bytes, states, term.Weight * ExactLengthSimilarity.IdfOf(states.DocFreq, field.Statistics), field.Lengths)
                );
        }
        // Term by term in the same order whatever the caller's, so that equal queries sum up to equal scores.
        return weighted;
    }

    private static void Scan(AtomicReaderContext leaf, List<WeightedTerm> terms, Filter filter, Span<float> scores, BestDocuments best)
    {
        scores.Clear();
        var reader = leaf.AtomicReader;
        foreach (var field in terms.GroupBy(term => term.Field, StringComparer.Ordinal))
        {
            if (reader.GetTerms(field.Key)?.GetEnumerator() is not { } postings || reader.GetNormValues(field.Key) is not { } lengths)
                continue;
            DocsEnum? documents = null;
            foreach (var term in field)
            {
                if (term.States.Get(leaf.Ord) is not { } state)
                    continue;
                postings.SeekExact(term.Token, state);
                documents = postings.Docs(reader.LiveDocs, documents, DocsFlags.FREQS);
                Add(documents, term, lengths, scores);
            }
        }
        IBits? matching = null;
        for (var document = 0; document < scores.Length; document++)
        {
            if (!best.WouldTake(scores[document]))
                continue;
            matching ??= filter.GetDocIdSet(leaf, reader.LiveDocs)!.Bits;
            if (matching.Get(document))
                best.Add(leaf.DocBase + document, scores[document]);
        }
    }

    private static void Add(DocsEnum documents, WeightedTerm term, NumericDocValues lengths, Span<float> scores)
    {
        for (var document = documents.NextDoc(); document != DocIdSetIterator.NO_MORE_DOCS; document = documents.NextDoc())
        {
            float frequency = documents.Freq;
            scores[document] += term.Weight * frequency / (frequency + term.Lengths[(byte)lengths.Get(document)]);
        }
    }
}
