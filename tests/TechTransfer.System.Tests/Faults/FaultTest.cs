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

    /// <summary>Faults that go on side by side.</summary>
    private const int AtOnce = 4;
    private const int EventsOfLongForm = 10_000;

    /// <summary>Indexing and matching have to keep pace on two cores that start processes all the time, or nothing would be seen of how fast a fault is got over.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1.5);

    /// <summary>Within this everything should have arrived; if not, it is said what had not.</summary>
    private static readonly TimeSpan Goal = TimeSpan.FromSeconds(10);

    /// <summary>How long it is waited for; how long it took is printed. On a machine with other work it takes longer than the ten seconds of the design.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static int Faults => Setting("TECHTRANSFER_FAULTS", 0);
    private static bool IsLong => Faults > 0;

    /// <summary>After so long no more faults are begun; what was done by then is checked.</summary>
    private static TimeSpan Limit => IsLong ? TimeSpan.FromMinutes(Setting("TECHTRANSFER_FAULTS_MINUTES", 24 * 60)) : TimeSpan.FromSeconds(45);

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
        using var client = new LedgerClient(fleet.Address);
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Workers).Select(_ => Task.Run(() => client.WorkUntilAsync(stop.Token, Rest))).ToList();
        await TestApp.EventuallyAsync(() => Task.FromResult(client.Acknowledged.Count), x => x > 0, Patience);
        clock.Restart();
        var kinds = Injector.CrashFaults.Concat(Injector.OtherFaults(fleet)).ToList();
        var table = new FaultTable([.. kinds, Injector.ReplicaKilled]);
        var fallen = await FailAsync(fleet, client, table, IsLong ? kinds : OneOfEachFamily(kinds), clock);
        using var look = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (IsLong && clock.Elapsed < Limit && await fleet.Stores.EventsAsync() < EventsOfLongForm)
            await look.WaitForNextTickAsync();

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
        output.WriteLine($"{clock.Elapsed:hh\\:mm\\:ss} in all; since the last call: {Said(finished)}");

        client.Refusals.ShouldBeEmpty();
        lost.ShouldBeEmpty();
        doubled.ShouldBeEmpty();
        messages.ShouldBe(0);
        letters.ShouldBeEmpty();
        (contracts, matching).ShouldBe((0, 0));
        drift.ShouldBe("""{"missing":0,"orphaned":0,"stale":0}""");
        fallen.ShouldBeEmpty();
        table.Counted.ShouldBePositive();
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

    /// <summary>
    /// In rounds: several faults at once, always the one that was had least; then all is mended, and it is seen how long what was acknowledged takes to arrive.
    /// </summary>
    /// <returns>What the processes said that ended although nobody killed them.</returns>
    private static async Task<List<string>> FailAsync(
        Fleet fleet,
        LedgerClient client,
        FaultTable table,
        IReadOnlyList<string> kinds,
        Stopwatch clock
    )
    {
        var injector = new Injector(fleet, client, table);
        var fallen = new List<string>();
        var begun = kinds.ToDictionary(x => x, _ => 0, StringComparer.Ordinal);
        while (clock.Elapsed < Limit && !IsEnough())
        {
            var round = table.Faults + AtOnce * 7;
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => OneAfterAnotherAsync(round)));
            fallen.AddRange(fleet.Fallen());
            await fleet.WhenReadyAsync(Fleet.All);
            var drained = await DrainedAsync(fleet, client);
            foreach (var (arrival, time) in drained)
                table.Drained(arrival, time);
            TestContext.Current.SendDiagnosticMessage(
                $"{clock.Elapsed:hh\\:mm\\:ss} {table.Faults} faults, {table.Counted} counted; {Said(drained)}; {client.Acknowledged.Count} acknowledged"
            );
        }
        return fallen;

        async Task OneAfterAnotherAsync(int round)
        {
            while (table.Faults < round && clock.Elapsed < Limit && !IsEnough())
            {
                string? fault;
                lock (begun)
                {
                    fault = kinds.Where(x => IsLong || begun[x] == 0).MinBy(x => (begun[x] / Share(x), Random.Shared.Next()));
                    if (fault is null)
                        return;
                    begun[fault]++;
                }
                await injector.InjectAsync(fault);
                TestContext.Current.SendDiagnosticMessage(
                    $"{clock.Elapsed:hh\\:mm\\:ss} {fault}: {table.CountedOf(fault)} of {table.FaultsOf(fault)} counted"
                );
            }
        }

        bool IsEnough() =>
            IsLong
                ? table.Counted >= Faults && Injector.CrashFaults.All(x => table.CountedOf(x) >= Faults / 20)
                : kinds.All(x => table.FaultsOf(x) > 0);
    }

    private static double Share(string fault) => Injector.CrashFaults.Contains(fault) ? 11 : 4;

    /// <returns>How long it took until everything that was acknowledged by now had come how far.</returns>
    private static async Task<Dictionary<Arrival, TimeSpan>> DrainedAsync(Fleet fleet, LedgerClient client)
    {
        var acknowledged = client.Acknowledged.Keys.ToList();
        var mended = Stopwatch.StartNew();
        var isLate = false;
        var drained = new Dictionary<Arrival, TimeSpan>();
        foreach (var arrival in Enum.GetValues<Arrival>())
        {
            await LastAsync(() => LookAsync(arrival), x => x.Count == 0);
            drained.Add(arrival, mended.Elapsed);
        }
        return drained;

        async Task<HashSet<Happened>> LookAsync(Arrival arrival)
        {
            var unfinished = await fleet.Stores.UnfinishedAsync(acknowledged, arrival);
            if (unfinished.Count > 0 && mended.Elapsed > Goal && !isLate)
            {
                isLate = true;
                var what = unfinished.CountBy(x => x.What).Select(x => $"{x.Value} {x.Key}");
                TestContext.Current.SendDiagnosticMessage($"Not {arrival}: {string.Join(", ", what)}. Waiting: {await fleet.Stores.WaitingAsync()}");
            }
            return unfinished;
        }
    }

    private static string Said(IReadOnlyDictionary<Arrival, TimeSpan> drained) =>
        string.Join(", ", drained.Select(x => $"{x.Key} after {x.Value.TotalSeconds:F1} s"));

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
