using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>
/// BM25 as Lucene 10, and so Elasticsearch 9, computes it: lengths up to 40 are exact and longer ones keep four significant bits
/// (SmallFloat.intToByte4), and only documents that have the field are counted. The constant factor (k1 + 1) of Lucene 4.8 does not change any order.
/// </summary>
internal sealed class ExactLengthSimilarity() : BM25Similarity(FrequencySaturation, LengthShare)
{
    /// <summary>BM25's k1 and b.</summary>
    private const float FrequencySaturation = 1.2f;
    private const float LengthShare = 0.75f;
    private const int ExactLengths = 24;

    protected override byte EncodeNormValue(float boost, int fieldLength) => (byte)(sbyte)ToByte(fieldLength);

    protected override float DecodeNormValue(byte b) => FromByte(b);

    protected override float AvgFieldLength(CollectionStatistics collectionStats) => AverageLength(collectionStats);

    public override Explanation IdfExplain(CollectionStatistics collectionStats, TermStatistics termStats) =>
        new(IdfOf(termStats.DocFreq, collectionStats), $"idf(docFreq={termStats.DocFreq}, docCount={collectionStats.DocCount})");

    protected override float Idf(long docFreq, long numDocs) => (float)Math.Log(1 + (numDocs - docFreq + 0.5) / (docFreq + 0.5));

    internal static float IdfOf(long docFreq, CollectionStatistics field)
    {
        var documents = Math.Max(field.DocCount, docFreq);
        return (float)Math.Log(1 + (documents - docFreq + 0.5) / (docFreq + 0.5));
    }

    /// <summary>k1 × (1 − b + b × length / average length), by the byte that encodes the length.</summary>
    internal static float[] LengthTable(CollectionStatistics field)
    {
        var average = AverageLength(field);
        return [.. Enumerable.Range(0, 256).Select(code => FrequencySaturation * (1 - LengthShare + LengthShare * FromByte(code) / average))];
    }

    private static float AverageLength(CollectionStatistics field) =>
        field.SumTotalTermFreq <= 0 || field.DocCount <= 0 ? 1 : (float)field.SumTotalTermFreq / field.DocCount;

    internal static int ToByte(int length) => length < ExactLengths ? length : ExactLengths + ToFourBits(length - ExactLengths);

    internal static int FromByte(int code) => code < ExactLengths ? code : ExactLengths + FromFourBits(code - ExactLengths);

    /// <summary>Three bits behind the leading one, and the shift above them; smaller values as they are.</summary>
    private static int ToFourBits(int value)
    {
        var bits = 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)value);
        if (bits < 4)
            return value;
        var shift = bits - 4;
        return ((value >>> shift) & 0x07) | ((shift + 1) << 3);
    }

    private static int FromFourBits(int code)
    {
        var shift = (code >>> 3) - 1;
        return shift < 0 ? code & 0x07 : ((code & 0x07) | 0x08) << shift;
    }
}
