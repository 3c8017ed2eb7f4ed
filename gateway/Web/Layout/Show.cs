using System.Globalization;
using System.Text.Json;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Layout;

/// <summary>Amounts, dates and codes as people read them: 519万元 / CNY 5.19 m, 2026年11月24日 / 24 Nov 2026.</summary>
internal sealed class Show(Words words, TimeProvider time)
{
    private static readonly TimeZoneInfo China = TimeZoneInfo.CreateCustomTimeZone("China", TimeSpan.FromHours(8), "China", "China");
    private bool English => words.Language == Language.English;

    public DateTimeOffset Now => time.GetUtcNow();

    public DateTime Today => Local(time.GetUtcNow()).Date;

    public string Date(DateTimeOffset? at) => at is { } x ? Day(Local(x)) : "";

    public string Day(DateTime day) =>
        English ? day.ToString("d MMM yyyy", words.Culture) : day.ToString("yyyy年M月d日", CultureInfo.InvariantCulture);

    /// <summary>A calendar day given as 2026-11-24.</summary>
    public string Day(string? day) =>
        DateTime.TryParse(day, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var parsed) ? Day(parsed) : day ?? "";

    public static string Time(DateTimeOffset at) => Local(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    public bool IsToday(DateTimeOffset at) => Local(at).Date == Today;

    public string Moment(DateTimeOffset? at) => at is { } x ? $"{Date(x)} {Time(x)}" : "";

    /// <summary>今天, 昨天, 6天前 and so on.</summary>
    public string Ago(DateTimeOffset? at)
    {
        if (at is not { } x)
            return "";
        var days = (Today - Local(x).Date).Days;
        return days switch
        {
            <= 0 => words["ago.today"],
            1 => words["ago.yesterday"],
            < 31 => words["ago.days", days],
            < 365 => words["ago.months", days / 30],
            _ => words["ago.years", days / 365],
        };
    }

    /// <summary>Days from today until then; negative when over.</summary>
    public int DaysLeft(DateTimeOffset until) => (Local(until).Date - Today).Days;

    /// <summary>How long, rounded as one says it.</summary>
    public string Span(TimeSpan span) =>
        span.TotalSeconds < 90
            ? words["span.seconds", Math.Max(1, (int)Math.Round(span.TotalSeconds))]
            : words["span.minutes", (int)Math.Round(span.TotalMinutes)];

    public string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>80万–150万元; 面议 when nothing is said.</summary>
    public string Price(Amounts? price) =>
        price switch
        {
            { Min: { } min, Max: { } max } when min.Yuan == max.Yuan => Money(min),
            { Min: { } min, Max: { } max } => English ? $"{Money(min)} – {Money(max)[4..]}" : $"{Money(min)[..^1]}–{Money(max)}",
            { Min: { } min } => words["price.from", Money(min)],
            { Max: { } max } => words["price.upTo", Money(max)],
            _ => words["price.negotiable"],
        };

    public string Money(Amount? amount)
    {
        if (amount is null)
            return words["price.open"];
        var yuan = amount.Yuan;
        if (English)
            return yuan switch
            {
                >= 1_000_000_000 => $"CNY {Round(yuan / 1_000_000_000)} bn",
                >= 1_000_000 => $"CNY {Round(yuan / 1_000_000)} m",
                _ => $"CNY {yuan.ToString("#,0.##", CultureInfo.InvariantCulture)}",
            };
        return yuan switch
        {
            >= 100_000_000 => $"{Round(yuan / 100_000_000)}亿元",
            >= 10_000 => $"{Round(yuan / 10_000)}万元",
            _ => $"{yuan.ToString("#,0.##", CultureInfo.InvariantCulture)}元",
        };
    }

    /// <summary>TRL 6 中试.</summary>
    public string Trl(int? trl) => trl is { } level ? $"TRL {level} {words[$"trl.{level}"]}" : "";

    public string Modes(IEnumerable<string>? modes) => words.Join((modes ?? []).Select(x => words.Of("mode", x)));

    /// <summary>≥ 900 HV0.1, 50–80 μm.</summary>
    public static string Wanted(Target target)
    {
        var unit = target.Unit is { Length: > 0 } u ? " " + u : "";
        var value = target.Comparator switch
        {
            "range" => $"{target.Min}–{target.Max}",
            ">=" => $"≥ {target.Value}",
            "<=" => $"≤ {target.Value}",
            ">" => $"> {target.Value}",
            "<" => $"< {target.Value}",
            _ => target.Value,
        };
        return string.IsNullOrWhiteSpace(value) || value == "–" ? target.Text ?? "" : value + unit;
    }

    /// <summary>A sentence that is given as text or as an object with a text.</summary>
    public static string Sentence(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
            foreach (var name in (string[])["text", "detail", "message", "title", "name"])
                if (element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String)
                    return text.GetString()!;
        return element.ToString();
    }

    /// <summary>A reason as given: the word for a code from one of the lists, with what was written beside it.</summary>
    public string Reason(string reason)
    {
        var (code, text) = reason.Split(": ", 2) is [var first, var rest] ? (first, rest) : (reason, "");
        foreach (var group in (string[])["withdraw", "return"])
            if (words.Of(group, code) is var word && word != code)
                return text.Length == 0 ? word : word + (English ? ": " : "：") + text;
        return reason;
    }

    private static string Round(decimal value) => value.ToString(value >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture);

    private static DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, China).DateTime;
}
