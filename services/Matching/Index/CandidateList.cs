namespace TechTransfer.Matching.Index;

/// <summary>Candidates found by terms and neighbours found by vectors in one list: a part of it is kept for neighbours, whatever terms found.</summary>
public static class CandidateList
{
    /// <summary>Share of the list that vectors may fill.</summary>
    private const double VectorShare = 0.25;

    /// <summary>Neighbours worth asking for: twice the part that is theirs, since many of them are found by terms as well.</summary>
    public static int Neighbours(int limit) => Math.Max(1, limit / 2);

    /// <param name="byTerms">Best first.</param>
    /// <param name="neighbours">Nearest first.</param>
    /// <returns>Those of the list with their score, 0 for one that no term found.</returns>
    public static Dictionary<TKey, float> Merge<TKey>(
        IReadOnlyList<(TKey Key, float Score)> byTerms,
        IReadOnlyList<(TKey Key, float Cosine)> neighbours,
        int limit
    )
        where TKey : notnull
    {
        var reserved = Math.Min((int)(limit * VectorShare), neighbours.Count);
        var found = byTerms.Take(limit - reserved).ToDictionary(hit => hit.Key, hit => hit.Score);
        foreach (var (key, _) in neighbours)
            if (found.Count < limit)
                found.TryAdd(key, 0);
        foreach (var (key, score) in byTerms)
            if (found.Count < limit || found.ContainsKey(key))
                found[key] = score;
        return found;
    }

    public static IReadOnlyList<Candidate> Ordered(IEnumerable<Candidate> candidates) =>
        [.. candidates.OrderByDescending(x => x.Score).ThenByDescending(x => x.Cosine).ThenBy(x => x.Id)];
}
