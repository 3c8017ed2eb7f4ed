using Microsoft.Data.Sqlite;
using TechTransfer.TestApplication;

namespace TechTransfer.System.Tests.Kill;

/// <summary>Looks into the stores of a stopped or running process.</summary>
internal sealed class Stores(string folder)
{
    private static readonly string[] Publishers = ["identity", "achievements", "demands", "matching", "contracts"];

    /// <summary>Aggregates with an event that has not arrived everywhere, and listings that the index does not show yet.</summary>
    public HashSet<Guid> Unfinished()
    {
        var open = new HashSet<Guid>(Read("matching.db", "SELECT listing_id FROM index_work", x => x.GetGuid(0)));
        foreach (var store in Publishers)
            open.UnionWith(Read(store + ".db", "SELECT aggregate_id FROM outbox", x => x.GetGuid(0)));
        return open;
    }

    /// <summary>Everything that was recorded of listings, introductions and deals, with the version that said so.</summary>
    public List<(Happened What, long Version)> Recorded() =>
        Read(
            EventRecording.FileName,
            """
            SELECT CASE
                WHEN Type IN ('AchievementPublished', 'DemandPublished')
                    THEN iif(json_extract(Body, '$.inNegotiation'), 'published in negotiation', 'published')
                WHEN Type IN ('AchievementClosed', 'DemandClosed') THEN 'closed'
                WHEN Type = 'IntroductionChanged' THEN 'introduction ' || json_extract(Body, '$.state')
                WHEN Type = 'DealChanged' THEN 'deal ' || json_extract(Body, '$.stage')
                ELSE Type END, AggregateId, Version FROM events
            WHERE MessageId < '8'
            """,
            x => (new Happened(x.GetString(0), x.GetGuid(1)), x.GetInt64(2))
        );

    /// <summary>Listings whose copy in that store is missing or is not of the version and state that were announced last.</summary>
    public int Differing(string store, string isOpen)
    {
        const string Announced = """
            SELECT AggregateId, Version, Type IN ('AchievementPublished', 'DemandPublished') FROM events
            WHERE Type IN ('AchievementPublished', 'DemandPublished', 'AchievementClosed', 'DemandClosed')
            """;
        // A copy's version is a stamp: the owner's version in its lower half.
        var copies = Read(store, $"SELECT id, version & 4294967295, {isOpen} FROM listings", State).ToDictionary(x => x.Id);
        var last = Read(EventRecording.FileName, Announced, State).GroupBy(x => x.Id).Select(x => x.MaxBy(state => state.Version));
        return last.Count(x => copies.GetValueOrDefault(x.Id) != x);

        static (Guid Id, long Version, bool IsOpen) State(SqliteDataReader row) => (row.GetGuid(0), row.GetInt64(1), row.GetBoolean(2));
    }

    /// <summary>Messages recorded more than once.</summary>
    public int Doubled() =>
        Read(EventRecording.FileName, "SELECT MessageId FROM events GROUP BY MessageId HAVING count(*) > 1", x => x.GetGuid(0)).Count;

    private List<T> Read<T>(string file, string sql, Func<SqliteDataReader, T> row)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
            return [];
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=30");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }
}
