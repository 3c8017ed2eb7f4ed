using System.Globalization;

namespace TechTransfer.Matching.Analysis;

/// <summary>Reads numbers with comparator, range and unit: "≥ 99.9 %", "不低于 50 μm", "300–350 ℃", "5×10^-6 m", "1,200 MPa 以上".</summary>
internal static class QuantityReader
{
    private static readonly string[] AtLeastBefore =
    [
        "≥",
        ">=",
        ">",
        "⩾",
        "不低于",
        "不小于",
        "不少于",
        "大于等于",
        "大于",
        "超过",
        "高于",
        "至少",
        "优于",
        "at least",
        "over",
        "above",
        "more than",
    ];
    private static readonly string[] AtMostBefore =
    [
        "≤",
        "<=",
        "<",
        "⩽",
        "不高于",
        "不大于",
        "不超过",
        "不多于",
        "小于等于",
        "小于",
        "低于",
        "少于",
        "至多",
        "at most",
        "below",
        "under",
        "less than",
        "up to",
    ];
    private static readonly string[] AtLeastAfter = ["以上", "及以上", "or more", "or above"];
    private static readonly string[] AtMostAfter = ["以下", "以内", "及以下", "之内", "or less", "or below"];

    /// <summary>A number found in the normalised text.</summary>
    /// <param name="Token">Number and unit without a blank: "50μm".</param>
    /// <param name="Start">Of number and unit alone.</param>
    /// <param name="Quantity">Null for a bare number, which measures nothing.</param>
    public sealed record Found(string Token, int Start, int End, Quantity? Quantity);

    public static Found? At(NormalisedText text, int position)
    {
        var source = text.Cased;
        if (Number(source, position) is not var (first, end))
            return null;
        if (IsNegative(source, position))
            (first, position) = (-first, position - 1);
        var low = first;
        var high = first;
        var unit = UnitBehind(source, end);
        var afterUnit = unit is null ? end : unit.Value.End;
        if (RangeSign(source, afterUnit) is { } second && Number(source, second) is var (last, lastEnd) && last >= first)
        {
            high = last;
            end = lastEnd;
            unit = UnitBehind(source, end) ?? unit;
            afterUnit = unit is { } found && found.End > end ? found.End : end;
        }
        if (unit is null)
            return new(source[position..end].ToLowerInvariant(), position, end, null);
        var token = high > low ? $"{Plain(low)}-{Plain(high)}{unit.Value.Unit.Symbol}" : $"{Plain(low)}{unit.Value.Unit.Symbol}";
        return new(token.ToLowerInvariant(), position, afterUnit, Compared(text, position, afterUnit, low, high, unit.Value.Unit));
    }

    private static Quantity Compared(NormalisedText text, int start, int end, double low, double high, Unit unit)
    {
        var source = text.Lower;
        var (min, max) = (unit.ToBase(low), unit.ToBase(high));
        var before = start;
        while (before > 0 && source[before - 1] == ' ')
            before--;
        var least = LongestEnd(source.AsSpan(0, before), AtLeastBefore);
        var most = LongestEnd(source.AsSpan(0, before), AtMostBefore);
        // "不大于" ends with "大于": the longer word decides.
        if (least > 0 && least >= most)
            return Of(text, before - least, end, min, double.PositiveInfinity, unit);
        if (most > 0)
            return Of(text, before - most, end, double.NegativeInfinity, max, unit);
        var after = end;
        while (after < source.Length && source[after] == ' ')
            after++;
        if (FirstStart(source.AsSpan(after), AtLeastAfter) is > 0 and var orMore)
            return Of(text, start, after + orMore, min, double.PositiveInfinity, unit);
        if (FirstStart(source.AsSpan(after), AtMostAfter) is > 0 and var orLess)
            return Of(text, start, after + orLess, double.NegativeInfinity, max, unit);
        return Of(text, start, end, min, max, unit);
    }

    /// <summary>How long the longest of the words is that the text ends with; 0 when it ends with none.</summary>
    private static int LongestEnd(ReadOnlySpan<char> text, string[] words)
    {
        var longest = 0;
        foreach (var word in words)
            if (word.Length > longest && text.EndsWith(word, StringComparison.Ordinal))
                longest = word.Length;
        return longest;
    }

