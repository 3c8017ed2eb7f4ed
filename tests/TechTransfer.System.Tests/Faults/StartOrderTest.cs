using Shouldly;
using TechTransfer.System.Tests.Kill;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Faults;

/// <summary>Separate processes started in any order, one of them long after the others: what was published meanwhile arrives.</summary>
public sealed class StartOrderTest(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Orders = 3;
    private const string Matching = "Matching";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private Fleet? _fleet;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(ElasticsearchBackend.Address is null, ElasticsearchBackend.Absent);
        // Matching is the one that comes late.
        _fleet = await Fleet.NewAsync(recordsIn: "Contracts");
    }

    public async ValueTask DisposeAsync()
    {
        if (_fleet is not null)
            await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task Every_order_works()
    {
        var fleet = _fleet!;
        using var client = new LedgerClient(fleet.Address);
        for (var i = 0; i < Orders; i++)
        {
            var order = Fleet.Services.Append(Fleet.Gateway).Select(x => Fleet.NameOf(x, 0)).ToArray();
            Random.Shared.Shuffle(order);
            output.WriteLine(string.Join(", ", order));
            using var stop = new CancellationTokenSource();
            var (before, working) = (client.Acknowledged.Count, Task.Run(() => client.WorkUntilAsync(stop.Token)));
            foreach (var name in order)
            {
                fleet.Start(name);
                await fleet.WhenReadyAsync(name);
                fleet[name].IsRunning.ShouldBeTrue(fleet[name].LastWords);
            }
            // A round of the client's day: everything it does was done.
            await TestApp.EventuallyAsync(() => Task.FromResult(client.Acknowledged.Count), x => x >= before + 12, Patience, Pace);
            await stop.CancelAsync();
            await working;
            await ArrivedAsync(client);
            await Task.WhenAll(order.Select(x => fleet[x].KillAsync()));
        }
    }

    [Fact]
    public async Task What_was_published_before_Matching_was_ever_started_arrives_and_one_of_its_replicas_goes_on_for_the_other()
    {
        var fleet = _fleet!;
        var others = Fleet.Services.Append(Fleet.Gateway).Where(x => x != Matching).Select(x => Fleet.NameOf(x, 0)).ToList();
        fleet.Start(others);
        await fleet.WhenReadyAsync(others);
        using var client = new LedgerClient(fleet.Address);
        using var stop = new CancellationTokenSource();
        var working = Task.Run(() => client.WorkUntilAsync(stop.Token));
        await TestApp.EventuallyAsync(() => Task.FromResult(client.Acknowledged.Count), x => x >= 50, Patience, Pace);
        await stop.CancelAsync();
        await working;

        fleet.Start(Fleet.ReplicasOf(Matching));
        await fleet.WhenReadyAsync(Fleet.ReplicasOf(Matching));
        await ArrivedAsync(client);

        // One of the two indexes, the other follows what it makes.
        await TestApp.EventuallyAsync(StatesAsync, x => x[0].Generation == x[1].Generation, Patience, Pace);
        var states = await StatesAsync();
        states.Count(x => x.Indexed > 0).ShouldBe(1);
        await fleet[states.MaxBy(x => x.Indexed)!.Replica].KillAsync();
        (await client.PublishAsync("achievements", LedgerClient.University, LedgerClient.Achievement(), CancellationToken.None)).ShouldNotBeNull();
        await ArrivedAsync(client);

        async Task<List<State>> StatesAsync() => [await StateAsync(0), await StateAsync(1)];

        async Task<State> StateAsync(int replica)
        {
            var name = Fleet.NameOf(Matching, replica);
            var told = await client.GetAsync(fleet.AddressOf(name) + "api/admin/matching/index", "demo-admin", CancellationToken.None);
            var answer = told.ShouldNotBeNull();
            return new(name, answer.GetProperty("generation").GetString()!, answer.GetProperty("indexedSinceStart").GetInt64());
        }
    }

    private sealed record State(string Replica, string Generation, long Indexed);

    private async Task ArrivedAsync(LedgerClient client)
    {
        var stores = _fleet!.Stores;
        await TestApp.EventuallyAsync(async () => (await stores.UnfinishedAsync([.. client.Acknowledged.Keys])).Count, x => x == 0, Patience, Pace);
        await TestApp.EventuallyAsync(() => stores.DifferingAsync(Matching, "state = 'published'"), x => x == 0, Patience, Pace);
        await TestApp.EventuallyAsync(() => stores.DifferingAsync("Contracts", "is_open"), x => x == 0, Patience, Pace);
        await TestApp.EventuallyAsync(client.DriftAsync, x => x == """{"missing":0,"orphaned":0,"stale":0}""", Patience, Pace);
        (await stores.DoubledAsync()).ShouldBe(0);
        (await stores.DeadLettersAsync()).ShouldBeEmpty();
        client.Refusals.ShouldBeEmpty();
    }
}
