using System.Text.RegularExpressions;

namespace TechTransfer.Hosting;

/// <summary>
/// Does a text look like advertising, or like keys pressed at random? It is a guess by a few rules, so nothing is refused for it: a report is looked at
/// after the others, a listing is reviewed also where its organisation is trusted.
/// </summary>
public static partial class Doubt
{
    private const int MostLinks = 2;
    private const int ShortestJudged = 8;

    public static bool About(string? text)
    {
        if (text is null || text.Length < ShortestJudged)
            return false;
        return Link().Count(text) > MostLinks || Advertising().IsMatch(text) || Repeats().IsMatch(text) || HasFewLetters(text) || IsMashed(text);
    }

    /// <summary>Signs and digits make up most of it.</summary>
    private static bool HasFewLetters(string text)
    {
        var shown = text.Where(x => !char.IsWhiteSpace(x)).ToList();
        return shown.Count(char.IsLetter) * 5 < shown.Count * 2;
    }

    /// <summary>Long Latin words without a vowel, which no language has.</summary>
    private static bool IsMashed(string text) => Mashed().Count(text) is var mashed && mashed > 0 && mashed * 2 >= LongWord().Count(text);

    [GeneratedRegex(@"https?://|www\.", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("加微信|加V信|加QQ|代开发票|办理贷款|刷单|兼职日结|casino|viagra|earn money", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Advertising();

    [GeneratedRegex(@"(?<one>\S)\k<one>{7}|(?<few>\S{2,4})\k<few>{5}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Repeats();

    [GeneratedRegex(@"\b[bcdfghjklmnpqrstvwxz]{7,}\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Mashed();

    [GeneratedRegex(@"\b[a-z]{7,}\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex LongWord();
}
