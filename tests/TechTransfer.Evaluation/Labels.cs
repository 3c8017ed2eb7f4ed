namespace TechTransfer.Evaluation;

/// <summary>Grades 0–3 by demand and achievement. Only training and reports read them.</summary>
internal static class Labels
{
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Load(string folder) =>
        DataSet
            .Tsv(Path.Combine(folder, "qrels.tsv"))
            .GroupBy(columns => columns[0])
            .ToDictionary(
                group => group.Key,
                IReadOnlyDictionary<string, int> (group) =>
                    group.ToDictionary(columns => columns[1], columns => int.Parse(columns[2], System.Globalization.CultureInfo.InvariantCulture))
            );
}
