using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace TechTransfer.Theme;

/// <summary>
/// The words on the screen, from the embedded files <c>Words/*.json</c> of every assembly that shows pages. An entry is
/// <c>"key": ["中文", "English"]</c>, so a word cannot exist in one language only; a third text is the English for one.
/// </summary>
public sealed class Dictionary(IEnumerable<WordsIn> sources)
{
    private readonly FrozenDictionary<string, string[]> _entries = sources
        .Select(x => x.Assembly)
        .Prepend(typeof(Dictionary).Assembly)
        .Distinct()
        .SelectMany(Read)
        .ToFrozenDictionary(x => x.Key, x => x.Value, StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, string[]>> Entries => _entries;

    /// <summary>Null when there is no such entry.</summary>
    /// <param name="isOne">The text is about one thing; Chinese says it as it says any number.</param>
    public string? Find(string key, Language language, bool isOne = false) =>
        _entries.TryGetValue(key, out var texts) ? texts[isOne && language == Language.English && texts.Length > 2 ? 2 : (int)language] : null;

    private static IEnumerable<KeyValuePair<string, string[]>> Read(Assembly assembly) =>
        from name in assembly.GetManifestResourceNames()
        where name.Contains(".Words.", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal)
        from entry in ReadFile(assembly, name)
        select entry;

    private static Dictionary<string, string[]> ReadFile(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<Dictionary<string, string[]>>(stream)!;
    }
}

/// <summary>An assembly whose words belong to the dictionary.</summary>
public sealed record WordsIn(Assembly Assembly);

/// <summary>The dictionary in the language of the request.</summary>
public sealed class Words(Dictionary dictionary, IHttpContextAccessor http)
{
    public Language Language { get; } = http.HttpContext is { } context ? LanguageChoice.Of(context) : Language.Chinese;

    public CultureInfo Culture => Language.Culture();

    /// <summary>The key itself where an entry is missing, so that nobody sees a broken page; a test finds it.</summary>
    public string this[string key] => dictionary.Find(key, Language) ?? key;

    /// <summary>The first value is what is counted.</summary>
    public string this[string key, params object?[] values] =>
        string.Format(Culture, dictionary.Find(key, Language, values is [1 or 1L or "1", ..]) ?? key, values);

    /// <summary>The word for a code such as an enum's value; the code itself when it is new to us.</summary>
    public string Of(string group, string? code) => code is null ? "" : dictionary.Find($"{group}.{code}", Language) ?? code;

    /// <summary>技术转让、技术许可 or Assignment, Licence.</summary>
    public string Join(IEnumerable<string> parts) => string.Join(Language == Language.English ? ", " : "、", parts);
}
