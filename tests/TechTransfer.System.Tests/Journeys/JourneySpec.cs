using System.Text.Json;
using Shouldly;
using TechTransfer.System.Tests.Kill;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Journeys;

/// <summary>A need and a result find each other and become a signed contract, whatever the process stands on.</summary>
public abstract class JourneySpec : IAsyncLifetime
{
    private StandaloneProcess _process = null!;

    protected abstract Task<string[]> SettingsAsync();

    protected virtual Task AfterwardsAsync() => Task.CompletedTask;

    public async ValueTask InitializeAsync() => _process = new StandaloneProcess(settings: await SettingsAsync());

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        await AfterwardsAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_need_becomes_a_signed_contract_and_all_of_it_is_there_after_a_kill()
    {
        await _process.StartAsync(null);
        _process.IsRunning.ShouldBeTrue(_process.LastWords);
        using var client = new LedgerClient(_process.Address);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(8));
        var stop = limit.Token;

        var achievement = (await client.PublishAsync("achievements", LedgerClient.University, Achievement, stop)).ShouldNotBeNull();
        var demand = (await client.PublishAsync("demands", LedgerClient.Company, Demand, stop)).ShouldNotBeNull();
        await EventuallyAsync(
            client,
            $"/api/matches?demand={demand}",
            x => Items(x).Any(match => IdOf(match.GetProperty("listing")) == achievement),
            stop
        );
        await EventuallyAsync(
            client,
            "/api/search?q=" + Uri.EscapeDataString("聚氨酯弹性体"),
            x => Items(x).Any(hit => IdOf(hit) == achievement),
            stop
        );

        var deal = (await client.IntroduceAsync(achievement, demand, stop)).ShouldNotBeNull();
        await EventuallyAsync(client, $"/api/achievements/{achievement}", x => x.GetProperty("inNegotiation").GetBoolean(), stop);
        var contract = (await client.PostAsync($"/api/deals/{deal}/contract", LedgerClient.University, Contract, stop)).ShouldNotBeNull();
        var sign = $"/api/contracts/{IdOf(contract)}/sign";
        var signature = new { sha256 = contract.GetProperty("sha256").GetString() };
        (await client.PostAsync(sign, LedgerClient.Company, signature, stop)).ShouldNotBeNull();
        await client.PostAsync(sign, LedgerClient.University, signature, stop);

        // A kill in the middle of what follows from the last signature; the next start goes on with it.
        await _process.KillAsync();
        await _process.StartAsync(null);
        _process.IsRunning.ShouldBeTrue(_process.LastWords);
        await EventuallyAsync(client, $"/api/contracts/{IdOf(contract)}", x => x.GetProperty("state").GetString() == "signed", stop);
        foreach (var listing in new[] { $"/api/achievements/{achievement}", $"/api/demands/{demand}" })
            await EventuallyAsync(client, listing, x => x.GetProperty("contracted").GetBoolean(), stop);
        await EventuallyAsync(client, "/api/figures", x => x.GetProperty("contracts").GetInt32() > 0, stop);
        (await client.DriftAsync()).ShouldBe("""{"missing":0,"orphaned":0,"stale":0}""");
        using var visitor = new HttpClient { BaseAddress = _process.Address };
        (await visitor.GetStringAsync(new Uri($"/achievements/{achievement}", UriKind.Relative), stop)).ShouldContain("聚氨酯弹性体");
        (await visitor.GetStringAsync(new Uri("/health/ready", UriKind.Relative), stop)).ShouldContain("Healthy");
        client.Refusals.ShouldBeEmpty();
        new Stores(_process.Folder).Doubled().ShouldBe(0);
    }

    private static Task<JsonElement?> EventuallyAsync(LedgerClient client, string path, Func<JsonElement, bool> holds, CancellationToken stop) =>
        TestApp.EventuallyAsync(
            () => client.GetAsync(path, LedgerClient.Company, stop),
            answer => answer is { } body && holds(body),
            TimeSpan.FromMinutes(2)
        );

    private static JsonElement.ArrayEnumerator Items(JsonElement answer) => answer.GetProperty("items").EnumerateArray();

    private static Guid IdOf(JsonElement answer) => answer.GetProperty("id").GetGuid();

    private static readonly object Achievement = new
    {
        title = "高强度聚氨酯弹性体制备技术",
        summary = "研制了高强度聚氨酯弹性体，断裂强度达到45 MPa，耐水解性能优异，用于手术器械，已完成中试并通过第三方检测。",
        modes = new[] { "licence", "joint" },
        declarations = new
        {
            noStateSecret = true,
            entitledToPublish = true,
            patentFiledOrNotNeeded = true,
        },
    };

    private static readonly object Demand = new
    {
        title = "寻求聚氨酯弹性体配方",
        content = "需要用于手术器械的聚氨酯弹性体，断裂强度不低于40 MPa，耐水解，可批量生产，价格合理，希望半年内完成试用。",
        modes = new[] { "joint" },
        declarations = new { noStateSecret = true, entitledToPublish = true },
    };

    private static readonly object Contract = new
    {
        type = "development",
        subtype = "commissioned",
        title = "聚氨酯弹性体配方开发",
        value = new { amount = "680000.00", currency = "CNY" },
        technicalValue = new { amount = "520000.00", currency = "CNY" },
    };
}

/// <summary>Nothing but the process: SQLite, Lucene.NET and the bus in memory.</summary>
public sealed class OnItsOwn : JourneySpec
{
    protected override Task<string[]> SettingsAsync() => Task.FromResult<string[]>([]);
}

/// <summary>The same process on real servers, by configuration alone.</summary>
public class OnPostgresAndRabbitMq : JourneySpec
{
    private static readonly string[] Stores = ["Identity", "Achievements", "Demands", "Matching", "Contracts", "Gateway"];
    private Uri? _virtualHost;

    protected override async Task<string[]> SettingsAsync()
    {
        Assert.SkipWhen(Backends.Postgres is null, Backends.NoPostgres);
        Assert.SkipWhen(Backends.RabbitMq is null, Backends.NoRabbitMq);
        _virtualHost = await Backends.NewVirtualHostAsync();
        var settings = new List<string> { $"--ConnectionStrings:RabbitMq={_virtualHost}" };
        foreach (var store in Stores)
            settings.Add($"--ConnectionStrings:{store}={await Backends.NewDatabaseAsync(store)}");
        return [.. settings];
    }

    protected override async Task AfterwardsAsync()
    {
        if (_virtualHost is not null)
            await Backends.DeleteAsync(_virtualHost);
    }
}
