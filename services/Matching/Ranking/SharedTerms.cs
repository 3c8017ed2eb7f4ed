namespace TechTransfer.Matching.Ranking;

/// <summary>The terms that a demand and an achievement share, in rising order. One of them is full, the other light.</summary>
internal struct SharedTerms(WeightedTerms demand, WeightedTerms achievement)
{
    private readonly bool demandIsFull = demand.Idf is not null;
    private readonly WeightedTerms full = demand.Idf is not null ? demand : achievement;
    private readonly uint[] light = (demand.Idf is not null ? achievement : demand).Vector.Terms;
    private int next;

    public readonly SharedTerms GetEnumerator() => this;

    /// <summary>Where the term is in the vector of each, and its idf.</summary>
    public (int InDemand, int InAchievement, double Idf) Current { get; private set; }

    public bool MoveNext()
    {
        while (next < light.Length)
        {
            var (inLight, inFull) = (next, full.IndexOf(light[next]));
            next++;
            if (inFull < 0)
                continue;
            Current = demandIsFull ? (inFull, inLight, full.Idf![inFull]) : (inLight, inFull, full.Idf![inFull]);
            return true;
        }
        return false;
    }
}
