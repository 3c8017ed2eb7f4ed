using Npgsql;
using TechTransfer.System.Tests.Journeys;
using TechTransfer.TestApplication;

namespace TechTransfer.System.Tests.Faults;

/// <summary>
/// Two replicas of every service and of the gateway as processes of their own on PostgreSQL, RabbitMQ and Elasticsearch, with a network in between that can be
/// disturbed, and one address before both gateways. The recorder is in both replicas of one service.
/// </summary>
internal sealed class Fleet : IAsyncDisposable
{
    public const string Gateway = "Gateway";
    public static readonly string[] Services = ["Identity", "Achievements", "Demands", "Matching", "Contracts"];

    private readonly string _folder = Directory.CreateTempSubdirectory("techtransfer-faults-").FullName;
    private readonly string _index = $"faults-{Guid.NewGuid():N}";
    private readonly Uri _virtualHost;
    private readonly IReadOnlyDictionary<string, string> _databases;
    private readonly string _recorder;
    private readonly TcpProxy _front;
    private readonly Dictionary<string, TcpProxy> _networks;
    private readonly Dictionary<string, HostProcess> _processes = new(StringComparer.Ordinal);

    private Fleet(Uri virtualHost, IReadOnlyDictionary<string, string> databases, string recorder, string recordsIn)
    {
        (_virtualHost, _databases, _recorder) = (virtualHost, databases, recorder);
        _networks = new(StringComparer.Ordinal)
        {
            ["PostgreSQL"] = new TcpProxy(new NpgsqlConnectionStringBuilder(recorder).Port),
            ["RabbitMQ"] = new TcpProxy(virtualHost.Port),
            ["Elasticsearch"] = new TcpProxy(new Uri(ElasticsearchBackend.Address!).Port),
        };
        var ports = Services.Append(Gateway).ToDictionary(x => x, _ => new[] { StandaloneProgram.FreePort(), StandaloneProgram.FreePort() });
        _front = new TcpProxy(ports[Gateway]);
        foreach (var (service, own) in ports)
        foreach (var (number, port) in own.Index())
        {
            var name = NameOf(service, number);
            var settings = SettingsOf(service);
            if (service == Gateway)
                foreach (var other in Services)
                    settings[$"Services:{other}"] = string.Join(';', ports[other].Select(x => $"http://127.0.0.1:{x}"));
            var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
            _processes[name] = new HostProcess(service, new Uri($"http://127.0.0.1:{port}"), folder, settings, isRecorder: service == recordsIn);
        }
    }

    /// <summary>Before both gateways: it takes the one that accepts.</summary>
    public Uri Address => new($"http://127.0.0.1:{_front.Port}");

    public IReadOnlyDictionary<string, TcpProxy> Networks => _networks;

    /// <summary>Past the disturbed network.</summary>
    public FleetStores Stores => new(_databases, _recorder);

    /// <summary>Everything is declared and nothing runs yet.</summary>
    /// <param name="recordsIn">The service whose processes hold the recorder.</param>
    public static async Task<Fleet> NewAsync(string recordsIn)
    {
        var fleet = new Fleet(
            await Servers.NewVirtualHostAsync(),
            await Servers.NewDatabasesAsync(),
            await Backends.NewDatabaseAsync("recorder"),
            recordsIn
        );
        await using var standalone = new StandaloneProcess();
        var (code, error) = await standalone.DeclareQueuesAsync(fleet._virtualHost);
        return code == 0 ? fleet : throw new InvalidOperationException("No queues: " + error);
    }

    public static string NameOf(string service, int replica) => $"{service}-{replica + 1}";

    public static IEnumerable<string> ReplicasOf(string service) => [NameOf(service, 0), NameOf(service, 1)];

    public static IEnumerable<string> All => Services.Append(Gateway).SelectMany(ReplicasOf);

    public HostProcess this[string name] => _processes[name];

    public Uri AddressOf(string name) => _processes[name].Address;

    /// <summary>Starts what does not run.</summary>
    public void Start(params IEnumerable<string> names)
    {
        foreach (var name in names)
            if (!_processes[name].IsRunning)
                _processes[name].Start();
    }

    public Task WhenReadyAsync(params IEnumerable<string> names) => Task.WhenAll(names.Select(x => _processes[x].WhenReadyAsync()));

    /// <summary>Processes that ended although nobody killed them, with their last words. They are started again.</summary>
    public List<string> Fallen()
    {
        var fallen = All.Where(x => !_processes[x].IsRunning).Select(x => $"{x} ended by itself:\n{_processes[x].LastWords}").ToList();
        Start(All);
        return fallen;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
            await process.KillAsync();
        foreach (var network in _networks.Values.Append(_front))
            await network.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        await Backends.DeleteAsync(_virtualHost);
        await ElasticsearchBackend.DeleteAsync(_index);
    }

    private Dictionary<string, string> SettingsOf(string service)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PublicUrl"] = Address.GetLeftPart(UriPartial.Authority),
            ["Demo:Listings"] = "false",
            // On a busy machine a server that was killed takes its time.
            ["Startup:WaitSeconds"] = "420",
            [$"ConnectionStrings:{service}"] = ThroughNetwork(_databases[service]),
            // All of it comes from one address here.
            ["Limits:RequestsPerMinute"] = "0",
            ["Limits:SignInsPerMinute"] = "600",
        };
        if (service == Gateway)
            return settings;
        settings["ConnectionStrings:RabbitMq"] = new UriBuilder(_virtualHost) { Port = _networks["RabbitMQ"].Port }.Uri.ToString();
        settings["ConnectionStrings:Recorder"] = ThroughNetwork(_recorder);
        settings["TrustedProxies"] = "127.0.0.1";
        if (service == "Matching")
        {
            settings["ConnectionStrings:Elasticsearch"] = $"http://127.0.0.1:{_networks["Elasticsearch"].Port}";
            settings["Matching:ElasticsearchIndex"] = _index;
        }
        return settings;
    }

    private string ThroughNetwork(string database) =>
        new NpgsqlConnectionStringBuilder(database) { Port = _networks["PostgreSQL"].Port }.ConnectionString;
}
