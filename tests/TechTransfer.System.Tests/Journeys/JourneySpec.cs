using System.Text.Json;
using Shouldly;
using TechTransfer.System.Tests.Kill;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Journeys;

/// <summary>A need and a result find each other and become a signed contract, whatever the product stands on and however many processes it is.</summary>
public abstract class JourneySpec : IAsyncLifetime
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private IProduct _product = null!;

    private protected abstract Task<IProduct> ProductAsync();

    /// <summary>What this form can do besides, tried on what the journey leaves.</summary>
    private protected virtual Task AfterwardsAsync(IProduct product) => Task.CompletedTask;

    /// <summary>Takes away what the form stood on, however the journey went.</summary>
    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    public async ValueTask InitializeAsync() => _product = await ProductAsync();

    public async ValueTask DisposeAsync()
    {
        if (_product is not null)
            await _product.DisposeAsync();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_need_becomes_a_signed_contract_and_all_of_it_is_there_after_a_kill()
    {
        await _product.StartAsync();
        _product.IsRunning.ShouldBeTrue(_product.LastWords);
        using var client = new LedgerClient(_product.Address);
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

        // A kill in the middle of what follows from the last signature; whoever is there afterwards goes on with it.
        await _product.KillOnTheWayAsync();
        _product.IsRunning.ShouldBeTrue(_product.LastWords);
        await EventuallyAsync(client, $"/api/contracts/{IdOf(contract)}", x => x.GetProperty("state").GetString() == "signed", stop);
        foreach (var listing in new[] { $"/api/achievements/{achievement}", $"/api/demands/{demand}" })
            await EventuallyAsync(client, listing, x => x.GetProperty("contracted").GetBoolean(), stop);
        await EventuallyAsync(client, "/api/figures", x => x.GetProperty("contracts").GetInt32() > 0, stop);
        (await client.DriftAsync()).ShouldBe("""{"missing":0,"orphaned":0,"stale":0}""");
        using var visitor = new HttpClient { BaseAddress = _product.Address };
        (await visitor.GetStringAsync(new Uri($"/achievements/{achievement}", UriKind.Relative), stop)).ShouldContain("聚氨酯弹性体");
        (await visitor.GetStringAsync(new Uri("/health/ready", UriKind.Relative), stop)).ShouldContain("Healthy");
        client.Refusals.ShouldBeEmpty();
        (await TestApp.EventuallyAsync(_product.UnfinishedAsync, x => x.Length == 0, TimeSpan.FromMinutes(2), Pace)).ShouldBe("", _product.LastWords);
        await AfterwardsAsync(_product);
    }

    private static Task<JsonElement?> EventuallyAsync(LedgerClient client, string path, Func<JsonElement, bool> holds, CancellationToken stop) =>
        TestApp.EventuallyAsync(
            () => client.GetAsync(path, LedgerClient.Company, stop),
            answer => answer is { } body && holds(body),
            TimeSpan.FromMinutes(2),
            Pace
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
    private protected override Task<IProduct> ProductAsync() => Task.FromResult<IProduct>(new OneProcess([]));
}

/// <summary>The same process on real servers, by configuration alone.</summary>
public class OnPostgresAndRabbitMq : JourneySpec
{
    private Uri? _virtualHost;

    protected virtual async Task<string[]> SettingsAsync()
    {
        _virtualHost = await Servers.NewVirtualHostAsync();
        var databases = await Servers.NewDatabasesAsync();
        return [$"--ConnectionStrings:RabbitMq={_virtualHost}", .. databases.Select(x => $"--ConnectionStrings:{x.Key}={x.Value}")];
    }

    protected override async Task CleanUpAsync()
    {
        if (_virtualHost is not null)
            await Backends.DeleteAsync(_virtualHost);
    }

    private protected sealed override async Task<IProduct> ProductAsync() => new OneProcess(await SettingsAsync());
}

/// <summary>Every service and the gateway as processes of their own, replicas of which die.</summary>
public sealed class AsSeparateProcesses : JourneySpec
{
    private protected override async Task<IProduct> ProductAsync() =>
        new SeparateProcesses(await Servers.NewVirtualHostAsync(), await Servers.NewDatabasesAsync());

    private protected override async Task AfterwardsAsync(IProduct product)
    {
        using var browser = new SignedInBrowser(product.Address);
        await browser.SignInAsync("university@demo");
        var desk = new Uri("/desk", UriKind.Relative);
        (await browser.StatusAsync(new Uri(product.Address, desk))).ShouldBe(200);
        (await browser.StatusAsync(new Uri(((SeparateProcesses)product).OtherAddress, desk))).ShouldBe(200, "the other gateway knows the session");
        using var visitor = new HttpClient { BaseAddress = product.Address };
        var described = await visitor.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        foreach (var path in new[] { "/api/identity/me", "/api/achievements", "/api/demands", "/api/search", "/api/deals" })
            described.ShouldContain($"\"{path}\"");
        (await ((SeparateProcesses)product).SecondMatchingSaysAsync()).ShouldContain("Another process of Matching has the index of this database");
    }
}

internal static class Servers
{
    private static readonly string[] Stores = ["Identity", "Achievements", "Demands", "Matching", "Contracts", "Gateway"];

    public static Task<Uri> NewVirtualHostAsync()
    {
        Assert.SkipWhen(Backends.Postgres is null, Backends.NoPostgres);
        Assert.SkipWhen(Backends.RabbitMq is null, Backends.NoRabbitMq);
        return Backends.NewVirtualHostAsync();
    }

    public static async Task<IReadOnlyDictionary<string, string>> NewDatabasesAsync()
    {
        var databases = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var store in Stores)
            databases[store] = await Backends.NewDatabaseAsync(store);
        return databases;
    }
}
