using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>The vectors of a segment, kind by kind.</summary>
/// <param name="Dimensions">Vectors of another length (of another topic space) are left out.</param>
internal sealed record SegmentVectors(int Dimensions, QuantisedVectors Achievements, QuantisedVectors Demands)
{
    public QuantisedVectors Of(ListingKind kind) => kind == ListingKind.Demand ? Demands : Achievements;

    public static SegmentVectors Read(AtomicReader reader, int dimensions)
    {
        var vectors = new SegmentVectors(dimensions, new(dimensions), new(dimensions));
        if (reader.GetBinaryDocValues(ListingDocument.Embedding) is not { } stored)
            return vectors;
        var kinds = DocValues.Numeric(reader, ListingDocument.Kind);
        var bytes = new BytesRef();
        for (var document = 0; document < reader.MaxDoc; document++)
        {
            stored.Get(document, bytes);
            if (bytes.Length == dimensions * sizeof(float))
                vectors
                    .Of((ListingKind)kinds.Get(document))
                    .Add(document, MemoryMarshal.Cast<byte, float>(bytes.Bytes.AsSpan(bytes.Offset, bytes.Length)));
        }
        return vectors;
    }
}

/// <summary>
/// Vectors with three bytes per dimension and a scale of their own each. The high bytes stand together and are all that a scan reads, a quarter of the vectors'
/// size: a cosine by them is right to about 0.003. With the two low ones it is as exact as the vectors themselves.
/// </summary>
internal sealed class QuantisedVectors(int dimensions)
{
    private const int Step = 1 << 16;
    private readonly List<int> documents = [];
    private readonly List<float> scales = [];
    private readonly List<sbyte> high = [];
    private readonly List<short> low = [];

    /// <summary>Documents in ascending order.</summary>
    public void Add(int document, ReadOnlySpan<float> vector)
    {
        documents.Add(document);
        var scale = ScaleOf(vector);
        scales.Add(scale);
        foreach (var value in vector)
        {
            var code = scale == 0 ? 0 : (int)MathF.Round(value / scale * Step);
            var rounded = (code + Step / 2) >> 16;
            high.Add((sbyte)rounded);
            low.Add((short)(code - rounded * Step));
        }
    }

    /// <summary>Offers each document with its cosine by the high bytes.</summary>
    /// <param name="vector">What the cosines are with; of unit length, as the stored ones are.</param>
    /// <param name="docBase">Number of the segment's first document.</param>
    /// <param name="taken">Asked of documents that would make the list.</param>
    public void Scan(ReadOnlySpan<float> vector, int docBase, Predicate<int> taken, BestDocuments best)
    {
        var scale = ScaleOf(vector);
        var wanted = new short[dimensions];
        if (scale != 0)
            for (var i = 0; i < wanted.Length; i++)
                wanted[i] = (short)MathF.Round(vector[i] / scale);
        var ownScales = CollectionsMarshal.AsSpan(scales);
        ReadOnlySpan<sbyte> rest = CollectionsMarshal.AsSpan(high);
        for (var at = 0; at < ownScales.Length; at++, rest = rest[dimensions..])
        {
            var cosine = scale * ownScales[at] * Dot(rest[..dimensions], wanted);
            if (best.WouldTake(cosine) && taken(documents[at]))
                best.Add(docBase + documents[at], cosine);
        }
    }

    /// <summary>The cosine of a document that a scan found, by all bytes.</summary>
    public float CosineOf(int document, ReadOnlySpan<float> vector)
    {
        var at = documents.BinarySearch(document);
        var own = CollectionsMarshal.AsSpan(high).Slice(at * dimensions, dimensions);
        var rest = CollectionsMarshal.AsSpan(low).Slice(at * dimensions, dimensions);
        var sum = 0f;
        for (var i = 0; i < dimensions; i++)
            sum += (own[i] * Step + rest[i]) * vector[i];
        return sum * scales[at] / Step;
    }

    /// <summary>What a high byte is to be multiplied with to get the number it stands for.</summary>
    private static float ScaleOf(ReadOnlySpan<float> vector)
    {
        var largest = 0f;
        foreach (var value in vector)
            largest = Math.Max(largest, Math.Abs(value));
        return largest / sbyte.MaxValue;
    }

    private static int Dot(ReadOnlySpan<sbyte> a, ReadOnlySpan<short> b)
    {
        var i = 0;
        var dot = 0;
        if (Avx2.IsSupported)
        {
            // Twice as fast as what vectors of any machine can say: products are added in pairs while they are made.
            ref var a0 = ref MemoryMarshal.GetReference(a);
            ref var b0 = ref MemoryMarshal.GetReference(b);
            var sum = Vector256<int>.Zero;
            for (; i <= a.Length - Vector256<short>.Count; i += Vector256<short>.Count)
                sum += Avx2.MultiplyAddAdjacent(
                    Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref a0, (nuint)i)),
                    Vector256.LoadUnsafe(ref b0, (nuint)i)
                );
            dot = Vector256.Sum(sum);
        }
        else
        {
            var sum = Vector<int>.Zero;
            for (; i <= a.Length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
            {
                Vector.Widen(new Vector<sbyte>(a[i..]), out var low, out var high);
                // Twice 127 × 127 is within a short.
                Vector.Widen(
                    low * new Vector<short>(b[i..]) + high * new Vector<short>(b[(i + Vector<short>.Count)..]),
                    out var first,
                    out var second
                );
                sum += first + second;
            }
            dot = Vector.Sum(sum);
        }
        for (; i < a.Length; i++)
            dot += a[i] * b[i];
        return dot;
    }
}
