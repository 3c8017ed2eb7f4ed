using System.Collections.Frozen;
using System.Text;

namespace TechTransfer.Hosting;

/// <summary>An entry of an official list of codes.</summary>
/// <param name="NameEn">Null where the list has no English name for it.</param>
public sealed record CodeEntry(string Code, string Name, string? NameEn)
{
    /// <param name="language">"en" or "en-GB" for English, everything else for Chinese.</param>
    public string In(string language) => language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? NameEn ?? Name : Name;
}

/// <summary>A list of codes from a tab-separated file in this assembly.</summary>
internal static class CodeList
{
    public static FrozenDictionary<string, CodeEntry> Read(string resource)
    {
        using var reader = new StreamReader(typeof(CodeList).Assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var entries = new Dictionary<string, CodeEntry>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            var cells = line.Split('\t');
            entries.Add(cells[0], new CodeEntry(cells[0], cells[1], cells.Length > 2 ? cells[2] : null));
        }
        return entries.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
