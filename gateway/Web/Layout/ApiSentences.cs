using System.Text.RegularExpressions;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Layout;

/// <summary>
/// The API's sentences about what it refuses, in the language of the page. Words/sentences.json has each under its own English; {0} and {1} stand for what
/// differs from case to case. A test sees to it that no sentence of the API is missing there. What is wrong with single fields: <see cref="Mistakes"/>.
/// </summary>
internal sealed partial class ApiSentences(Dictionary dictionary)
{
    private const string Group = "says";

    private readonly IReadOnlyList<(Regex Form, string Key)> _forms =
    [
        .. dictionary
            .Entries.Select(x => x.Key)
            .Where(x => x.StartsWith(Group + ".", StringComparison.Ordinal) && x.Contains("{0}", StringComparison.Ordinal))
            .Select(x => (FormOf(x[(Group.Length + 1)..]), x)),
    ];

    /// <returns>The sentence as the API said it where the page is English or there are no words for it.</returns>
    public string Say(Words words, string sentence)
    {
        if (words.Language == Language.English)
            return sentence;
        if (words.Of(Group, sentence) is var known && known != sentence)
            return known;
        foreach (var (form, key) in _forms)
            if (form.Match(sentence) is { Success: true } match)
                return words[key, [.. match.Groups.Values.Skip(1).Select(x => x.Value)]];
        return sentence;
    }

    private static Regex FormOf(string template) =>
        new($"^{Hole().Replace(Regex.Escape(template), "(.*)")}$", RegexOptions.Singleline, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"\\\{\d\}", RegexOptions.None, 1000)]
    private static partial Regex Hole();
}
