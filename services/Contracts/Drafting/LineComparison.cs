namespace TechTransfer.Contracts.Drafting;

internal enum LineChange
{
    Same,
    Removed,
    Added,
}

internal sealed record ComparedLine(LineChange Change, string Text);

/// <summary>Two texts line by line: the longest common subsequence stays, the rest was removed or added.</summary>
internal static class LineComparison
{
    public static IReadOnlyList<ComparedLine> Of(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var common = new int[before.Count + 1, after.Count + 1];
        for (var i = before.Count - 1; i >= 0; i--)
        for (var j = after.Count - 1; j >= 0; j--)
            common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        var lines = new List<ComparedLine>();
        for (int i = 0, j = 0; i < before.Count || j < after.Count; )
        {
            if (i < before.Count && j < after.Count && before[i] == after[j])
            {
                lines.Add(new ComparedLine(LineChange.Same, before[i]));
                (i, j) = (i + 1, j + 1);
            }
            else if (j == after.Count || i < before.Count && common[i + 1, j] >= common[i, j + 1])
                lines.Add(new ComparedLine(LineChange.Removed, before[i++]));
            else
                lines.Add(new ComparedLine(LineChange.Added, after[j++]));
        }
        return lines;
    }
}
