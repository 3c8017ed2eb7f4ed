using System.Collections.Frozen;

namespace TechTransfer.Matching.Analysis;

/// <summary>
/// Technology terms that are the same in Chinese and English. Each row of Data/aliases.tsv (Chinese spellings, tab, English spellings, each list
/// separated by |) is one concept; where one of its spellings stands, the concept's own token is added, so either language finds the other.
/// </summary>
internal sealed class Aliases
{
    private const int MostWords = 4;
    private readonly FrozenDictionary<string, string> chinese;
    private readonly FrozenDictionary<string, string> english;

    /// <summary>By its first character, and first word, how long the longest spelling is: nearly every place of a text is passed by with one look.</summary>
    private readonly FrozenDictionary<char, int> longestChinese;
    private readonly FrozenDictionary<string, int> longestEnglish;

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
        longestChinese = zh.Keys.GroupBy(spelling => spelling[0]).ToFrozenDictionary(x => x.Key, x => x.Max(spelling => spelling.Length));
        longestEnglish = en
            .Keys.Select(spelling => spelling.Split(' '))
            .GroupBy(words => words[0])
            .ToFrozenDictionary(x => x.Key, x => Math.Min(MostWords, x.Max(words => words.Length)));
    }

    public IEnumerable<string> ChineseSpellings => chinese.Keys;

    /// <summary>The concept of the longest Chinese spelling at a position of a run of Chinese characters.</summary>
    public (string Concept, int Length)? At(ReadOnlySpan<char> run)
    {
        if (!longestChinese.TryGetValue(run[0], out var longest))
            return null;
        var lookup = chinese.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var length = Math.Min(longest, run.Length); length > 1; length--)
            if (lookup.TryGetValue(run[..length], out var concept))
                return (concept, length);
        return null;
    }

    /// <summary>The concept of the longest English spelling among stemmed words from <paramref name="first"/> on; Count is its number of words.</summary>
    public (string Concept, int Count)? At(IReadOnlyList<string> stems, int first)
    {
        if (!longestEnglish.TryGetValue(stems[first], out var longest))
            return null;
        for (var count = Math.Min(longest, stems.Count - first); count > 0; count--)
            if (english.TryGetValue(count == 1 ? stems[first] : string.Join(' ', stems.Skip(first).Take(count)), out var concept))
                return (concept, count);
        return null;
    }
}
