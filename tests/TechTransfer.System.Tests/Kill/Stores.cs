using Microsoft.Data.Sqlite;
using TechTransfer.TestApplication;

namespace TechTransfer.System.Tests.Kill;

/// <summary>Looks into the stores of a stopped or running process.</summary>
internal sealed class Stores(string folder)
{
    /// <summary>Aggregates with an event that has not arrived everywhere.</summary>
    public HashSet<Guid> Unfinished()
    {
        var open = new HashSet<Guid>();
        foreach (var store in (string[])["achievements", "demands"])
            open.UnionWith(Read(store + ".db", "SELECT aggregate_id, id FROM outbox").Select(x => x.Aggregate));
        return open;
    }

    /// <summary>How often the publication of each listing was recorded.</summary>
    public Dictionary<Guid, int> Recorded() =>
        Read(EventRecording.FileName, "SELECT AggregateId, Version FROM events WHERE Type IN ('AchievementPublished', 'DemandPublished')")
            .GroupBy(x => x.Aggregate)
            .ToDictionary(x => x.Key, x => x.Count());

    /// <summary>Listings whose copy in Contracts is missing or is not of the version that was published last.</summary>
    public int Differing()
    {
        const string Published =
            "SELECT AggregateId, max(Version) FROM events WHERE Type IN ('AchievementPublished', 'DemandPublished') GROUP BY AggregateId";
        var copies = Read("contracts.db", "SELECT id, version FROM listings").ToDictionary(x => x.Aggregate, x => x.Number);
        return Read(EventRecording.FileName, Published).Count(x => copies.GetValueOrDefault(x.Aggregate) != x.Number);
    }

    /// <summary>Events recorded more than once.</summary>
    public int Doubled() => Read(EventRecording.FileName, "SELECT MessageId, count(*) FROM events GROUP BY MessageId HAVING count(*) > 1").Count;

    private List<(Guid Aggregate, long Number)> Read(string file, string sql)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
            return [];
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=30");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<(Guid, long)>();
        while (reader.Read())
            rows.Add((reader.GetGuid(0), reader.GetInt64(1)));
        return rows;
    }
}
