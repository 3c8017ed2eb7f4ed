using System.Text.RegularExpressions;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Layout;

/// <summary>
/// The API's sentences about fields in the language of the page. They name path and limit for machines; beside its field a person needs the limit only.
/// </summary>
internal static partial class Mistakes
{
    public static string Say(Words words, string message)
    {
        foreach (var (pattern, key) in Known)
            if (pattern.Match(message) is { Success: true } match)
                return words[key, match.Groups["n"].Value];
        return message;
    }

    private static readonly (Regex Pattern, string Key)[] Known =
    [
        (Required(), "mistake.required"),
        (AtMost(), "mistake.atMost"),
        (AtLeast(), "mistake.atLeast"),
        (NeedsOne(), "mistake.needsOne"),
        (BelowMin(), "mistake.belowMin"),
        (Email(), "mistake.email"),
        (Secret(), "mistake.noStateSecret"),
        (Entitled(), "mistake.entitledToPublish"),
        (Patent(), "mistake.patentFiled"),
        (Passed(), "mistake.passed"),
        (Before(), "mistake.before"),
        (Between(), "mistake.between"),
        (Entries(), "mistake.entries"),
        (CheckDigit(), "mistake.checkDigit"),
        (Owner(), "mistake.organisation"),
        (OneOf(), "mistake.oneOf"),
    ];

    [GeneratedRegex("^'[^']+' is required")]
    private static partial Regex Required();

    [GeneratedRegex("may have at most (?<n>[\\d,]+) characters|needs 1 to (?<n>\\d+) characters")]
    private static partial Regex AtMost();

    [GeneratedRegex("needs at least (?<n>\\d+) characters")]
    private static partial Regex AtLeast();

    [GeneratedRegex("needs at least one")]
    private static partial Regex NeedsOne();

    [GeneratedRegex("is below min")]
    private static partial Regex BelowMin();

    [GeneratedRegex("no e-mail address")]
    private static partial Regex Email();

    [GeneratedRegex("no state secret is disclosed")]
    private static partial Regex Secret();

    [GeneratedRegex("entitled to publish")]
    private static partial Regex Entitled();

    [GeneratedRegex("whether a patent has been filed")]
    private static partial Regex Patent();

    [GeneratedRegex("has passed")]
    private static partial Regex Passed();

    [GeneratedRegex("is before filedOn")]
    private static partial Regex Before();

    [GeneratedRegex("' is (?<n>\\d+ to \\d+)")]
    private static partial Regex Between();

    [GeneratedRegex("may have at most (?<n>\\d+) entries")]
    private static partial Regex Entries();

    [GeneratedRegex("check digit does not fit")]
    private static partial Regex CheckDigit();

    [GeneratedRegex("No organisation has this")]
    private static partial Regex Owner();

    [GeneratedRegex("is one of |is no six-digit|is no GB/T")]
    private static partial Regex OneOf();
}
