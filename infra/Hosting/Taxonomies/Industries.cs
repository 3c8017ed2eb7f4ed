using System.Collections.Frozen;

namespace TechTransfer.Hosting;

/// <summary>Industries of GB/T 4754-2017: section C, division C34, group C345, class C3453.</summary>
public static class Industries
{
    private static readonly FrozenDictionary<string, CodeEntry> All = CodeList.Read("industries.tsv");

    /// <summary>Digits are unique over all sections, so the section's letter can be told from them.</summary>
    private static readonly FrozenDictionary<string, string> ByDigits = All
        .Keys.Where(x => x.Length > 1)
        .ToFrozenDictionary(x => x[1..], x => x, StringComparer.Ordinal);

    /// <summary>The code with its section letter: C3453 for "C3453", "c3453" and "3453". Null when there is no such industry.</summary>
    public static string? Normalise(string? code)
    {
        var text = code?.Trim().ToUpperInvariant() ?? "";
        return All.ContainsKey(text) ? text : ByDigits.GetValueOrDefault(text);
    }

    /// <summary>The code of the widest industry with exactly this Chinese or English name.</summary>
    public static string? Named(string name) =>
        All
            .Values.Where(x => x.Name == name || string.Equals(x.NameEn, name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(x => x.Code.Length)
            .FirstOrDefault()
            ?.Code;

    public static CodeEntry? Find(string code) => All.GetValueOrDefault(code);

    /// <summary>The industries directly below; the sections for null.</summary>
    public static IReadOnlyList<CodeEntry> Children(string? parent) =>
        [.. All.Values.Where(x => (Parent(x.Code) ?? "") == (parent ?? "")).OrderBy(x => x.Code, StringComparer.Ordinal)];

    /// <summary>C345 of C3453, C34 of C345, C of C34; null for a section.</summary>
    public static string? Parent(string code) =>
        code.Length switch
        {
            <= 1 => null,
            3 => code[..1],
            _ => code[..^1],
        };

    /// <summary>Its Chinese name; in English the nearest name there is, its own or that of the division it belongs to. An unknown code is its own label.</summary>
    /// <param name="language">"en" or "en-GB" for English, everything else for Chinese.</param>
    public static string Label(string code, string language)
    {
        if (!All.TryGetValue(code, out var entry))
            return code;
        if (!language.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            return entry.Name;
        for (var at = code; at is not null; at = Parent(at))
            if (All.TryGetValue(at, out var named) && named.NameEn is { } name)
                return name;
        return entry.Name;
    }
}
