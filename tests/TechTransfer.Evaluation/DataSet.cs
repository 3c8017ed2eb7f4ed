using System.Text.Json;

namespace TechTransfer.Evaluation;

/// <summary>A demand or achievement of a labelled data set. Demands of one <paramref name="Group"/> are the same need posted again.</summary>
internal sealed record Entry(string Id, string? Title, string? Body, string? Group);

/// <summary>What a ranker may see of a data set: texts and the pairs to score. Labels are read by <see cref="Labels"/> alone.</summary>
internal sealed record DataSet(
    string Name,
    IReadOnlyList<Entry> Achievements,
    IReadOnlyList<Entry> Demands,
    IReadOnlyDictionary<string, IReadOnlySet<string>> Pool
)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static DataSet Load(string folder)
    {
        var pool = new Dictionary<string, HashSet<string>>();
        var pairs = Path.Combine(folder, "pool.tsv");
        if (File.Exists(pairs))
            foreach (var columns in Tsv(pairs))
            {
                if (!pool.TryGetValue(columns[0], out var achievements))
                    pool[columns[0]] = achievements = [];
                achievements.Add(columns[1]);
            }
        return new(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            Entries(Path.Combine(folder, "achievements.jsonl")),
            Entries(Path.Combine(folder, "demands.jsonl")),
            pool.ToDictionary(x => x.Key, IReadOnlySet<string> (x) => x.Value)
        );
    }

    public IReadOnlySet<string> PoolOf(string demand) => Pool.GetValueOrDefault(demand) ?? new HashSet<string>();

    public static IEnumerable<string[]> Tsv(string file) => File.ReadLines(file).Where(line => line.Length > 0).Select(line => line.Split('\t'));

    private static List<Entry> Entries(string file)
    {
        var entries = new List<Entry>();
        foreach (var line in File.ReadLines(file).Where(line => !string.IsNullOrWhiteSpace(line)))
            entries.Add(Parse(line) ?? throw new InvalidDataException($"{file}: line {entries.Count + 1} is no entry with an id."));
        return entries;
    }

    private static Entry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Entry>(line, Json) is { Id.Length: > 0 } entry ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
