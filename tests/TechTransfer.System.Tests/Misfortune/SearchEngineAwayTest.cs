using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using TechTransfer.System.Tests.Kill;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Misfortune;

/// <summary>A real Elasticsearch is stopped and started beneath a running Standalone.</summary>
public sealed class SearchEngineAwayTest : IAsyncLifetime
{
    private readonly string _index = $"away-{Guid.NewGuid():N}";
    private StandaloneProcess? _process;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        await _process.DisposeAsync();
        // Also after a failure in between: other tests want it.
        await ElasticsearchBackend.StartAsync();
        await ElasticsearchBackend.DeleteAsync(_index);
    }

    [Fact]
    public async Task While_it_is_away_search_is_503_and_publishing_goes_on_and_afterwards_everything_is_indexed()
    {
        Assert.SkipWhen(ElasticsearchBackend.Address is null, ElasticsearchBackend.Absent);
        Assert.SkipUnless(ElasticsearchBackend.IsOurs, ElasticsearchBackend.NotOurs);
        _process = new StandaloneProcess(settings: ElasticsearchBackend.Settings(_index));
        await _process.StartAsync(null);
        _process.IsRunning.ShouldBeTrue(_process.LastWords);
        using var client = new LedgerClient(_process.Address);
        using var visitor = new HttpClient { BaseAddress = _process.Address, Timeout = TimeSpan.FromSeconds(60) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(6));
        var stop = limit.Token;

        var before = (await client.PublishAsync("achievements", LedgerClient.University, Achievement("光催化"), stop)).ShouldNotBeNull();
        await TestApp.EventuallyAsync(() => FoundAsync(visitor, stop), found => found.Contains(before), TimeSpan.FromMinutes(1));

        await ElasticsearchBackend.StopAsync();
        using (var refused = await visitor.GetAsync(Search, stop))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(stop);
            problem.GetProperty("type").GetString().ShouldBe("urn:techtransfer:problem:unavailable");
            problem.GetProperty("detail").GetString().ShouldBe("The search index cannot be used now. Try again.");
        }
        var meanwhile = (await client.PublishAsync("achievements", LedgerClient.University, Achievement("电催化"), stop)).ShouldNotBeNull();
        (
            await client.PostAsync($"/api/achievements/{before}/withdraw", LedgerClient.University, new { reason = "solvedElsewhere" }, stop)
        ).ShouldNotBeNull();
        using (var page = await visitor.GetAsync(new Uri($"/api/achievements/{meanwhile}", UriKind.Relative), stop))
            page.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var ready = await visitor.GetAsync(new Uri("/health/ready", UriKind.Relative), stop))
        {
            ready.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await ready.Content.ReadAsStringAsync(stop)).ShouldContain("\"matching-index\":\"Degraded\"");
        }

        await ElasticsearchBackend.StartAsync();
        var found = await TestApp.EventuallyAsync(() => FoundAsync(visitor, stop), x => x.Contains(meanwhile), TimeSpan.FromMinutes(1));
        found.ShouldNotContain(before);
        await TestApp.EventuallyAsync(client.DriftAsync, x => x == """{"missing":0,"orphaned":0,"stale":0}""", TimeSpan.FromMinutes(1));
        client.Refusals.ShouldBeEmpty();
    }

    private static Uri Search => new("/api/search?q=" + Uri.EscapeDataString("催化剂"), UriKind.Relative);

    private static async Task<List<Guid>> FoundAsync(HttpClient visitor, CancellationToken stop)
    {
        using var answer = await visitor.GetAsync(Search, stop);
        if (!answer.IsSuccessStatusCode)
            return [];
        var page = await answer.Content.ReadFromJsonAsync<JsonElement>(stop);
        return [.. page.GetProperty("items").EnumerateArray().Select(x => x.GetProperty("id").GetGuid())];
    }

    private static object Achievement(string kind) =>
        new
        {
            title = $"{kind}催化剂的制备",
            summary = $"一种用于{kind}反应的催化剂，在 350 ℃ 下保持活性 2000 小时，已完成中试。",
            modes = new[] { "licence" },
            declarations = new
            {
                noStateSecret = true,
                entitledToPublish = true,
                patentFiledOrNotNeeded = true,
            },
        };
}
