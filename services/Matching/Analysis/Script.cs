namespace TechTransfer.Matching.Analysis;

/// <summary>Which characters belong together in a run of the tokeniser.</summary>
internal static class Script
{
    public static bool IsHan(char c) => c is >= '\u4e00' and <= '\u9fff' or >= '\u3400' and <= '\u4dbf';

    public static bool IsDigit(char c) => c is >= '0' and <= '9';

    /// <summary>A letter of a script that is written with words: Latin, Greek, Cyrillic, Arabic, kana …</summary>
    public static bool IsLetter(char c) => !IsHan(c) && (c < 0x80 ? char.IsAsciiLetter(c) : char.IsLetter(c));

    public static bool IsWordCharacter(char c) => IsDigit(c) || IsLetter(c);

    /// <summary>Joins the pieces of a model number or formula: 6061-T6, Li-ion, C/C, v2.1, a+b.</summary>
    public static bool IsJoiner(char c) => c is '-' or '.' or '/' or '+' or '_' or '\u2010' or '\u2011' or '\u00b7';
}
