using System.Globalization;

namespace TechTransfer.Evaluation;

internal sealed record Judged(double Score, int? Level);

/// <summary>Scores of pairs by demand and achievement, as in RUN.tsv.</summary>
internal sealed class Run
{
    private readonly Dictionary<string, Dictionary<string, Judged>> pairs = [];

    /// <summary>The demands that have scores.</summary>
    public IEnumerable<string> Keys => pairs.Keys;

    public IReadOnlyDictionary<string, Judged> Of(string demand) => pairs.GetValueOrDefault(demand) ?? [];

    public void Put(string demand, string achievement, double score, int? level)
    {
        if (!pairs.TryGetValue(demand, out var scored))
            pairs[demand] = scored = [];
        scored[achievement] = new(score, level);
    }

    public void Save(string file)
    {
        using var writer = new StreamWriter(file);
        foreach (var (demand, scored) in pairs)
        foreach (var (achievement, (score, level)) in scored)
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{demand}\t{achievement}\t{score:R}\t{level}\n"));
    }
}
