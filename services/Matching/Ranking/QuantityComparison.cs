namespace TechTransfer.Matching.Ranking;

/// <summary>What a demand wants of quantities against what an achievement offers.</summary>
internal static class QuantityComparison
{
    /// <summary>How far a value may miss a bound, relative to it, and still be called near.</summary>
    private const double NearTolerance = 0.1;

    /// <summary>Below this two names are not of the same quantity.</summary>
    private const double LeastLikeness = 0.5;

    public sealed record Comparison(NamedQuantity Wanted, NamedQuantity? Offered, ParameterVerdict Verdict);

    public static IEnumerable<Comparison> Compare(PreparedListing demand, PreparedListing achievement)
    {
        foreach (var wanted in demand.Quantities)
        {
            if (wanted.Name.Length == 0)
                continue;
            var offered = NearestIn(achievement, wanted);
            yield return new(wanted, offered, offered is null ? ParameterVerdict.Unknown : Judge(wanted, offered));
        }
    }

    /// <summary>Of the quantities of a like name the likest; of equally like ones the first that meets what is wanted, or else the first.</summary>
    private static NamedQuantity? NearestIn(PreparedListing achievement, NamedQuantity wanted)
    {
        var (nearest, best) = ((NamedQuantity?)null, (Likeness: 0.0, Met: false));
        foreach (var offer in achievement.Quantities)
        {
            if (offer.Dimension != wanted.Dimension || Likeness(wanted.Name, offer.Name) is not (>= LeastLikeness and var likeness))
                continue;
            var rank = (likeness, Judge(wanted, offer) == ParameterVerdict.Met);
            if (nearest is null || rank.CompareTo(best) > 0)
                (nearest, best) = (offer, rank);
        }
        return nearest;
    }

    /// <summary>From −1 (all missed) to 1 (all met); NaN when nothing can be compared.</summary>
    public static double Balance(PreparedListing demand, PreparedListing achievement)
    {
        var (sum, count) = (0.0, 0);
        if (demand.Quantities.Count == 0 || achievement.Quantities.Count == 0)
            return double.NaN;
        foreach (var comparison in Compare(demand, achievement))
        {
            if (comparison.Verdict == ParameterVerdict.Unknown)
                continue;
            count++;
            sum += comparison.Verdict switch
            {
                ParameterVerdict.Met => 1,
                ParameterVerdict.Near => 0.25,
                _ => -1,
            };
        }
        return count == 0 ? double.NaN : sum / count;
    }

    /// <summary>A wanted interval is met when the offered values reach into it: a machine that can do 10 to 50 can do 20.</summary>
    private static ParameterVerdict Judge(NamedQuantity wanted, NamedQuantity offered)
    {
        if (offered.Max >= wanted.Min && offered.Min <= wanted.Max)
            return ParameterVerdict.Met;
        var (bound, reached) = offered.Max < wanted.Min ? (wanted.Min, offered.Max) : (wanted.Max, offered.Min);
        return Math.Abs(bound - reached) <= NearTolerance * Math.Max(Math.Abs(bound), Math.Abs(reached))
            ? ParameterVerdict.Near
            : ParameterVerdict.Missed;
    }

    /// <summary>Dice coefficient of the character bigrams of two names; equal names give 1.</summary>
    private static double Likeness(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0)
            return 0;
        if (
            string.Equals(a, b, StringComparison.OrdinalIgnoreCase)
            || a.Contains(b, StringComparison.OrdinalIgnoreCase)
            || b.Contains(a, StringComparison.OrdinalIgnoreCase)
        )
            return 1;
        if (a.Length < 2 || b.Length < 2)
            return 0;
        var common = 0;
        for (var i = 0; i + 1 < a.Length; i++)
            if (b.AsSpan().Contains(a.AsSpan(i, 2), StringComparison.OrdinalIgnoreCase))
                common++;
        return 2.0 * common / (a.Length + b.Length - 2);
    }
}
