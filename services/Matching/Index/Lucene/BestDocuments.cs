namespace TechTransfer.Matching.Index.Lucene;

/// <summary>The highest scored documents seen so far; of equal ones the first.</summary>
internal sealed class BestDocuments(int limit)
{
    private readonly System.Collections.Generic.PriorityQueue<(int Document, float Score), (float Score, int Later)> worstFirst = new(limit);
    private float lowest;

    public bool WouldTake(float score) => score > lowest;

    public void Add(int document, float score)
    {
        if (worstFirst.Count == limit)
            worstFirst.Dequeue();
        worstFirst.Enqueue((document, score), (score, -document));
        if (worstFirst.Count == limit)
            lowest = worstFirst.Peek().Score;
    }

    public IReadOnlyList<(int Document, float Score)> Descending()
    {
        var found = new (int, float)[worstFirst.Count];
        for (var i = found.Length - 1; i >= 0; i--)
            found[i] = worstFirst.Dequeue();
        return found;
    }
}
