using System.Diagnostics.CodeAnalysis;

namespace TechTransfer.Hosting;

/// <summary>
/// 统一社会信用代码, the number that names an organisation: 17 characters and a check digit as GB 32100-2015 defines it: the sum of the characters'
/// values, each weighted with 3^(i-1) mod 31, and the check digit's value is divisible by 31.
/// </summary>
public static class CreditCode
{
    public const int Length = 18;

    /// <summary>A character's value is its place here; I, O, S, V and Z are left out because they are misread.</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// <summary>Takes spaces, hyphens, lower case and full-width characters as people type them.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? code)
    {
        code = string.Concat((text ?? "").Normalize(System.Text.NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c) && c != '-'))
            .ToUpperInvariant();
        if (code.Length == Length && code.All(c => Alphabet.Contains(c)) && CheckDigit(code.AsSpan(0, Length - 1)) == code[^1])
            return true;
        code = null;
        return false;
    }

    /// <param name="body">The 17 characters before the check digit, all of the alphabet.</param>
    public static char CheckDigit(ReadOnlySpan<char> body)
    {
        var (sum, weight) = (0, 1);
        foreach (var character in body)
        {
            sum += Alphabet.IndexOf(character) * weight;
            weight = weight * 3 % 31;
        }
        return Alphabet[(31 - sum % 31) % 31];
    }
}
