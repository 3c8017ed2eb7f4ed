using System.Collections.Concurrent;
using Npgsql;
using TechTransfer.System.Tests.Kill;
using TechTransfer.TestApplication;

namespace TechTransfer.System.Tests.Faults;

/// <summary>How far something that was acknowledged has come.</summary>
internal enum Arrival
{
    /// <summary>It has left its outbox, and a subscriber has written it down.</summary>
    Told,

    /// <summary>Whoever searches finds it as it is.</summary>
    Shown,

    /// <summary>Its best pairs are stored.</summary>
    Matched,
}

/// <summary>Looks into the databases of separate processes. One that is away is asked until it answers.</summary>
internal sealed class FleetStores(IReadOnlyDictionary<string, string> databases, string recorder)
{
    private const string What = """
        CASE
            WHEN type IN ('AchievementPublished', 'DemandPublished')
                THEN CASE WHEN (body::json ->> 'inNegotiation')::boolean THEN 'published in negotiation' ELSE 'published' END
            WHEN type IN ('AchievementClosed', 'DemandClosed') THEN 'closed'
            WHEN type = 'IntroductionChanged' THEN 'introduction ' || (body::json ->> 'state')
            WHEN type = 'DealChanged' THEN 'deal ' || (body::json ->> 'stage')
            ELSE type END
        """;

    // What is only announced again, behind everything else, is nothing new.
    private const string New = "message_id < '80000000-0000-0000-0000-000000000000'";

    /// <summary>What is not asked for again: looking must not be among the work that the servers are late with.</summary>
    private readonly ConcurrentDictionary<Happened, Arrival> _arrived = new();

    /// <summary>Of these what has not come as far as that.</summary>
    public async Task<HashSet<Happened>> UnfinishedAsync(IEnumerable<Happened> acknowledged, Arrival arrival = Arrival.Matched)
    {
        var of = acknowledged.Where(x => !_arrived.TryGetValue(x, out var seen) || seen < arrival).ToList();
        if (of.Count == 0)
            return [];
        var about = of.Select(x => x.About).Distinct().ToArray();
        var recorded = await ReadAsync(recorder, $"SELECT {What}, aggregate_id FROM events WHERE aggregate_id = ANY($1) AND {New}", Event, about);
        var unfinished = of.Except(recorded).ToHashSet();
        var open = await OpenAsync(arrival);
        unfinished.UnionWith(of.Where(x => open.Contains(x.About)));
        foreach (var done in of.Where(x => !unfinished.Contains(x)))
            _arrived[done] = arrival;
        return unfinished;

        static Happened Event(NpgsqlDataReader row) => new(row.GetString(0), row.GetGuid(1));
    }

    /// <summary>
    /// Aggregates with an event in an outbox, and listings that the index does not show yet or that nobody was matched with. One that is only scored anew, because
    /// the corpus grew by a fifth, has arrived.
    /// </summary>
    private async Task<HashSet<Guid>> OpenAsync(Arrival arrival)
    {
        var open = new HashSet<Guid>();
        foreach (var service in Fleet.Services)
        {
            var listings = (service, arrival) switch
            {
                ("Matching", Arrival.Shown) => " UNION SELECT listing_id FROM index_work WHERE stage = 0",
                ("Matching", Arrival.Matched) => " UNION SELECT listing_id FROM index_work WHERE lane <> 2 OR stage = 0",
                _ => "",
            };
            open.UnionWith(await ReadAsync(databases[service], "SELECT aggregate_id FROM outbox" + listings, x => x.GetGuid(0)));
        }
        return open;
    }

