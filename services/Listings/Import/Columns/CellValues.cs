using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Import.Columns;

/// <summary>A cell cannot be read as what its column holds; the message is for its author.</summary>
internal sealed class CellException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

/// <summary>What people write into single cells, written down as the API expects it.</summary>
internal static partial class CellValues
{
    public static void WriteInteger(Utf8JsonWriter json, string text)
    {
        var digits = Plain(text);
        if (digits.StartsWith("trl", StringComparison.OrdinalIgnoreCase))
            digits = digits[3..];
        digits = digits.TrimEnd('级', '年');
        json.WriteNumberValue(
            int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new CellException("format", $"'{Short(text)}' is no whole number.")
        );
    }

    public static void WriteDecimal(Utf8JsonWriter json, string text) =>
        json.WriteNumberValue(
            decimal.TryParse(Plain(text).TrimEnd('%'), NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new CellException("format", $"'{Short(text)}' is no number.")
        );

    public static void WriteBoolean(Utf8JsonWriter json, string text) =>
        json.WriteBooleanValue(
            Plain(text).ToLowerInvariant() switch
            {
                "true" or "yes" or "y" or "1" or "是" or "有" or "需要" or "√" => true,
                "false" or "no" or "n" or "0" or "否" or "无" or "不需要" or "×" => false,
                _ => throw new CellException("format", $"'{Short(text)}' is neither yes nor no (是, 否)."),
            }
        );

    /// <summary>Yuan, also "30万元"; the heading may say that all amounts are in 万元.</summary>
    public static void WriteMoney(Utf8JsonWriter json, string text, decimal unit)
    {
        var plain = Plain(text).Replace(",", "", StringComparison.Ordinal).TrimStart('¥', '￥').TrimEnd('元');
        if (plain.EndsWith("人民币", StringComparison.Ordinal))
            plain = plain[..^3].TrimEnd('元');
        if (plain.EndsWith('万') || plain.EndsWith('亿'))
        {
            unit = plain[^1] == '万' ? 10_000 : 100_000_000;
            plain = plain[..^1];
        }
        if (!decimal.TryParse(plain, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) || Math.Abs(number) > Money.MaxFen)
            throw new CellException("format", $"'{Short(text)}' is no amount of yuan.");
        json.WriteStartObject();
        json.WriteString("amount", (number * unit).ToString("0.############", CultureInfo.InvariantCulture));
        json.WriteString("currency", "CNY");
        json.WriteEndObject();
    }

    /// <summary>2027-06-30, 2027/6/30, 2027.6.30, 2027年6月30日, 20270630 or an ISO 8601 time.</summary>
    public static void WriteDate(Utf8JsonWriter json, string text)
    {
        var plain = Plain(text);
        var match = Date().Match(plain);
        json.WriteStringValue(
            match.Success
            && DateOnly.TryParseExact(
                $"{match.Groups["y"].Value}-{match.Groups["m"].Value}-{match.Groups["d"].Value}",
                "yyyy-M-d",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
                ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : DayOrMoment.TryParse(text.Trim(), out _) ? text.Trim()
            : throw new CellException("format", $"'{Short(text)}' is no date such as 2027-06-30.")
        );
    }

    public static void WriteJson(Utf8JsonWriter json, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            document.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            throw new CellException("format", $"'{Short(text)}' begins like JSON but is none.");
        }
    }

    public static bool IsJson(string text) => text.AsSpan().TrimStart() is ['[' or '{', ..];

    private static string Plain(string text) => string.Concat(text.Normalize(NormalizationForm.FormKC).Where(x => !char.IsWhiteSpace(x)));

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    [GeneratedRegex(
        "^(?<y>[0-9]{4})([-/.年](?<m>[0-9]{1,2})[-/.月](?<d>[0-9]{1,2})日?|(?<m>[0-9]{2})(?<d>[0-9]{2}))$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Date();
}
