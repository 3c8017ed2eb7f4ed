namespace TechTransfer.Matching.Ranking;

/// <param name="AsQuery">Σ idf × frequency: what a query of this text could reach at most, up to BM25's saturation.</param>
/// <param name="Title">Σ idf of the title's terms.</param>
internal sealed record TermTotals(long Snapshot, double AsQuery, double Title);

/// <summary>
/// A listing's terms with their idf under one snapshot of the statistics. Of two sides that are compared only one needs the idf of every term, since
/// a shared term weighs the same on both; the other is <see cref="Light"/>: its two sums, which stay with its vector as long as the snapshot.
/// </summary>
internal sealed class WeightedTerms
{
    private const int MostOfOneTerm = 3;

    private WeightedTerms(TermVector vector, double[]? idf, TermTotals totals) =>
        (Vector, Idf, AsQuery, Title) = (vector, idf, totals.AsQuery, totals.Title);

    public TermVector Vector { get; }

    /// <summary>By term; null on the light side.</summary>
    public double[]? Idf { get; }

    public double AsQuery { get; }

    public double Title { get; }

    public static WeightedTerms Full(TermVector vector, long snapshot, Func<uint, double> idf)
    {
        var weights = new double[vector.Count];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = idf(vector.Terms[i]);
        return new(vector, weights, vector.Totals = Sum(vector, snapshot, i => weights[i]));
    }

    public static WeightedTerms Light(TermVector vector, long snapshot, Func<uint, double> idf) =>
        new(
            vector,
            null,
            vector.Totals is { } totals && totals.Snapshot == snapshot ? totals : vector.Totals = Sum(vector, snapshot, i => idf(vector.Terms[i]))
        );

    public int QueryFrequency(int index) => QueryFrequency(Vector, index);

    public bool InTitle(int index) => InTitle(Vector, index);

    private static int QueryFrequency(TermVector vector, int index) => Math.Min(vector.Frequency(index), MostOfOneTerm);

    private static bool InTitle(TermVector vector, int index) => vector.CountOf(index, TextRole.Title) > 0;

    private static TermTotals Sum(TermVector vector, long snapshot, Func<int, double> weight)
    {
        var (query, title) = (0.0, 0.0);
        for (var i = 0; i < vector.Count; i++)
        {
            var idf = weight(i);
            query += idf * QueryFrequency(vector, i);
            if (InTitle(vector, i))
                title += idf;
        }
        return new(snapshot, query, title);
    }
}
