using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>
/// Nearest neighbours by cosine: a scan over everything of a kind, segment by segment, with a byte per dimension (66,000 × 128 bytes: about a millisecond, of
/// which most is reading memory) finds a few more than are wanted; their stored vectors decide. The bytes are made once per segment and go with it.
/// </summary>
internal static class VectorScan
{
    private static readonly ConditionalWeakTable<object, SegmentVectors> BySegment = [];

    public static IReadOnlyList<(int Document, float Cosine)> Nearest(IndexReader index, Filter filter, ListingKind kind, float[] vector, int limit)
    {
        var near = new BestDocuments(limit + limit / 4);
        foreach (var leaf in index.Leaves)
        {
            var reader = leaf.AtomicReader;
            var vectors = BySegment.GetValue(reader.CoreCacheKey, _ => SegmentVectors.Read(reader, vector.Length));
            // Read under a topic space of another size: its listings are about to be written again.
            if (vectors.Dimensions == vector.Length)
                vectors.Of(kind).Scan(vector, leaf.DocBase, filter.GetDocIdSet(leaf, reader.LiveDocs)!.Bits, near);
        }
        return Exactly(index, vector, near, limit);
    }

    private static IReadOnlyList<(int Document, float Cosine)> Exactly(IndexReader index, float[] vector, BestDocuments near, int limit)
    {
        var best = new BestDocuments(limit);
        var found = near.Descending().Select(hit => hit.Document).Order().ToList();
        foreach (var leaf in index.Leaves)
        {
            var ofSegment = found.Where(document => document >= leaf.DocBase && document < leaf.DocBase + leaf.Reader.MaxDoc);
            if (!ofSegment.Any() || leaf.AtomicReader.GetBinaryDocValues(ListingDocument.Embedding) is not { } stored)
                continue;
            var bytes = new BytesRef();
            foreach (var document in ofSegment)
            {
                stored.Get(document - leaf.DocBase, bytes);
                var own = MemoryMarshal.Cast<byte, float>(bytes.Bytes.AsSpan(bytes.Offset, bytes.Length));
                if (Dot(own, vector) is var cosine && best.WouldTake(cosine))
                    best.Add(document, cosine);
            }
        }
        return best.Descending();
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        var result = Vector.Sum(sum);
        for (; i < a.Length; i++)
            result += a[i] * b[i];
        return result;
    }
}
