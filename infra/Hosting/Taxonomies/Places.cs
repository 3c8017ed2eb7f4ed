using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace TechTransfer.Hosting;

/// <summary>Provinces, cities and counties of China by their six-digit division code, so that every service labels a place alike.</summary>
public static class Places
{
    private static readonly FrozenDictionary<string, CodeEntry> All = CodeList.Read("places.tsv");

    /// <summary>Levels that are no place of their own: the city level of a municipality is called "districts under the city".</summary>
    private static readonly FrozenSet<string> Fillers = FrozenSet.Create(
        StringComparer.Ordinal,
        "市辖区",
        "县",
        "省直辖县级行政区划",
        "自治区直辖县级行政区划"
    );

    private static readonly FrozenDictionary<string, CodeEntry[]> ByParent = All
        .Values.GroupBy(x => Parent(x.Code) ?? "", StringComparer.Ordinal)
        .ToFrozenDictionary(x => x.Key, x => x.OrderBy(y => y.Code, StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);

    public static bool Exists([NotNullWhen(true)] string? code) => code is not null && All.ContainsKey(code);

    public static CodeEntry? Find(string code) => All.GetValueOrDefault(code);

    /// <summary>The places directly below; the provinces for null. Empty for a county or an unknown code.</summary>
    public static IReadOnlyList<CodeEntry> Children(string? parent) => ByParent.GetValueOrDefault(parent ?? "") ?? [];

    /// <summary>The code of the place above; null for a province.</summary>
    public static string? Parent(string code) =>
        code.EndsWith("0000", StringComparison.Ordinal) ? null
        : code.EndsWith("00", StringComparison.Ordinal) ? code[..2] + "0000"
        : All.ContainsKey(code[..4] + "00") ? code[..4] + "00"
        : code[..2] + "0000";

    /// <summary>From province to the place itself: 吉林省 · 长春市 · 朝阳区, or Jilin · Changchun · Chaoyang District. An unknown code is its own label.</summary>
    /// <param name="language">"en" or "en-GB" for English, everything else for Chinese.</param>
    public static string Label(string code, string language)
    {
        if (code.Length != 6 || !All.ContainsKey(code))
            return code;
        var path = new List<string>(3);
        for (var at = code; at is not null; at = Parent(at))
            if (All.TryGetValue(at, out var entry) && (at == code || !Fillers.Contains(entry.Name)))
                path.Insert(0, entry.In(language));
        return string.Join(" · ", path);
    }
}