    /// <summary>How long the first of the words is that the text starts with; 0 when it starts with none.</summary>
    private static int FirstStart(ReadOnlySpan<char> text, string[] words)
    {
        foreach (var word in words)
            if (text.StartsWith(word, StringComparison.Ordinal))
                return word.Length;
        return 0;
    }

    private static Quantity Of(NormalisedText text, int start, int end, double min, double max, Unit unit) =>
        new(unit.Dimension, min, max, text.Cased[start..end], text.OriginalStart(start), text.OriginalEnd(end));

    /// <summary>The quantity of a structured field; without a known unit a number of no dimension. Null when the text holds no number.</summary>
    public static Quantity? Of(string value, string? unit)
    {
        var known = string.IsNullOrWhiteSpace(unit) ? null : Units.Find(NormalisedText.Of(unit.Trim()).Cased);
        var text = NormalisedText.Of(
            known is null || value.Contains(known.Symbol, StringComparison.Ordinal) ? value : value.TrimEnd() + known.Symbol
        );
        var start = text.Cased.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0 || At(text, start) is not { } found)
            return null;
        if (found.Quantity is { } quantity)
            return quantity;
        var (number, end) = Number(text.Cased, start)!.Value;
        var high =
            RangeSign(text.Cased, end) is { } second && Number(text.Cased, second) is var (last, lastEnd) && last > number
                ? (last, lastEnd)
                : (number, end);
        return double.IsNaN(number)
            ? null
            : Compared(text, found.Start, high.Item2, IsNegative(text.Cased, start) ? -number : number, high.Item1, Unit.None);
    }

    /// <summary>A minus sign, not the hyphen of a range or a model number.</summary>
    private static bool IsNegative(string text, int position) =>
        position > 0
        && (text[position - 1] is '-' or '−')
        && (position == 1 || text[position - 2] is ' ' or '(' or '~' or ':' or ',' or '为' or '≥' or '≤' or '>' or '<');

    /// <summary>A decimal number, digits grouped by commas or not, with a power of ten or not.</summary>
    private static (double Value, int End)? Number(string text, int position)
    {
        if (position >= text.Length || !Script.IsDigit(text[position]))
            return null;
        var end = Digits(text, position);
        while (end + 3 < text.Length && text[end] == ',' && Digits(text, end + 1) == end + 4)
            end += 4;
        if (end + 1 < text.Length && text[end] == '.' && Script.IsDigit(text[end + 1]))
            end = Digits(text, end + 1);
        // Longer ones are serial numbers, not amounts.
        if (end - position > 18)
            return (double.NaN, end);
        var value = double.Parse(text[position..end].Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return Power(text, end) is var (exponent, powerEnd) ? (value * Math.Pow(10, exponent), powerEnd) : (value, end);
    }

    private static (int Exponent, int End)? Power(string text, int position)
    {
        if (position + 3 >= text.Length || text[position] is not ('×' or 'x' or '*') || text[position + 1] != '1' || text[position + 2] != '0')
            return null;
        var at = position + 3;
        if (text[at] == '^')
            at++;
        var negative = at < text.Length && text[at] is '-' or '−';
        if (negative)
            at++;
        var end = Digits(text, at);
        return end > at && end - at <= 2 ? ((negative ? -1 : 1) * int.Parse(text[at..end], CultureInfo.InvariantCulture), end) : null;
    }

    private static int Digits(string text, int position)
    {
        while (position < text.Length && Script.IsDigit(text[position]))
            position++;
        return position;
    }

    private static (Unit Unit, int End)? UnitBehind(string text, int end)
    {
        var at = end < text.Length && text[end] == ' ' ? end + 1 : end;
        return Units.At(text, at) is var (unit, length) ? (unit, at + length) : null;
    }

    private static int? RangeSign(string text, int position)
    {
        if (position >= text.Length || text[position] is not ('-' or '~' or '–' or '—' or '至' or '到' or '∼'))
            return null;
        return position + 1 < text.Length && Script.IsDigit(text[position + 1]) ? position + 1 : null;
    }

    private static string Plain(double value) => value.ToString("0.#########", CultureInfo.InvariantCulture);
}
