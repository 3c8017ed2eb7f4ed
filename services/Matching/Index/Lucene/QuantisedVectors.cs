using System.Numerics;
using System.Runtime.InteropServices;
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
/// Vectors with a byte per dimension and a scale of their own each: a quarter of the memory, which is what a scan waits for. A cosine is right to about
/// 0.003.
/// </summary>
internal sealed class QuantisedVectors(int dimensions)
{
    private readonly List<int> documents = [];
    private readonly List<float> scales = [];
    private readonly List<sbyte> codes = [];

    public void Add(int document, ReadOnlySpan<float> vector)
    {
        Span<sbyte> code = stackalloc sbyte[dimensions];
        documents.Add(document);
        scales.Add(Quantise(vector, code));
        codes.AddRange(code);
    }

    /// <param name="vector">What the cosines are with; of unit length, as the stored ones are.</param>
    /// <param name="docBase">Number of the segment's first document.</param>
    /// <param name="matching">Asked of documents that would make the list.</param>
    public void Scan(ReadOnlySpan<float> vector, int docBase, IBits matching, BestDocuments best)
    {
        Span<sbyte> wanted = stackalloc sbyte[dimensions];
        var scale = Quantise(vector, wanted);
        var ownScales = CollectionsMarshal.AsSpan(scales);
        ReadOnlySpan<sbyte> rest = CollectionsMarshal.AsSpan(codes);
        for (var at = 0; at < ownScales.Length; at++, rest = rest[dimensions..])
        {
            var cosine = scale * ownScales[at] * Dot(rest[..dimensions], wanted);
            if (best.WouldTake(cosine) && matching.Get(documents[at]))
                best.Add(docBase + documents[at], cosine);
        }
    }

    /// <returns>What a code is to be multiplied with to get the number it stands for.</returns>
    private static float Quantise(ReadOnlySpan<float> vector, Span<sbyte> code)
    {
        var largest = 0f;
        foreach (var value in vector)
            largest = Math.Max(largest, Math.Abs(value));
        if (largest == 0)
        {
            code.Clear();
            return 0;
        }
        var scale = largest / sbyte.MaxValue;
        for (var i = 0; i < vector.Length; i++)
            code[i] = (sbyte)MathF.Round(vector[i] / scale);
        return scale;
    }

    private static int Dot(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        var sum = Vector<int>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(a[i..]), out var a0, out var a1);
            Vector.Widen(new Vector<sbyte>(b[i..]), out var b0, out var b1);
            // Twice 127 × 127 is within a short.
            Vector.Widen(a0 * b0 + a1 * b1, out var low, out var high);
            sum += low + high;
        }
        var dot = Vector.Sum(sum);
        for (; i < a.Length; i++)
            dot += a[i] * b[i];
        return dot;
    }
}
