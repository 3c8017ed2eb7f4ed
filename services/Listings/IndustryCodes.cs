using System.Globalization;

namespace TechTransfer.Listings;

/// <summary>Codes of GB/T 4754—2017.</summary>
public static class IndustryCodes
{
    // The last division of each section A to T.
    private static readonly (char Section, int LastDivision)[] Sections =
    [
        ('A', 5),
        ('B', 12),
        ('C', 43),
        ('D', 46),
        ('E', 50),
        ('F', 52),
        ('G', 60),
        ('H', 62),
        ('I', 65),
        ('J', 69),
        ('K', 70),
        ('L', 72),
        ('M', 75),
        ('N', 79),
        ('O', 82),
        ('P', 83),
        ('Q', 85),
        ('R', 90),
        ('S', 96),
        ('T', 97),
    ];

    /// <summary>"3453" becomes "C3453"; what is no such code stays as it is, for validation to refuse.</summary>
    public static string? WithSection(string? code)
    {
        var text = code?.Trim().ToUpperInvariant();
        if (text is not { Length: >= 2 and <= 4 } || !int.TryParse(text[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var division))
            return string.IsNullOrEmpty(text) ? null : text;
        foreach (var (section, last) in Sections)
            if (division <= last)
                return section + text;
        return text;
    }
}
