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
    public static IReadOnlyList<(int Document, float Score)> Best(
        IndexSearcher searcher,
        IReadOnlyList<QueryTerm> terms,
        CandidateFilter filter,
        int limit
    )
    {
        // In the same order whatever the caller's, so that equal queries sum up to equal scores.
        var fields = terms
            .GroupBy(term => term.Field)
            .OrderBy(field => field.Key)
            .Select(field => new FieldTerms(searcher, ListingDocument.NameOf(field.Key), field))
            .ToList();
        var best = new BestDocuments(limit);
        foreach (var leaf in searcher.IndexReader.Leaves)
        {
            var size = leaf.Reader.MaxDoc;
            var scores = ArrayPool<float>.Shared.Rent(size);
            try
            {
                var sums = scores.AsSpan(0, size);
                sums.Clear();
                foreach (var field in fields)
                    field.Add(leaf, sums);
                Offer(leaf, sums, filter.In(leaf.AtomicReader), best);
            }
            finally
            {
                ArrayPool<float>.Shared.Return(scores);
            }
        }
        return best.Descending();
    }

    private static void Offer(AtomicReaderContext leaf, Span<float> scores, Predicate<int> taken, BestDocuments best)
    {
        for (var document = 0; document < scores.Length; document++)
            if (best.WouldTake(scores[document]) && taken(document))
                best.Add(leaf.DocBase + document, scores[document]);
    }

    /// <summary>The terms of a field, looked up once in each segment's dictionary: how often each occurs in all of them is part of its weight.</summary>
    private sealed class FieldTerms
    {
        private readonly string name;
        private readonly (BytesRef Token, float Weight)[] terms;

        /// <summary>BM25's denominator beside the frequency, by the byte that encodes a document's length.</summary>
        private readonly float[] lengths;

        private readonly TermsEnum?[] dictionaries;

        /// <summary>Where the postings of a term are, by segment and term; null where it does not occur.</summary>
        private readonly TermState?[,] places;

        public FieldTerms(IndexSearcher searcher, string name, IEnumerable<QueryTerm> sought)
        {
            this.name = name;
            var tokens = sought.Select(term => (Token: new BytesRef(term.Token), term.Weight)).OrderBy(term => term.Token).ToArray();
            var leaves = searcher.IndexReader.Leaves;
            var occurs = new int[tokens.Length];
            dictionaries = new TermsEnum?[leaves.Count];
            places = new TermState?[leaves.Count, tokens.Length];
            foreach (var leaf in leaves)
            {
                if (leaf.AtomicReader.GetTerms(name)?.GetEnumerator() is not { } dictionary)
                    continue;
                dictionaries[leaf.Ord] = dictionary;
                for (var i = 0; i < tokens.Length; i++)
                    if (dictionary.SeekExact(tokens[i].Token))
                    {
                        occurs[i] += dictionary.DocFreq;
                        places[leaf.Ord, i] = dictionary.GetTermState();
                    }
            }
            var statistics = searcher.CollectionStatistics(name);
            lengths = ExactLengthSimilarity.LengthTable(statistics);
            terms = [.. tokens.Select((term, i) => (term.Token, term.Weight * ExactLengthSimilarity.IdfOf(occurs[i], statistics)))];
        }

        /// <summary>Adds what its terms are worth to the documents of a segment.</summary>
        public void Add(AtomicReaderContext leaf, Span<float> scores)
        {
            if (dictionaries[leaf.Ord] is not { } dictionary || leaf.AtomicReader.GetNormValues(name) is not { } norms)
                return;
            DocsEnum? documents = null;
            for (var i = 0; i < terms.Length; i++)
            {
                if (places[leaf.Ord, i] is not { } place)
                    continue;
                dictionary.SeekExact(terms[i].Token, place);
                // Those removed meanwhile are left to the filter.
                documents = dictionary.Docs(null, documents, DocsFlags.FREQS);
                for (var document = documents.NextDoc(); document != DocIdSetIterator.NO_MORE_DOCS; document = documents.NextDoc())
                {
                    float frequency = documents.Freq;
                    scores[document] += terms[i].Weight * frequency / (frequency + lengths[(byte)norms.Get(document)]);
                }
            }
        }
    }
}
