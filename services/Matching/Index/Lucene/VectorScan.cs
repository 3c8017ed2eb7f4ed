using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>
/// Nearest neighbours by cosine: a scan over everything of a kind, segment by segment, with a byte per dimension (66,000 × 128 bytes: about a millisecond, of
/// which most is reading memory) finds a few more than are wanted; two more bytes decide. The bytes are made once per segment and go with it.
/// </summary>
internal static class VectorScan
{
    private static readonly ConditionalWeakTable<object, SegmentVectors> BySegment = [];

    public static IReadOnlyList<(int Document, float Cosine)> Nearest(
        IndexReader index,
        CandidateFilter filter,
        ListingKind kind,
        float[] vector,
        int limit
    )
    {
        var near = new BestDocuments(limit + limit / 4);
        foreach (var leaf in index.Leaves)
            // Read under a topic space of another size: its listings are about to be written again.
            if (Vectors(leaf.AtomicReader) is var vectors && vectors.Dimensions == vector.Length)
                vectors.Of(kind).Scan(vector, leaf.DocBase, filter.In(leaf.AtomicReader), near);
        var best = new BestDocuments(limit);
        foreach (var (document, _) in near.Descending())
        {
            var leaf = index.Leaves[ReaderUtil.SubIndex(document, index.Leaves)];
            var cosine = Vectors(leaf.AtomicReader).Of(kind).CosineOf(document - leaf.DocBase, vector);
            if (best.WouldTake(cosine))
                best.Add(document, cosine);
        }
        return best.Descending();

        SegmentVectors Vectors(AtomicReader reader) => BySegment.GetValue(reader.CoreCacheKey, _ => SegmentVectors.Read(reader, vector.Length));
    }
}
