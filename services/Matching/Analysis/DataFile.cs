namespace TechTransfer.Matching.Analysis;

/// <summary>The data files that are compiled into this library; lines that begin with # are remarks.</summary>
internal static class DataFile
{
    public static IEnumerable<string> Lines(string name)
    {
        var type = typeof(DataFile);
        using var stream =
            type.Assembly.GetManifestResourceStream($"{type.Namespace}.Data.{name}")
            ?? throw new InvalidOperationException($"The data file {name} is not in this build.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }
}
