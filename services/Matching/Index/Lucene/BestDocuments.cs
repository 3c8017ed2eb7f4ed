namespace TechTransfer.Matching.Index.Lucene;

/// <summary>The highest scored documents seen so far; of equal ones the first. Scores are above zero.</summary>
internal sealed class BestDocuments(int limit)
{
    /// <summary>
    /// By score and then by document in one number, which a queue compares in one step: a list of two hundred out of some ten thousand is changed a thousand
    /// times.
    /// </summary>
    private readonly System.Collections.Generic.PriorityQueue<int, ulong> worstFirst = new(limit);
    private float lowest;

    public bool WouldTake(float score) => score > lowest;

    public void Add(int document, float score)
    {
        // The bits of numbers above zero are in the order of the numbers.
        var rank = ((ulong)BitConverter.SingleToUInt32Bits(score) << 32) | ~(uint)document;
        if (worstFirst.Count < limit)
            worstFirst.Enqueue(document, rank);
        else
            worstFirst.EnqueueDequeue(document, rank);
        if (worstFirst.Count == limit)
            lowest = worstFirst.TryPeek(out _, out var worst) ? ScoreOf(worst) : 0;
    }

    public IReadOnlyList<(int Document, float Score)> Descending()
    {
        var found = new (int, float)[worstFirst.Count];
        for (var i = found.Length - 1; worstFirst.TryDequeue(out var document, out var rank); i--)
            found[i] = (document, ScoreOf(rank));
        return found;
    }

    private static float ScoreOf(ulong rank) => BitConverter.UInt32BitsToSingle((uint)(rank >> 32));
}
