using System.Numerics;

namespace TechTransfer.Matching.Ranking;

/// <param name="AsQuery">Σ idf × frequency: what a query of this text could reach at most, up to BM25's saturation.</param>
/// <param name="Title">Σ idf of the title's terms.</param>
/// <param name="Norm">Length of the vector of idf × damped frequency.</param>
internal sealed record TermTotals(long Snapshot, double AsQuery, double Title, double Norm);

/// <summary>
/// A listing's terms with their idf under one snapshot of the statistics. Of two sides that are compared only one needs the idf of every term, since
/// a shared term weighs the same on both; the other is <see cref="Light"/>: its two sums, which stay with its vector as long as the snapshot.
/// </summary>
internal sealed class WeightedTerms
{
    private const int MostOfOneTerm = 3;

    /// <summary>1 + ln f for every frequency that a term vector can hold.</summary>
    private static readonly double[] Damping = [.. Enumerable.Range(0, 4 * byte.MaxValue + 1).Select(f => f == 0 ? 0 : 1 + Math.Log(f))];

    /// <summary>
    /// On the full side: the place of a term by its last bits, 1 for the first, the next free slot for one whose own is taken. At least three of four slots are
    /// empty, so most terms of another listing are known to be missing at one look; to walk both sorted lists takes several times as long.
    /// </summary>
    private readonly int[] slots;

    private WeightedTerms(TermVector vector, double[]? idf, TermTotals totals, int[] slots) =>
        (Vector, Idf, AsQuery, Title, Norm, this.slots) = (vector, idf, totals.AsQuery, totals.Title, totals.Norm, slots);

    public TermVector Vector { get; }

    /// <summary>By term; null on the light side.</summary>
    public double[]? Idf { get; }

    public double AsQuery { get; }

    public double Title { get; }

    public double Norm { get; }

    public static WeightedTerms Full(TermVector vector, long snapshot, Func<uint, double> idf)
    {
        var weights = new double[vector.Count];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = idf(vector.Terms[i]);
        return new(vector, weights, vector.Totals = Sum(vector, snapshot, i => weights[i]), SlotsOf(vector));
    }

    /// <summary>Where the term is on this, the full side; −1 where it is not.</summary>
    public int IndexOf(uint term)
    {
        var last = slots.Length - 1;
        for (var slot = (int)term & last; slots[slot] is > 0 and var place; slot = (slot + 1) & last)
            if (Vector.Terms[place - 1] == term)
                return place - 1;
        return -1;
    }

    private static int[] SlotsOf(TermVector vector)
    {
        var made = new int[BitOperations.RoundUpToPowerOf2((uint)vector.Count * 4 + 1)];
        for (var i = 0; i < vector.Count; i++)
        {
            var slot = (int)vector.Terms[i] & (made.Length - 1);
            while (made[slot] > 0)
                slot = (slot + 1) & (made.Length - 1);
            made[slot] = i + 1;
        }
        return made;
    }

    public static WeightedTerms Light(TermVector vector, long snapshot, Func<uint, double> idf) =>
        new(
            vector,
            null,
            vector.Totals is { } totals && totals.Snapshot == snapshot ? totals : vector.Totals = Sum(vector, snapshot, i => idf(vector.Terms[i])),
            []
        );

    public int QueryFrequency(int index) => QueryFrequency(Vector, index);

    /// <summary>1 + ln frequency.</summary>
    public double Damped(int index) => Damped(Vector, index);

    internal static double Damped(TermVector vector, int index) => Damping[vector.Frequency(index)];

    public bool InTitle(int index) => InTitle(Vector, index);

    private static int QueryFrequency(TermVector vector, int index) => Math.Min(vector.Frequency(index), MostOfOneTerm);

    private static bool InTitle(TermVector vector, int index) => vector.CountOf(index, TextRole.Title) > 0;

    private static TermTotals Sum(TermVector vector, long snapshot, Func<int, double> weight)
    {
        var (query, title, square) = (0.0, 0.0, 0.0);
        for (var i = 0; i < vector.Count; i++)
        {
            var idf = weight(i);
            query += idf * QueryFrequency(vector, i);
            if (InTitle(vector, i))
                title += idf;
            var damped = idf * Damping[vector.Frequency(i)];
            square += damped * damped;
        }
        return new(snapshot, query, title, Math.Sqrt(square));
    }
}