    /// <summary>How many events of each kind wait in which outbox, and how much of each sort of work the indexer has, with the failure that puts it off.</summary>
    public async Task<string> WaitingAsync()
    {
        var waiting = new List<string>();
        foreach (var service in Fleet.Services)
            waiting.AddRange(
                await ReadAsync(
                    databases[service],
                    "SELECT type || coalesce(' (' || last_error || ')', ''), count(*) FROM outbox GROUP BY 1",
                    x => $"{service} {x.GetString(0)} {x.GetInt64(1)}"
                )
            );
        waiting.AddRange(
            await ReadAsync(
                databases["Matching"],
                "SELECT 'lane ' || lane || ' stage ' || stage || coalesce(' (' || error || ')', ''), count(*) FROM index_work GROUP BY 1",
                x => $"{x.GetString(0)} {x.GetInt64(1)}"
            )
        );
        return string.Join("; ", waiting);
    }

    /// <summary>Everything that was recorded of listings, introductions and deals, with the version that said so.</summary>
    public Task<List<(Happened What, long Version)>> RecordedAsync() =>
        ReadAsync(
            recorder,
            $"SELECT {What}, aggregate_id, version FROM events WHERE {New}",
            x => (new Happened(x.GetString(0), x.GetGuid(1)), x.GetInt64(2))
        );

    public async Task<long> EventsAsync() => (await ReadAsync(recorder, "SELECT count(*) FROM events", x => x.GetInt64(0)))[0];

    /// <summary>Messages recorded more than once.</summary>
    public async Task<int> DoubledAsync() =>
        (await ReadAsync(recorder, "SELECT message_id FROM events GROUP BY message_id HAVING count(*) > 1", x => x.GetGuid(0))).Count;

    /// <summary>Listings whose copy in that store is missing or is not of the version and state that were announced last.</summary>
    public async Task<int> DifferingAsync(string service, string isOpen)
    {
        const string Announced = """
            SELECT aggregate_id, version, type IN ('AchievementPublished', 'DemandPublished') FROM events
            WHERE type IN ('AchievementPublished', 'DemandPublished', 'AchievementClosed', 'DemandClosed')
            """;
        // A copy's version is a stamp: the owner's version in its lower half.
        var copies = (await ReadAsync(databases[service], $"SELECT id, version & 4294967295, {isOpen} FROM listings", State)).ToDictionary(x => x.Id);
        var last = (await ReadAsync(recorder, Announced, State)).GroupBy(x => x.Id).Select(x => x.MaxBy(state => state.Version));
        return last.Count(x => copies.GetValueOrDefault(x.Id) != x);

        static (Guid Id, long Version, bool IsOpen) State(NpgsqlDataReader row) => (row.GetGuid(0), row.GetInt64(1), row.GetBoolean(2));
    }

    /// <summary>Messages that an endpoint gave up.</summary>
    public async Task<List<string>> DeadLettersAsync()
    {
        var letters = new List<string>();
        foreach (var (store, database) in databases.Where(x => x.Key != Fleet.Gateway).Append(new("Recorder", recorder)))
            letters.AddRange(
                await ReadAsync(
                    database,
                    "SELECT endpoint || ', ' || type || ': ' || coalesce(detail, reason) FROM dead_letters",
                    x => $"{store}, {x.GetString(0)}"
                )
            );
        return letters;
    }

    private static async Task<List<T>> ReadAsync<T>(string database, string sql, Func<NpgsqlDataReader, T> row, params object[] parameters)
    {
        var rows = await TestApp.EventuallyAsync(TryAsync, x => x is not null, TimeSpan.FromMinutes(2), TimeSpan.FromMilliseconds(200));
        return rows!;

        async Task<List<T>?> TryAsync()
        {
            try
            {
                await using var connection = new NpgsqlConnection(database);
                await connection.OpenAsync();
                await using var command = connection.CreateCommand();
                command.CommandText = sql;
                foreach (var parameter in parameters)
                    command.Parameters.Add(new NpgsqlParameter { Value = parameter });
                await using var reader = await command.ExecuteReaderAsync();
                var found = new List<T>();
                while (await reader.ReadAsync())
                    found.Add(row(reader));
                return found;
            }
            catch (NpgsqlException away) when (away is not PostgresException { SqlState: ['4', '2', ..] })
            {
                return null;
            }
        }
    }
}
