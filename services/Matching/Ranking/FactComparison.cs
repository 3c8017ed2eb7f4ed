namespace TechTransfer.Matching.Ranking;

/// <summary>The features that compare stated facts instead of text.</summary>
internal static class FactComparison
{
    public static void Fill(double[] features, PreparedListing demand, PreparedListing achievement)
    {
        features[(int)Feature.Parameters] = QuantityComparison.Balance(demand, achievement);
        features[(int)Feature.Readiness] = demand.Trl is { } wanted && achievement.Trl is { } offered ? Math.Max(0, wanted - offered) : double.NaN;
        features[(int)Feature.Modes] = Modes(demand.Modes, achievement.Modes);
        features[(int)Feature.Money] = Money(demand, achievement);
        features[(int)Feature.Industry] = Industry(demand.Industry, achievement.Industry);
        features[(int)Feature.Region] = Region(demand.Region, achievement.Region);
        features[(int)Feature.Age] = Age(demand, achievement);
        features[(int)Feature.Incomplete] = demand.Incomplete || achievement.Incomplete ? 1 : 0;
    }

    internal static double Modes(CooperationModes wanted, CooperationModes offered)
    {
        if (wanted == CooperationModes.None || offered == CooperationModes.None)
            return double.NaN;
        return ((wanted | offered) & CooperationModes.Open) != CooperationModes.None || (wanted & offered) != CooperationModes.None ? 1 : 0;
    }

    internal static double Money(PreparedListing demand, PreparedListing achievement)
    {
        if ((demand.MoneyMaxFen ?? demand.MoneyMinFen) is not { } budget || achievement.MoneyMinFen is not { } price)
            return double.NaN;
        return price <= budget || price == 0 ? 1 : (double)budget / price;
    }

    /// <summary>Common leading characters of the codes beyond the section letter: C34 and C3453 share two of four levels.</summary>
    private static double Industry(string? a, string? b)
    {
        if (string.IsNullOrEmpty(a) || string.IsNullOrEmpty(b))
            return double.NaN;
        var common = 0;
        while (common < a.Length && common < b.Length && a[common] == b[common])
            common++;
        return common switch
        {
            0 => 0,
            < 3 => 1,
            3 => 2,
            4 => 3,
            _ => 4,
        };
    }

    private static double Region(string? a, string? b)
    {
        if (a is not { Length: 6 } || b is not { Length: 6 })
            return double.NaN;
        return a.AsSpan(0, 2).SequenceEqual(b.AsSpan(0, 2))
            ? a.AsSpan(0, 4).SequenceEqual(b.AsSpan(0, 4))
                ? 2
                : 1
            : 0;
    }

    /// <summary>Against the newer of both, so that a stored score does not change by waiting.</summary>
    private static double Age(PreparedListing a, PreparedListing b)
    {
        if (a.ConfirmedAt == default || b.ConfirmedAt == default)
            return double.NaN;
        return Math.Abs((a.ConfirmedAt - b.ConfirmedAt).TotalDays) / 365;
    }
}
