using System.Globalization;
using System.Text.RegularExpressions;

namespace TechTransfer.Listings.Prefill;

/// <summary>A level that is written as one, and a stage that is said to be reached: 适合产业化 promises nothing.</summary>
internal static partial class Maturity
{
    /// <summary>From the highest down: a text that tells of the pilot plant tells of the laboratory before it.</summary>
    private static readonly (string Stage, string[] Words)[] Stages =
    [
        ("commercial", ["产业化", "量产", "批量生产", "规模化生产", "规模化应用", "批量应用", "商业化"]),
        ("demonstration", ["示范工程", "工程示范", "示范应用", "示范线", "示范运行"]),
        ("pilot", ["中试"]),
        ("lab", ["小试", "实验室验证", "实验室研究", "实验室阶段", "样机"]),
        ("concept", ["概念验证", "原理验证"]),
    ];

    public static (int? Trl, string? Stage) Read(string text, string? section)
    {
        var level = Level().Match(text);
        int? trl = level.Success ? int.Parse(level.Groups["level"].ValueSpan, CultureInfo.InvariantCulture) : null;
        // Under its own heading the word alone is an answer.
        var clauses = text.Split(['，', '。', '；', '、', ',', ';', '\n']).Where(x => Reached().IsMatch(x));
        if (section is { Length: < 40 })
            clauses = clauses.Append(section);
        var said = clauses.Where(x => !Denied().IsMatch(x)).ToList();
        foreach (var (stage, words) in Stages)
            if (said.Exists(x => Array.Exists(words, word => x.Contains(word, StringComparison.Ordinal))))
                return (trl, stage);
        return (trl, null);
    }

    [GeneratedRegex("已|完成|通过|处于|进入|实现", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Reached();

    [GeneratedRegex("未|尚|待|拟|计划|适合|预计|即将|可望|有望", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Denied();

    [GeneratedRegex(
        @"(?:TRL|技术(?:成熟度|就绪度)(?:等级)?|成熟度(?:等级)?)[ ]?(?:≥|>=|不低于|达到|达|为|:|：|-)?[ ]?(?:TRL[ ]?)?(?:第)?(?<level>[1-9])(?![\d.])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        2000
    )]
    private static partial Regex Level();
}
