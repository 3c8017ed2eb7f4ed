namespace TechTransfer.Matching.Ranking;

/// <summary>A listing's terms with their idf under one snapshot of the statistics.</summary>
internal sealed class WeightedTerms
{
    private const int MostOfOneTerm = 3;

    public WeightedTerms(TermVector vector, Func<uint, double> idf)
    {
        Vector = vector;
        Idf = new double[vector.Count];
        for (var i = 0; i < Idf.Length; i++)
        {
            Idf[i] = idf(vector.Terms[i]);
            AsQuery += Idf[i] * QueryFrequency(i);
            if (vector.CountOf(i, TextRole.Title) > 0)
                Title += Idf[i];
        }
    }

    public TermVector Vector { get; }

    public double[] Idf { get; }

    /// <summary>Σ idf × frequency: what a query of this text could reach at most, up to BM25's saturation.</summary>
    public double AsQuery { get; }

    /// <summary>Σ idf of the title's terms.</summary>
    public double Title { get; }

    public int QueryFrequency(int index) => Math.Min(Vector.Frequency(index), MostOfOneTerm);

    public bool InTitle(int index) => Vector.CountOf(index, TextRole.Title) > 0;
}
