using System.Collections.Frozen;

namespace TechTransfer.Matching.Analysis;

/// <summary>Traditional → simplified, character by character (2,853 pairs, see Data/README.md).</summary>
internal static class TraditionalChinese
{
    private static readonly FrozenDictionary<char, char> Simplified = DataFile
        .Lines("traditional-to-simplified.txt")
        .ToFrozenDictionary(line => line[0], line => line[1]);

    public static char Simplify(char c) => c >= '\u3400' && Simplified.TryGetValue(c, out var simplified) ? simplified : c;
}
