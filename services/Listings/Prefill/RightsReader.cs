using System.Text.RegularExpressions;
using TechTransfer.Listings.Similar;

namespace TechTransfer.Listings.Prefill;

/// <summary>Numbers of Chinese patents, applications, publications and registered software, each once.</summary>
internal static partial class RightsReader
{
    private const int Most = 50;

    public static IReadOnlyList<FoundRight> Read(string text)
    {
        var found = new Dictionary<string, FoundRight>(StringComparer.Ordinal);
        foreach (Match match in Number().Matches(text))
        {
            var number = string.Concat(match.Value.Where(x => !char.IsWhiteSpace(x))).ToUpperInvariant();
            if (found.Count < Most)
                found.TryAdd(IpNumber.Normalise(number), new FoundRight(number, KindOf(match), match.Groups["zl"].Success));
        }
        return [.. found.Values];
    }

    /// <summary>The digit behind the year, or the letter behind the number, tells what was applied for.</summary>
    private static string? KindOf(Match match) =>
        match.Groups["sr"].Success ? "software"
        : match.Groups["kind"].Value is { Length: > 0 } kind
            ? kind switch
            {
                "1" or "8" => "inventionPatent",
                "2" or "9" => "utilityModel",
                _ => "design",
            }
        : match.Groups["letter"].Value switch
        {
            "U" or "Y" => "utilityModel",
            "S" => "design",
            _ => "inventionPatent",
        };

    [GeneratedRegex(
        @"(?<![\dA-Za-z])(?:(?:(?<zl>ZL)|CN)?\s?(?:19|20)\d{2}\s?(?<kind>[12389])\s?\d{7}\s?\.\s?[\dXx]|CN\s?\d{9}\s?(?<letter>[ABCUYS])\d?|20\d{2}(?<sr>SR)\d{6,7})(?![\dA-Za-z])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        2000
    )]
    private static partial Regex Number();
}
