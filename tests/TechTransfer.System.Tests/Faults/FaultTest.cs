using System.Diagnostics;
using System.Globalization;
using Shouldly;
using TechTransfer.System.Tests.Kill;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Faults;

/// <summary>
/// Two replicas of everything on real servers; processes, servers and the network between them fail again and again while clients work through the gateways. What
/// they were told happened has to be found exactly once. TECHTRANSFER_FAULTS=200 makes it the long form.
/// </summary>
public sealed class FaultTest(ITestOutputHelper output)
{
    private const int Workers = 6;
    private const int EventsOfLongForm = 10_000;

    /// <summary>How long it is waited for; how long it took is printed. On a machine with other work it takes longer than the ten seconds of the design.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static int Faults => Setting("TECHTRANSFER_FAULTS", 0);
    private static bool IsLong => Faults > 0;

    /// <summary>After so long no more faults are begun; what was done by then is checked.</summary>
    private static TimeSpan Limit => IsLong ? TimeSpan.FromMinutes(Setting("TECHTRANSFER_FAULTS_MINUTES", 24 * 60)) : TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Whatever_fails_nothing_is_lost_and_nothing_is_doubled()
    {
        Assert.SkipWhen(ElasticsearchBackend.Address is null, ElasticsearchBackend.Absent);
        var clock = Stopwatch.StartNew();
        await using var fleet = await Fleet.NewAsync(recordsIn: "Matching");
        fleet.Start(Fleet.All);
        await fleet.WhenReadyAsync(Fleet.All);
        fleet.Fallen().ShouldBeEmpty();
        TestContext.Current.SendDiagnosticMessage($"All processes were ready after {clock.Elapsed.TotalSeconds:F0} s");
        clock.Restart();
        using var client = new LedgerClient(fleet.Address);
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Workers).Select(_ => Task.Run(() => client.WorkUntilAsync(stop.Token))).ToList();
        var kinds = Injector.CrashFaults.Concat(Injector.OtherFaults(fleet)).ToList();
        var table = new FaultTable([.. kinds, Injector.ReplicaKilled]);
        await FailAsync(fleet, client, table, IsLong ? kinds : OneOfEachFamily(kinds), clock);
        while (IsLong && clock.Elapsed < Limit && await fleet.Stores.EventsAsync() < EventsOfLongForm)
            await Task.Delay(TimeSpan.FromSeconds(1));

        await stop.CancelAsync();
        await Task.WhenAll(workers);
        var finished = await DrainedAsync(fleet, client);
        var recorded = await fleet.Stores.RecordedAsync();
        var lost = client.Acknowledged.Keys.Except(recorded.Select(x => x.What)).ToList();
        // A traced match announces its introduction and deal once more, in a version of its own; a listing is published and closed once.
        var doubled = recorded
            .CountBy(x => x.What.What is "published" or "closed" ? (x.What, 0) : x)
            .Where(x => x.Value > 1)
            .Select(x => x.Key)
            .ToList();
        var messages = await fleet.Stores.DoubledAsync();
        var events = await fleet.Stores.EventsAsync();
        var (contracts, matching) = await LastAsync(
            async () =>
                (await fleet.Stores.DifferingAsync("Contracts", "is_open"), await fleet.Stores.DifferingAsync("Matching", "state = 'published'")),
            x => x == (0, 0)
        );
        var drift = await client.DriftAsync();
        var letters = await fleet.Stores.DeadLettersAsync();
        foreach (var line in table.Lines())
            output.WriteLine(line);
        foreach (var what in client.Acknowledged.Keys.GroupBy(x => x.What).OrderBy(x => x.Key, StringComparer.Ordinal))
            output.WriteLine($"{what.Count(), 6} {what.Key}");
        output.WriteLine(
            $"{client.Acknowledged.Count} acknowledged, {events} events: {lost.Count} lost, {doubled.Count} doubled ({messages} messages)"
        );
        output.WriteLine(
            $"Copies that differ: {contracts} in Contracts, {matching} in Matching; index against store: {drift}; dead letters: {letters.Count}"
        );
        output.WriteLine($"{clock.Elapsed:hh\\:mm\\:ss} in all; everything had arrived {finished.TotalSeconds:F1} s after the last call");

