using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shouldly;
using TechTransfer.System.Tests.Kill;
using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Misfortune;

/// <summary>
/// A real Elasticsearch is stopped and started beneath a running Standalone, while listings are imported and published. TECHTRANSFER_AWAY_SECONDS says how long it is
/// away, and TECHTRANSFER_AWAY_ROWS how many are imported: 60 and 5000 in the long form.
/// </summary>
public sealed class SearchEngineAwayTest : IAsyncLifetime
{
    private readonly string _index = $"away-{Guid.NewGuid():N}";
    private StandaloneProcess? _process;

    private static TimeSpan Away => TimeSpan.FromSeconds(Setting("TECHTRANSFER_AWAY_SECONDS", 1));
    private static int Rows => Setting("TECHTRANSFER_AWAY_ROWS", 300);

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

        var import = await ImportAsync(client, visitor, stop);
        await ElasticsearchBackend.StopAsync();
        var away = Stopwatch.GetTimestamp();
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

        await TestApp.EventuallyAsync(() => StateAsync(client, import, stop), state => state == "done", TimeSpan.FromMinutes(2));
        var last = await TestApp.EventuallyAsync(
            async () => await client.PublishAsync("demands", LedgerClient.Company, LedgerClient.Demand(), stop),
            _ => Stopwatch.GetElapsedTime(away) >= Away,
            TimeSpan.FromMinutes(2),
            TimeSpan.FromSeconds(1)
        );
        last.ShouldNotBeNull("publishing goes on to the end");
        using (var refused = await visitor.GetAsync(Search, stop))
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await ElasticsearchBackend.StartAsync();
        var found = await TestApp.EventuallyAsync(() => FoundAsync(visitor, stop), x => x.Contains(meanwhile), TimeSpan.FromMinutes(1));
        found.ShouldNotContain(before);
        await TestApp.EventuallyAsync(() => TotalAsync(visitor, "钙钛矿", stop), total => total == Rows, TimeSpan.FromMinutes(3));
        await TestApp.EventuallyAsync(client.DriftAsync, x => x == """{"missing":0,"orphaned":0,"stale":0}""", TimeSpan.FromMinutes(3));
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

    private static async Task<Guid> ImportAsync(LedgerClient client, HttpClient visitor, CancellationToken stop)
    {
        var file = new StringBuilder("title,summary,organisation,externalId\n");
        for (var number = 0; number < Rows; number++)
            file.Append(CultureInfo.InvariantCulture, $"钙钛矿薄膜{number},钙钛矿薄膜连续制备，稳定性好。,松嫩理工大学,R{number}\n");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(file.ToString())), "file", "成果.csv" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/achievements/imports?publish=true") { Content = form };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await client.TokenAsync("demo-operator"));
        return (await visitor.SendAsync(request, stop).JsonAsync(202)).GetProperty("id").GetGuid();
    }

    private static async Task<string?> StateAsync(LedgerClient client, Guid import, CancellationToken stop) =>
        (await client.GetAsync($"/api/achievements/imports/{import}", "demo-operator", stop))?.GetProperty("state").GetString();

    private static async Task<int> TotalAsync(HttpClient visitor, string word, CancellationToken stop) =>
        (await visitor.GetAsync($"/api/search?words=all&q={Uri.EscapeDataString(word)}", stop).JsonAsync(200)).GetProperty("total").GetInt32();

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

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
