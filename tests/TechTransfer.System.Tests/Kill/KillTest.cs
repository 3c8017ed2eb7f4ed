using System.Diagnostics;
using System.Globalization;
using Shouldly;
using TechTransfer.Messaging;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Kill;

/// <summary>
/// The process is killed again and again, at each named point and at random moments, while events are unfinished. What the client was told happened
/// has to be found exactly once. TECHTRANSFER_KILLS=200 makes it the long form.
/// </summary>
public sealed class KillTest(ITestOutputHelper output)
{
    private const int Workers = 6;
    private const string AtRandom = "at random";

    // The two rarest first: the short form may end before the last ones.
    private static readonly string[] Points =
    [
        CrashPoints.BeforeIndexCommit,
        CrashPoints.AfterConfirm,
        CrashPoints.BeforeCommit,
        CrashPoints.AfterCommit,
        CrashPoints.AfterSend,
        CrashPoints.BeforeInboxCommit,
        CrashPoints.AfterInboxCommit,
        CrashPoints.BeforeAck,
        AtRandom,
    ];

    private static int Kills => Setting("TECHTRANSFER_KILLS", Points.Length);

    /// <summary>After so long the short form kills no more, on a slow machine too; what it has done by then is checked.</summary>
    private static TimeSpan Limit => TimeSpan.FromSeconds(Setting("TECHTRANSFER_KILLS", 0) > 0 ? 24 * 3600 : 120);

    [Fact]
    public async Task Killed_at_any_moment_it_loses_nothing_and_doubles_nothing()
    {
        await using var process = new StandaloneProcess();
        var stores = new Stores(process.Folder);
        using var client = new LedgerClient(process.Address);
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Workers).Select(_ => Task.Run(() => client.WorkUntilAsync(stop.Token))).ToList();
        var ledger = Points.ToDictionary(x => x, _ => (Kills: 0, Counted: 0), StringComparer.Ordinal);
        var clock = Stopwatch.StartNew();
        for (var i = 0; ledger.Values.Sum(x => x.Counted) < Kills && i < 3 * Kills && clock.Elapsed < Limit; i++)
        {
            var point = ledger.MinBy(x => (x.Value.Counted, x.Value.Kills)).Key;
            var counted = await KillOnceAsync(process, stores, client, point);
            var (kills, soFar) = ledger[point];
            ledger[point] = (kills + 1, soFar + (counted ? 1 : 0));
            TestContext.Current.SendDiagnosticMessage($"{clock.Elapsed:hh\\:mm\\:ss} {point}: {(counted ? "counted" : "not counted")}");
        }

        await process.StartAsync(null);
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        var healed = Stopwatch.StartNew();
        await TestApp.EventuallyAsync(() => Task.FromResult(stores.Unfinished().Count), open => open == 0, TimeSpan.FromSeconds(180));
        var recorded = stores.Recorded();
        var lost = client.Acknowledged.Keys.Except(recorded.Select(x => x.What)).ToList();
        // A traced match announces its introduction and deal once more, in a version of its own; a listing is published and closed once.
        var doubled = recorded
            .CountBy(x => x.What.What is "published" or "closed" ? (x.What, 0) : x)
            .Where(x => x.Value > 1)
            .Select(x => x.Key)
            .ToList();
        var contracts = stores.Differing("contracts.db", "is_open");
        var matching = stores.Differing("matching.db", "state = 'published'");
        var drift = await client.DriftAsync();
        output.WriteLine("killed at | kills | with an acknowledged event unfinished");
        foreach (var (point, (kills, counted)) in ledger)
            output.WriteLine($"{point} | {kills} | {counted}");
        output.WriteLine($"In all | {ledger.Values.Sum(x => x.Kills)} | {ledger.Values.Sum(x => x.Counted)}");
        foreach (var what in client.Acknowledged.Keys.GroupBy(x => x.What).OrderBy(x => x.Key, StringComparer.Ordinal))
            output.WriteLine($"{what.Count(), 6} {what.Key}");
        output.WriteLine($"{client.Acknowledged.Count} acknowledged: {lost.Count} lost, {doubled.Count} doubled ({stores.Doubled()} messages)");
        output.WriteLine($"Copies that differ: {contracts} in Contracts, {matching} in Matching; index against store: {drift}");
        output.WriteLine($"{clock.Elapsed:hh\\:mm\\:ss} in all; finished {healed.Elapsed.TotalSeconds:F1} s after the last start");

        client.Refusals.ShouldBeEmpty();
        lost.ShouldBeEmpty();
        doubled.ShouldBeEmpty();
        stores.Doubled().ShouldBe(0);
        (contracts, matching).ShouldBe((0, 0));
        drift.ShouldBe("""{"missing":0,"orphaned":0,"stale":0}""");
        client.Acknowledged.Count.ShouldBeGreaterThan(Kills);
        ledger.Values.Sum(x => x.Counted).ShouldBeGreaterThanOrEqualTo(clock.Elapsed < Limit ? Kills : 1);
    }

    /// <returns>True when an acknowledged event had not arrived everywhere at the moment of the kill.</returns>
    private static async Task<bool> KillOnceAsync(StandaloneProcess process, Stores stores, LedgerClient client, string point)
    {
        await process.StartAsync(point == AtRandom ? null : $"{point}:{Random.Shared.Next(2, 30)}");
        var patience = point == AtRandom ? TimeSpan.FromMilliseconds(Random.Shared.Next(100, 3000)) : TimeSpan.FromSeconds(20);
        var reached = await process.ExitedAsync(patience);
        await process.KillAsync();
        return (reached || point == AtRandom) && stores.Unfinished().Overlaps(client.Acknowledged.Keys.Select(x => x.About));
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
