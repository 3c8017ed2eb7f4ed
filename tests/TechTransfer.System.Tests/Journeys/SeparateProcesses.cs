using Npgsql;
using TechTransfer.System.Tests.Kill;
using TechTransfer.TestApplication;

namespace TechTransfer.System.Tests.Journeys;

/// <summary>
/// Each service and the gateway as processes of their own on PostgreSQL and RabbitMQ: two replicas of the services that die on the way and of the
/// gateway, one of the others. Matching's process also holds the recorder of every event.
/// </summary>
internal sealed class SeparateProcesses(Uri virtualHost, IReadOnlyDictionary<string, string> databases) : IProduct
{
    private static readonly (string Service, int Replicas)[] Services =
    [
        ("Identity", 1),
        ("Achievements", 2),
        ("Demands", 1),
        ("Matching", 1),
        ("Contracts", 2),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("techtransfer-separate-").FullName;
    private readonly Dictionary<string, HostProcess> _processes = new(StringComparer.Ordinal);

    public Uri Address { get; } = NewAddress();

    /// <summary>Another replica of the gateway, which shares sessions with the first.</summary>
    public Uri OtherAddress { get; } = NewAddress();

    public bool IsRunning => _processes.Values.All(x => x.IsRunning);

    public string LastWords => string.Join('\n', _processes.Select(x => $"== {x.Key}\n{x.Value.LastWords}"));

    public async Task StartAsync()
    {
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (service, replicas) in Services)
        {
            var own = Enumerable.Range(1, replicas).Select(_ => NewAddress()).ToList();
            for (var number = 1; number <= replicas; number++)
                Add($"{service}-{number}", service, own[number - 1]);
            addresses[$"Services:{service}"] = string.Join(';', own.Select(x => x.GetLeftPart(UriPartial.Authority)));
        }
        Add("Gateway-1", "Gateway", Address, addresses);
        Add("Gateway-2", "Gateway", OtherAddress, addresses);
        await DeclareQueuesAsync();
        foreach (var process in _processes.Values)
            process.Start();
        await Task.WhenAll(_processes.Values.Select(x => x.WhenReadyAsync()));
    }

    /// <summary>All queues are there before anybody publishes; one process that knows every service declares them.</summary>
    private async Task DeclareQueuesAsync()
    {
        await using var standalone = new StandaloneProcess();
        var (code, error) = await standalone.DeclareQueuesAsync(virtualHost);
        if (code != 0)
            throw new InvalidOperationException("No queues: " + error);
    }

    /// <summary>One replica of both services between which the last signature's news travels; the others go on without them.</summary>
    public async Task KillOnTheWayAsync()
    {
        foreach (var name in new[] { "Contracts-1", "Achievements-1" })
        {
            await _processes[name].KillAsync();
            _processes.Remove(name);
        }
    }

    public async Task<string> UnfinishedAsync()
    {
        var found = new List<string>();
        foreach (var (service, _) in Services)
        {
            await using var source = NpgsqlDataSource.Create(databases[service]);
            await using var open = source.CreateCommand(
                """
                SELECT 'outbox: ' || type || ', ' || attempts || ' attempts, ' || coalesce(last_error, 'no error') || ', lease '
                    || coalesce((SELECT holder || ' for ' || (expires_at - extract(epoch FROM clock_timestamp()) * 1000)::int || ' ms' FROM leases
                        WHERE name = 'relay'), 'of nobody') FROM outbox
                UNION ALL SELECT 'dead letter: ' || type || ', ' || coalesce(detail, reason) FROM dead_letters
                """
            );
            await using var rows = await open.ExecuteReaderAsync();
            while (await rows.ReadAsync())
                found.Add($"{service}, {rows.GetString(0)}");
        }
        if (new Stores(DataOf("Matching-1")).Doubled() is var doubled and > 0)
            found.Add($"{doubled} events took effect twice");
        return string.Join("; ", found);
    }

    /// <summary>What a second process of Matching says that comes to the same database without Elasticsearch, and ends.</summary>
    public Task<string> SecondMatchingSaysAsync()
    {
        var settings = SettingsOf("Matching");
        settings["Startup:WaitSeconds"] = "1";
        return new HostProcess("Matching", NewAddress(), DataOf("Matching-2"), settings, isRecorder: false).RefusalAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
            await process.KillAsync();
        Directory.Delete(_folder, recursive: true);
        await Backends.DeleteAsync(virtualHost);
    }

    private static Uri NewAddress() => new($"http://127.0.0.1:{StandaloneProgram.FreePort()}");

    private string DataOf(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    private void Add(string name, string service, Uri address, IReadOnlyDictionary<string, string>? more = null)
    {
        var settings = SettingsOf(service);
        foreach (var (key, value) in more ?? new Dictionary<string, string>())
            settings[key] = value;
        _processes[name] = new HostProcess(service, address, DataOf(name), settings, isRecorder: name == "Matching-1");
    }

    private Dictionary<string, string> SettingsOf(string service)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PublicUrl"] = Address.GetLeftPart(UriPartial.Authority),
            ["Demo:Listings"] = "false",
            [$"ConnectionStrings:{service}"] = databases[service],
        };
        if (service != "Gateway")
        {
            settings["ConnectionStrings:RabbitMq"] = virtualHost.ToString();
            settings["TrustedProxies"] = "127.0.0.1";
        }
        return settings;
    }
}
