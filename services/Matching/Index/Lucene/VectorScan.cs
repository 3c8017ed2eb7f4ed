using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>
/// Nearest neighbours by cosine: an exact scan over one array per segment (66,000 × 128 floats: about 2 ms). The arrays are read once per segment and
/// go with it.
/// </summary>
internal static class VectorScan
{
    private static readonly ConditionalWeakTable<object, float[]> BySegment = [];

    public static IReadOnlyList<(int Document, float Cosine)> Nearest(IndexReader index, Filter filter, float[] vector, int limit)
    {
        var best = new BestDocuments(limit);
        foreach (var leaf in index.Leaves)
        {
            var reader = leaf.AtomicReader;
            var vectors = BySegment.GetValue(reader.CoreCacheKey, _ => Read(reader, vector.Length));
            if (vectors.Length != reader.MaxDoc * vector.Length)
                continue;
            var matching = filter.GetDocIdSet(leaf, reader.LiveDocs)!.Bits;
            for (var document = 0; document < reader.MaxDoc; document++)
            {
                var cosine = Dot(vectors.AsSpan(document * vector.Length, vector.Length), vector);
                if (best.WouldTake(cosine) && matching.Get(document))
                    best.Add(leaf.DocBase + document, cosine);
            }
        }
        return best.Descending();
    }

    /// <summary>A listing without a vector, or with one of another length (of an older topic space), stands as zeros.</summary>
    private static float[] Read(AtomicReader reader, int dimensions)
    {
        if (reader.GetBinaryDocValues(ListingDocument.Embedding) is not { } stored)
            return [];
        var vectors = new float[reader.MaxDoc * dimensions];
        var bytes = new BytesRef();
        for (var document = 0; document < reader.MaxDoc; document++)
        {
            stored.Get(document, bytes);
            if (bytes.Length == dimensions * sizeof(float))
                MemoryMarshal.Cast<byte, float>(bytes.Bytes.AsSpan(bytes.Offset, bytes.Length)).CopyTo(vectors.AsSpan(document * dimensions));
        }
        return vectors;
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
