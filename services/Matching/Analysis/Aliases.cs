using System.Collections.Frozen;

namespace TechTransfer.Matching.Analysis;

/// <summary>
/// Technology terms that are the same in Chinese and English. Each row of Data/aliases.tsv (Chinese spellings, tab, English spellings, each list
/// separated by |) is one concept; where one of its spellings stands, the concept's own token is added, so either language finds the other.
/// </summary>
internal sealed class Aliases
{
    private const int LongestEnglish = 4;
    private readonly FrozenDictionary<string, string> chinese;
    private readonly FrozenDictionary<string, string> english;
    private readonly int longestChinese;

    public Aliases(IEnumerable<string> rows, Func<string, string> stem)
    {
        var zh = new Dictionary<string, string>();
        var en = new Dictionary<string, string>();
        foreach (var row in rows)
        {
            var columns = row.Split('\t');
            var concept = "=" + columns[1].Split('|')[0].Trim().ToLowerInvariant();
            foreach (var spelling in columns[0].Split('|'))
                zh.TryAdd(spelling.Trim(), concept);
            foreach (var spelling in columns[1].Split('|'))
                en.TryAdd(string.Join(' ', spelling.Trim().ToLowerInvariant().Split(' ', '-').Select(stem)), concept);
        }
        (chinese, english) = (zh.ToFrozenDictionary(), en.ToFrozenDictionary());
        longestChinese = zh.Count == 0 ? 0 : zh.Keys.Max(spelling => spelling.Length);
    }

    public IEnumerable<string> ChineseSpellings => chinese.Keys;

    /// <summary>The concept of the longest Chinese spelling at a position of a run of Chinese characters.</summary>
    public (string Concept, int Length)? At(ReadOnlySpan<char> run)
    {
        var lookup = chinese.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var length = Math.Min(longestChinese, run.Length); length > 1; length--)
            if (lookup.TryGetValue(run[..length], out var concept))
                return (concept, length);
        return null;
    }

    /// <summary>The concept of the longest English spelling among stemmed words from <paramref name="first"/> on; Count is its number of words.</summary>
    public (string Concept, int Count)? At(IReadOnlyList<string> stems, int first)
    {
        for (var count = Math.Min(LongestEnglish, stems.Count - first); count > 0; count--)
            if (english.TryGetValue(count == 1 ? stems[first] : string.Join(' ', stems.Skip(first).Take(count)), out var concept))
                return (concept, count);
        return null;
    }
}
