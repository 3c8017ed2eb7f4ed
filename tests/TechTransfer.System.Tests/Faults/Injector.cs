using System.Globalization;
using TechTransfer.Messaging;
using TechTransfer.System.Tests.Kill;
using TechTransfer.TestApplication;

namespace TechTransfer.System.Tests.Faults;

/// <summary>
/// Brings about one fault and mends it. A fault counts when something acknowledged was unfinished at its moment; the killing of one replica, by which others
/// begin, is a fault of its own.
/// </summary>
internal sealed class Injector(Fleet fleet, LedgerClient client, FaultTable table)
{
    public const string ReplicaKilled = "a replica killed at random";

    private static readonly TimeSpan UntilReached = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, string> Points = new(StringComparer.Ordinal)
    {
        ["before the commit of a change"] = CrashPoints.BeforeCommit,
        ["after it"] = CrashPoints.AfterCommit,
        ["after sending"] = CrashPoints.AfterSend,
        ["after the broker's confirm"] = CrashPoints.AfterConfirm,
        ["before the commit of effect and inbox"] = CrashPoints.BeforeInboxCommit,
        ["after the commit of effect and inbox"] = CrashPoints.AfterInboxCommit,
        ["before the acknowledgement"] = CrashPoints.BeforeAck,
        ["before the index's commit"] = CrashPoints.BeforeIndexCommit,
    };

    /// <summary>Faults of the same thing wait for each other.</summary>
    private readonly Dictionary<string, SemaphoreSlim> _free = Fleet
        .Services.Append(Fleet.Gateway)
        .Concat(fleet.Networks.Keys)
        .ToDictionary(x => x, _ => new SemaphoreSlim(1), StringComparer.Ordinal);

    private static readonly string[] Publishers = ["Achievements", "Demands", "Contracts"];

    public static IEnumerable<string> CrashFaults => Points.Keys;

    /// <summary>What can be tried here: servers are killed only where backends.sh started them.</summary>
    public static IEnumerable<string> OtherFaults(Fleet fleet) =>
        [
            "both replicas of a service killed",
            "a gateway killed",
            .. fleet.Networks.Keys.SelectMany(x => new[] { $"{x}: connections cut", $"{x}: slow", $"{x}: silent" }),
            .. Backends.AreOurs ? ["RabbitMQ killed", "PostgreSQL killed"] : Array.Empty<string>(),
            .. ElasticsearchBackend.IsOurs ? ["Elasticsearch killed"] : Array.Empty<string>(),
        ];

    /// <summary>Returns when it is mended and what was killed is ready again.</summary>
    public Task InjectAsync(string fault)
    {
        if (Points.TryGetValue(fault, out var point))
            return AloneWithAsync(ServiceThatComesTo(point), service => CrashAsync(fault, point, service));
        if (fault.Split(": ") is [var server, var how])
            return AloneWithAsync(server, _ => DisturbAsync(fault, fleet.Networks[server], how));
        return fault switch
        {
            "both replicas of a service killed" => AloneWithAsync(AnyOf(Fleet.Services), x => KillAndStartAsync(fault, [.. Fleet.ReplicasOf(x)])),
            "a gateway killed" => AloneWithAsync(Fleet.Gateway, x => KillAndStartAsync(fault, AnyOf([.. Fleet.ReplicasOf(x)]))),
            "RabbitMQ killed" => AloneWithAsync("RabbitMQ", _ => KillServerAsync(fault, "rabbitmq")),
            "PostgreSQL killed" => AloneWithAsync("PostgreSQL", _ => KillServerAsync(fault, "postgres")),
            _ => AloneWithAsync("Elasticsearch", _ => KillServerAsync(fault, "elasticsearch")),
        };
    }

    private async Task AloneWithAsync(string what, Func<string, Task> work)
    {
        await _free[what].WaitAsync();
        try
        {
            await work(what);
        }
        finally
        {
            _free[what].Release();
        }
    }

    private static string ServiceThatComesTo(string point) =>
        point switch
        {
            CrashPoints.BeforeIndexCommit => "Matching",
            CrashPoints.BeforeCommit or CrashPoints.AfterCommit or CrashPoints.AfterSend or CrashPoints.AfterConfirm => AnyOf(Publishers),
            _ => AnyOf([.. Publishers, "Matching"]),
        };

    /// <summary>
    /// One replica is killed and comes back with the crash point. What only the holder of a lease does, it does when the other one is gone.
    /// </summary>
    private async Task CrashAsync(string fault, string point, string service)
    {
        var replicas = Fleet.ReplicasOf(service).ToArray();
        Random.Shared.Shuffle(replicas);
        var (doomed, other) = (replicas[0], replicas[1]);
        await KillAsync(ReplicaKilled, doomed);
        var count = Random.Shared.Next(1, 6).ToString(CultureInfo.InvariantCulture);
        fleet[doomed].Start($"{point}:{count}");
        await fleet.WhenReadyAsync(doomed);
        if (fleet[doomed].IsRunning && point is CrashPoints.BeforeIndexCommit or CrashPoints.AfterSend or CrashPoints.AfterConfirm)
            await KillAsync(ReplicaKilled, other);
        var reached = await fleet[doomed].EndedAsync(UntilReached);
        table.Note(fault, reached && await IsUnfinishedAsync());
        await fleet[doomed].KillAsync();
        await StartAsync(replicas);
    }

    private async Task KillAndStartAsync(string fault, params string[] names)
    {
        await KillAsync(fault, names);
        await StartAsync(names);
    }

    private Task StartAsync(params string[] names)
    {
        fleet.Start(names);
        return fleet.WhenReadyAsync(names);
    }

    private async Task KillAsync(string fault, params string[] names)
    {
        await Task.WhenAll(names.Select(x => fleet[x].KillAsync()));
        table.Note(fault, await IsUnfinishedAsync());
    }

    private async Task DisturbAsync(string fault, TcpProxy network, string how)
    {
        // Looked at before: afterwards the look itself takes time.
        var counts = await IsUnfinishedAsync();
        switch (how)
        {
            case "connections cut":
                network.Cut();
                break;
            case "slow":
                network.Slow(TimeSpan.FromMilliseconds(Random.Shared.Next(50, 300)), Random.Shared.Next(20_000, 200_000));
                break;
            default:
                network.Silence();
                break;
        }
        table.Note(fault, counts);
        // How long the fault lasts.
        using var lasting = new PeriodicTimer(TimeSpan.FromSeconds(how == "connections cut" ? Random.Shared.Next(1, 5) : Random.Shared.Next(4, 10)));
        await lasting.WaitForNextTickAsync();
        network.Heal();
    }

    private async Task KillServerAsync(string fault, string server)
    {
        var counts = await IsUnfinishedAsync();
        await BackendScript.RunAsync("kill", server);
        table.Note(fault, counts);
        await BackendScript.RunAsync("start", server);
    }

    private async Task<bool> IsUnfinishedAsync() => (await fleet.Stores.UnfinishedAsync([.. client.Acknowledged.Keys])).Count > 0;

    private static string AnyOf(params string[] some) => some[Random.Shared.Next(some.Length)];
}
