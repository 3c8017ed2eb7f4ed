using System.Text.RegularExpressions;
using TechTransfer.Listings.Validation;

namespace TechTransfer.Listings.Prefill;

/// <summary>Figures with their names and units: 气孔率降到0.5%以下,焊接速度≥4 m/min, 渗层深度50–80 μm. One a clause, without a unit only under a heading of figures.</summary>
internal static partial class QuantityReader
{
    private const int Most = 50;
    private const int LongestName = 24;

    public static IReadOnlyList<Quantity> Read(string text, string? figures)
    {
        var found = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        Add(figures ?? "", needsUnit: false);
        Add(text, needsUnit: true);
        return [.. found.Values];

        void Add(string part, bool needsUnit)
        {
            foreach (var clause in Breaks().Split(part))
                if (found.Count < Most && Of(clause.Trim(), needsUnit) is { } quantity)
                    found.TryAdd(quantity.Name, quantity);
        }
    }

    /// <summary>Lines under a heading of figures of which no figure was read.</summary>
    public static string Unread(string? figures) =>
        string.Join('\n', (figures ?? "").Split('\n').Where(line => Array.TrueForAll(Breaks().Split(line), x => Of(x.Trim(), false) is null)));

    private static Quantity? Of(string clause, bool needsUnit)
    {
        clause = Before().Replace(Numbering().Replace(clause, ""), "");
        if (clause.Length > 200 || Figure().Match(clause) is not { Success: true } match)
            return null;
        var unit = match.Groups["unit"].Value.Trim();
        if (unit.Length == 0 && needsUnit || IsDate(unit) || LongNumber().IsMatch(unit))
            return null;
        var name = NameOf(match.Groups["name"].Value);
        if (name.Length < 2 || !name.FitsIn(LongestName) || !char.IsLetter(name[0]))
            return null;
        var (from, to) = (Number(match.Groups["from"].Value), Number(match.Groups["to"].Value));
        return to.Length > 0
            ? new Quantity(name, "range", from, to, NullIfEmpty(unit))
            : new Quantity(name, Comparator(match.Groups["how"].Value, match.Groups["after"].Value), from, null, NullIfEmpty(unit));
    }

    /// <summary>Without the verbs around it.</summary>
    private static string NameOf(string text)
    {
        var name = Lead().Replace(text.Trim(), "");
        name = Tail().Replace(name, "").Trim();
        // 薄板焊接时的气孔率: what is measured stands last.
        if (name.LastIndexOf('的') is var at and >= 0 && name.Length - at > 2)
            name = name[(at + 1)..];
        return name;
    }

    private static string Comparator(string how, string after) =>
        after is "以上" or "及以上" ? ">="
        : after is "以下" or "以内" or "之内" ? "<="
        : how.Trim() switch
        {
            "≥"
            or ">="
            or "≧"
            or "不低于"
            or "不小于"
            or "不少于"
            or "大于等于"
            or "至少"
            or "达到"
            or "达"
            or "提高到"
            or "提升到"
            or "提高至"
            or "提升至"
            or "增加到"
            or "增加至" => ">=",
            "≤"
            or "<="
            or "≦"
            or "不高于"
            or "不大于"
            or "不超过"
            or "小于等于"
            or "至多"
            or "降到"
            or "降至"
            or "降低到"
            or "降低至"
            or "缩短到"
            or "缩短至"
            or "减少到"
            or "减少至"
            or "控制在" => "<=",
            ">" or "高于" or "大于" or "超过" or "优于" => ">",
            "<" or "低于" or "小于" or "少于" => "<",
            _ => "=",
        };

    private static string Number(string text) => text.Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>2019年 is when, not how much.</summary>
    private static bool IsDate(string unit) => unit is "年" or "月" or "日" or "号";

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    /// <summary>Ends of a clause; a comma between digits belongs to a number.</summary>
    [GeneratedRegex(@"[，。；;、\n]|(?<!\d),|,(?!\d)", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Breaks();

    [GeneratedRegex(
        @"^(?<name>[^\d≥≤<>=:：±]{2,40}?|[^≥≤<>=:：±]{2,40}?(?=\s*[≥≤<>=:：]))\s*[:：]?\s*"
            + @"(?<how>≥|≤|≧|≦|>=|<=|>|<|=|大于等于|小于等于|不低于|不小于|不少于|不高于|不大于|不超过|提高到|提升到|提高至|提升至|降低到|降低至|降到|降至|缩短到|缩短至|减少到|减少至|增加到|增加至|控制在|高于|大于|超过|优于|低于|小于|少于|至少|至多|达到|达|约为|约|为|在)?\s*"
            + @"(?<from>[-−+±]?\d[\d,]{0,12}(?:\.\d{1,6})?)\s*(?:(?:-|–|—|~|～|至|到)\s*(?<to>[-−+]?\d[\d,]{0,12}(?:\.\d{1,6})?))?\s*"
            + @"(?<unit>(?:[%‰℃Ω]|°C?|[A-Za-zμµΩ][A-Za-zμµΩ°℃·*/²³⁻¹0-9().^\-]{0,15}|[万亿千百]?(?:吨|元|次|小时|分钟|秒|天|年|月|个月|倍|级|转|度|米|毫米|微米|纳米|千克|公斤|克|升|伏|瓦|千瓦|兆瓦|摄氏度|件|台|套|只|个))"
            + @"(?:/(?:[A-Za-z]{1,6}|吨|小时|年|天|次|分钟|件|台|套|平方米))?)?\s*(?<after>及以上|以上|以下|以内|之内|左右)?",
        RegexOptions.CultureInvariant,
        2000
    )]
    private static partial Regex Figure();

    /// <summary>由14天 of 由14天降至5天: what it was.</summary>
    [GeneratedRegex(
        @"(?:由|从)(?:原来的|传统的|目前的)?\s*[\d.,]+\s*[^\d，。]{0,8}?(?=(?:降低|提高|提升|降|减少|减|缩短|增加|升)(?:至|到))",
        RegexOptions.CultureInvariant,
        2000
    )]
    private static partial Regex Before();

    /// <summary>A unit has none: it is the number of something.</summary>
    [GeneratedRegex(@"\d{4}", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex LongNumber();

    [GeneratedRegex(@"^(?:[（(]?[\d一二三四五六七八九十]{1,2}(?:[)）、]|[.](?!\d))[ ]*|[-•·●■*][ ]*)", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Numbering();

    [GeneratedRegex(
        @"^(?:希望将|希望把|希望|要求将|要求|需要将|需要|可将|可使|能将|能使|使得|使|将|把|并且|并|且|其中|其|可|实现了|实现|建成|形成|达到|达|约|为|目前|现有)+",
        RegexOptions.CultureInvariant,
        2000
    )]
    private static partial Regex Lead();

    [GeneratedRegex(@"(?:可以|能够|可|能|应|需|要|均|已|仅|也|最高|最低|稳定|保持|一般|平均|由|从|了)+$", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Tail();
}