        client.Refusals.ShouldBeEmpty();
        lost.ShouldBeEmpty();
        doubled.ShouldBeEmpty();
        messages.ShouldBe(0);
        letters.ShouldBeEmpty();
        (contracts, matching).ShouldBe((0, 0));
        drift.ShouldBe("""{"missing":0,"orphaned":0,"stale":0}""");
        fleet.Fallen().ShouldBeEmpty();
        client.Acknowledged.ShouldNotBeEmpty();
        if (!IsLong || clock.Elapsed >= Limit)
            return;
        table.Counted.ShouldBeGreaterThanOrEqualTo(Faults);
        Injector.CrashFaults.Min(table.CountedOf).ShouldBeGreaterThanOrEqualTo(Faults / 20);
        events.ShouldBeGreaterThanOrEqualTo(EventsOfLongForm);
    }

    private static List<string> OneOfEachFamily(IReadOnlyList<string> kinds) =>
        [
            .. kinds.Intersect([
                "before the index's commit",
                "after the broker's confirm",
                "before the acknowledgement",
                "both replicas of a service killed",
                "a gateway killed",
                "PostgreSQL: connections cut",
                "RabbitMQ: slow",
                "Elasticsearch: silent",
                "RabbitMQ killed",
                "PostgreSQL killed",
                "Elasticsearch killed",
            ]),
        ];

    /// <summary>Fault after fault, the one that was had least first; each crash point comes more often than anything else.</summary>
    private static async Task FailAsync(Fleet fleet, LedgerClient client, FaultTable table, IReadOnlyList<string> kinds, Stopwatch clock)
    {
        var injector = new Injector(fleet, client, table);
        while (clock.Elapsed < Limit && !IsEnough(table, kinds))
        {
            var fault = kinds.Where(x => !IsEnough(table, x)).MinBy(x => (table.FaultsOf(x) / Share(x), Random.Shared.Next()))!;
            await injector.InjectAsync(fault);
            var drained = IsLong ? await DrainedAsync(fleet, client) : default(TimeSpan?);
            if (drained is { } time)
                table.Drained(fault, time);
            TestContext.Current.SendDiagnosticMessage(
                $"{clock.Elapsed:hh\\:mm\\:ss} {fault}: {table.CountedOf(fault)} of {table.FaultsOf(fault)} counted, {table.Counted} in all, drained after {drained?.TotalSeconds:F1} s"
            );
        }
    }

    private static bool IsEnough(FaultTable table, IReadOnlyList<string> kinds) =>
        IsLong ? table.Counted >= Faults && Injector.CrashFaults.All(x => table.CountedOf(x) >= Faults / 20) : kinds.All(x => IsEnough(table, x));

    private static bool IsEnough(FaultTable table, string kind) => !IsLong && table.FaultsOf(kind) > 0;

    private static double Share(string fault) => Injector.CrashFaults.Contains(fault) ? 11 : 4;

    /// <returns>How long it took until everything had arrived that was acknowledged by now.</returns>
    private static async Task<TimeSpan> DrainedAsync(Fleet fleet, LedgerClient client)
    {
        var acknowledged = client.Acknowledged.Keys.ToList();
        var mended = Stopwatch.StartNew();
        await LastAsync(async () => await fleet.Stores.UnfinishedAsync(acknowledged), x => x.Count == 0);
        return mended.Elapsed;
    }

    /// <summary>What is seen when it holds, or else when patience is at its end.</summary>
    private static async Task<T> LastAsync<T>(Func<Task<T>> look, Func<T, bool> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var since = Stopwatch.StartNew(); ; await timer.WaitForNextTickAsync())
            if (await look() is var seen && (holds(seen) || since.Elapsed > Patience))
                return seen;
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
