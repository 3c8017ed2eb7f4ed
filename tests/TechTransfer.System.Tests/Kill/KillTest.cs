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

    private static readonly string[] Points =
    [
        CrashPoints.BeforeCommit,
        CrashPoints.AfterCommit,
        CrashPoints.AfterSend,
        CrashPoints.AfterConfirm,
        CrashPoints.BeforeInboxCommit,
        CrashPoints.AfterInboxCommit,
        CrashPoints.BeforeAck,
        AtRandom,
    ];

    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("TECHTRANSFER_KILLS") ?? "8", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Killed_at_any_moment_it_loses_nothing_and_doubles_nothing()
    {
        await using var process = new StandaloneProcess();
        var stores = new Stores(process.Folder);
        using var client = new ListingClient(process.Address);
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Workers).Select(_ => Task.Run(() => client.PublishUntilAsync(stop.Token))).ToList();
        var ledger = Points.ToDictionary(x => x, _ => (Kills: 0, Counted: 0), StringComparer.Ordinal);
        for (var i = 0; ledger.Values.Sum(x => x.Counted) < Kills && i < 3 * Kills; i++)
        {
            var point = ledger.MinBy(x => (x.Value.Counted, x.Value.Kills)).Key;
            var counted = await KillOnceAsync(process, stores, client, point);
            var (kills, soFar) = ledger[point];
            ledger[point] = (kills + 1, soFar + (counted ? 1 : 0));
        }

        await process.StartAsync(null);
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        await TestApp.EventuallyAsync(() => Task.FromResult(stores.Unfinished().Count), open => open == 0, TimeSpan.FromSeconds(60));
        var recorded = stores.Recorded();
        var lost = client.Published.Keys.Count(id => recorded.GetValueOrDefault(id) == 0);
        foreach (var (point, (kills, counted)) in ledger)
            output.WriteLine($"{point, -22} {kills, 4} kills, {counted, 4} with acknowledged events unfinished");
        output.WriteLine($"{client.Published.Count} publications acknowledged, {recorded.Count} recorded, {lost} lost, {stores.Doubled()} doubled");
        output.WriteLine($"{stores.Differing()} copies differ from their owner's listing");

        client.Refusals.ShouldBeEmpty();
        lost.ShouldBe(0);
        stores.Doubled().ShouldBe(0);
        recorded.Values.ShouldAllBe(count => count == 1);
        stores.Differing().ShouldBe(0);
        client.Published.Count.ShouldBeGreaterThan(Kills);
        ledger.Values.Sum(x => x.Counted).ShouldBeGreaterThanOrEqualTo(Kills);
    }

    /// <returns>True when an acknowledged publication had not arrived everywhere at the moment of the kill.</returns>
    private static async Task<bool> KillOnceAsync(StandaloneProcess process, Stores stores, ListingClient client, string point)
    {
        await process.StartAsync(point == AtRandom ? null : $"{point}:{Random.Shared.Next(5, 60)}");
        var patience = point == AtRandom ? TimeSpan.FromMilliseconds(Random.Shared.Next(100, 3000)) : TimeSpan.FromSeconds(20);
        var reached = await process.ExitedAsync(patience);
        await process.KillAsync();
        return (reached || point == AtRandom) && stores.Unfinished().Overlaps(client.Published.Keys);
    }
}
