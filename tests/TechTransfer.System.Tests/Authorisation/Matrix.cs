using System.Globalization;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>What one caller gets: "200", "404", or "200-": answered, but with nothing of the own organisation's in it.</summary>
internal sealed record Cell(int Status, bool WithoutIt)
{
    public bool IsRefusal => Status >= 400;

    public static Cell Read(string text) => new(int.Parse(text.TrimEnd('-'), CultureInfo.InvariantCulture), text.EndsWith('-'));

    public override string ToString() => Status.ToString(CultureInfo.InvariantCulture) + (WithoutIt ? "-" : "");
}

/// <summary>One line of authorisation.tsv.</summary>
/// <param name="Why">Said where no caller succeeds.</param>
internal sealed record Line(string Endpoint, IReadOnlyDictionary<Who, Cell> Cells, string? Why);

internal static class Matrix
{
    public static readonly string File = Path.Combine(AppContext.BaseDirectory, "Authorisation", "authorisation.tsv");

    public static IReadOnlyDictionary<string, Line> Read()
    {
        var lines = new Dictionary<string, Line>(StringComparer.Ordinal);
        foreach (var text in global::System.IO.File.ReadLines(File))
        {
            if (text.Length == 0 || text[0] == '#')
                continue;
            var columns = text.Split('\t', StringSplitOptions.RemoveEmptyEntries);
            var endpoint = $"{columns[0]} {columns[1]}";
            var cells = columns.Skip(2).Take(Callers.All.Length).Select(Cell.Read).ToList();
            // A page or a file answers everybody alike: one cell stands for all.
            var all = Callers.All.ToDictionary(x => x, x => cells.Count == 1 ? cells[0] : cells[(int)x]);
            lines.Add(endpoint, new Line(endpoint, all, columns.Length > 2 + cells.Count ? columns[2 + cells.Count] : null));
        }
        return lines;
    }

    public static string Write(string endpoint, IEnumerable<Cell> cells) => endpoint.Replace(' ', '\t') + "\t" + string.Join('\t', cells);
}
