using System.Text.RegularExpressions;
using TechTransfer.Listings;

namespace TechTransfer.Demands;

/// <summary>
/// What in an anonymous demand may tell whose it is, for its owner and its reviewer to look at: the organisation's name, the contact's, numbers of patents, phones,
/// e-mail and web addresses, streets, and files, which carry an author in themselves. Only flagged: who reads it can tell more, and it may be somebody else's.
/// </summary>
internal static partial class GivesAway
{
    private const int ShortestName = 2;

    public static IReadOnlyDictionary<string, string>? In(DemandContent content, OrganisationRow? owner)
    {
        var names = new[] { owner?.Name, owner?.NameEn, owner?.CreditCode, content.Contact?.Name, Core(owner?.Name) }
            .Where(x => x?.Trim().Length >= ShortestName)
            .Select(x => x!.Trim())
            .ToList();
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, text) in Texts(content))
            if (!string.IsNullOrEmpty(text) && What(text, names) is { } what)
                found.TryAdd(field, $"This may tell who posts the demand: {what}.");
        if (content.Attachments is { Count: > 0 })
            found["attachments"] = "This may tell who posts the demand: files name their author.";
        return found.Count == 0 ? null : found;
    }

    private static string? What(string text, List<string> names) =>
        names.Exists(x => text.Contains(x, StringComparison.OrdinalIgnoreCase)) ? "a name"
        : Phone().IsMatch(text) ? "a phone number"
        : Mail().IsMatch(text) ? "an e-mail or web address"
        : Patent().IsMatch(text) ? "a patent number"
        : Street().IsMatch(text) ? "a street address"
        : null;

    /// <summary>The name by which people know a firm: without the place before it and the form of company behind it.</summary>
    private static string? Core(string? name) =>
        name is null ? null
        : Form().Replace(Place().Replace(name, ""), "") is { Length: >= 3 } core ? core
        : null;

    private static IEnumerable<(string Field, string? Text)> Texts(DemandContent content) =>
        [
            ("title", content.Title),
            ("background", content.Background),
            ("content", content.Content),
            ("basis", content.Basis),
            ("tried", content.Tried),
            ("constraints", content.Constraints),
            ("ipTerms", content.IpTerms),
            ("field", content.Field),
            ("keywords", string.Join(' ', content.Keywords ?? [])),
            ("themes", string.Join(' ', content.Themes ?? [])),
            ("preferredPartners", string.Join(' ', content.PreferredPartners ?? [])),
            .. (content.Targets ?? []).Select((x, i) => ($"targets[{i}]", (string?)$"{x.Name} {x.Value} {x.Text}")),
        ];

    [GeneratedRegex(@"^[^市县区]{2,8}省|^[^省市县区]{2,8}(市|县|区)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"(股份|有限|责任|集团|公司|科技|（.{1,10}）|\(.{1,10}\))+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();

    [GeneratedRegex(
        @"(?<!\d)(1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}[\s-]?\d{7,8}|400[\s-]?\d{3}[\s-]?\d{4})(?!\d)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Phone();

    [GeneratedRegex(@"[\w.+-]+@[\w-]+\.[\w.]+|https?://|www\.\w", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Mail();

    [GeneratedRegex(
        @"(ZL|CN)\s?\d{4}\s?\d|(?<!\d)(19|20)\d{2}[1-9]\d{7}\.?[\dX](?!\d)|专利号",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Patent();

    [GeneratedRegex(
        @"[\p{IsCJKUnifiedIdeographs}]{2,12}(路|街|大道|胡同)\s?\d+\s?(号|弄)|\d{1,5}\s\w{1,30}\s(Street|Road|Avenue)\b",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Street();
}
