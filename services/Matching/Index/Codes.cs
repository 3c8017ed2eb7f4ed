namespace TechTransfer.Matching.Index;

/// <summary>The levels above a code, which a filter or facet of either engine matches too.</summary>
public static class Codes
{
    /// <summary>220104 → 220000, 220100, 220104. A code that is not six digits stands for itself.</summary>
    public static IReadOnlyList<string> RegionPath(string? region) =>
        region switch
        {
            null or "" => [],
            { Length: 6 } => [.. new[] { region[..2] + "0000", region[..4] + "00", region }.Distinct()],
            _ => [region],
        };

    /// <summary>C3453 → C, C34, C345, C3453.</summary>
    public static IReadOnlyList<string> IndustryPath(string? industry) =>
        string.IsNullOrEmpty(industry)
            ? []
            : [.. Enumerable.Range(1, industry.Length).Where(length => length != 2).Select(length => industry[..length])];
}
