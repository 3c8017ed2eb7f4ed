namespace TechTransfer.Listings.Similar;

/// <summary>Numbers of intellectual property rights.</summary>
public static class IpNumber
{
    private static readonly int[] Weights12 = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];

    /// <summary>Upper case letters and digits alone, without the ZL or CN before a Chinese number: "ZL 2019 1 0123456.X" is "20191 0123456X" run together.</summary>
    public static string Normalise(string number)
    {
        var normal = string.Concat(number.Normalize(System.Text.NormalizationForm.FormKC).Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return normal.StartsWith("ZL", StringComparison.Ordinal) || normal.StartsWith("CN", StringComparison.Ordinal) ? normal[2..] : normal;
    }

    /// <summary>
    /// Whether a Chinese application number keeps its check digit: 12 digits weighted 2–9, 2–5 modulo 11, 10 written X (ZC 0006—2003). Null for
    /// numbers of another form, which have none.
    /// </summary>
    public static bool? CheckDigitHolds(string number)
    {
        var normal = Normalise(number);
        if (normal.Length != 13 || !(normal.StartsWith("19", StringComparison.Ordinal) || normal.StartsWith("20", StringComparison.Ordinal)))
            return null;
        var sum = 0;
        for (var i = 0; i < 12; i++)
        {
            if (!char.IsAsciiDigit(normal[i]))
                return null;
            sum += (normal[i] - '0') * Weights12[i];
        }
        return normal[12] == (sum % 11 == 10 ? 'X' : (char)('0' + sum % 11));
    }
}
