using System.Globalization;
using System.Text;

namespace TechTransfer.Matching.Analysis;

/// <summary>
/// A text after NFKC, traditional → simplified and lower case, which still knows for each of its code units the stretch of the original text it came
/// from. Normalisation works on one combining sequence at a time, since NFKC composes only within one.
/// </summary>
internal sealed class NormalisedText
{
    private static readonly string?[] Single = new string?[char.MaxValue + 1];

    /// <summary>Null as long as each code unit came from the one at the same place, as in most texts.</summary>
    private readonly List<int>? starts;
    private readonly List<int>? ends;

    private NormalisedText(string cased, string lower, List<int>? starts, List<int>? ends) =>
        (Cased, Lower, this.starts, this.ends) = (cased, lower, starts, ends);

    /// <summary>Normalised but for the letter case, which tells MPa from mPa. As long as <see cref="Lower"/>.</summary>
    public string Cased { get; }

    public string Lower { get; }

    public int OriginalStart(int position) => starts is null ? position : starts[position];

    /// <summary>End (exclusive) in the original of the normalised code unit before <paramref name="end"/>.</summary>
    public int OriginalEnd(int end) => ends is null ? end : ends[end - 1];

    public static NormalisedText Of(string text)
    {
        var cased = new StringBuilder(text.Length);
        List<int>? from = null;
        List<int>? to = null;
        for (var i = 0; i < text.Length; )
        {
            var next = SequenceEnd(text, i);
            if (next == i + 1 && IsPlain(text[i]))
                cased.Append(TraditionalChinese.Simplify(text[i]));
            else
                foreach (var c in next == i + 1 ? Compatible(text[i]) : Compatible(text[i..next]))
                    cased.Append(TraditionalChinese.Simplify(c));
            if (from is null && (next != i + 1 || cased.Length != next))
                (from, to) = (Counted(0, i, text.Length), Counted(1, i, text.Length));
            for (; from?.Count < cased.Length; )
            {
                from.Add(i);
                to!.Add(next);
            }
            i = next;
        }
        var result = cased.ToString();
        return new(result, Lowered(result), from, to);
    }

    /// <summary>As many numbers one after the other, with room for those of the rest of a text.</summary>
    private static List<int> Counted(int first, int count, int room)
    {
        var numbers = new List<int>(room + room / 8);
        for (var number = first; number < first + count; number++)
            numbers.Add(number);
        return numbers;
    }

    /// <summary>As <see cref="string.ToLowerInvariant"/>, which asks the system for each character that is not ASCII: Chinese, kana and their punctuation have no case.</summary>
    private static string Lowered(string text)
    {
        foreach (var c in text)
            if (!IsPlain(c) && c is not (>= '\u2000' and <= '\u206f' or >= '\u3000' and <= '\u30ff'))
                return text.ToLowerInvariant();
        return string.Create(
            text.Length,
            text,
            static (lower, text) =>
            {
                for (var i = 0; i < text.Length; i++)
                    lower[i] = char.IsAsciiLetterUpper(text[i]) ? (char)(text[i] | 0x20) : text[i];
            }
        );
    }

    /// <summary>Characters that NFKC leaves alone: most of Chinese and ASCII, so most texts need no normalisation call at all.</summary>
    private static bool IsPlain(char c) => c < 0x80 || c is >= '\u4e00' and <= '\u9fff' or >= '\u3400' and <= '\u4dbf';

    private static int SequenceEnd(string text, int start)
    {
        var end = start + (char.IsHighSurrogate(text[start]) && start + 1 < text.Length && char.IsLowSurrogate(text[start + 1]) ? 2 : 1);
        // Bounded, so that an endless run of combining marks cannot make the work quadratic.
        while (end < text.Length && end - start < 32 && text[end] >= 0x300 && IsMark(text[end]))
            end++;
        return end;
    }

    private static bool IsMark(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Punctuation comes again and again, and to ask the system takes as long as the rest of a text.</summary>
    private static string Compatible(char c) => Single[c] ??= Compatible(c.ToString());

    /// <summary>NFKC; a lone surrogate, which is no character, stands as the replacement character.</summary>
    private static string Compatible(string sequence)
    {
        if (sequence.Length == 1 && char.IsSurrogate(sequence[0]))
            return "\ufffd";
        try
        {
            return sequence.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Code points that are no characters (U+FFFE …) are refused by Normalize.
            return new string('\ufffd', 1);
        }
    }
}
