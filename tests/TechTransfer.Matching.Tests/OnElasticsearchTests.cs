using System.Net;
using System.Net.Http.Json;
using TechTransfer.TestApplication;

namespace TechTransfer.Matching.Tests;

/// <summary>What Matching does with an engine that keeps generations and may lose them.</summary>
public sealed class OnElasticsearchTests : IAsyncLifetime
{
    private readonly string _index = $"matching-{Guid.NewGuid():N}";
    private MatchingWorld? _world;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(ElasticsearchBackend.Address is null, ElasticsearchBackend.Absent);
        _world = new MatchingWorld { Settings = [.. ElasticsearchBackend.Settings(_index).Select(x => x.TrimStart('-'))] };
        await _world.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is null)
            return;
        await _world.DisposeAsync();
        await ElasticsearchBackend.DeleteAsync(_index);
    }

    [Fact]
    public async Task A_rebuild_ends_in_one_fresh_generation_with_everything_in_it()
    {
        var world = _world!;
        var listings = Enumerable
            .Range(0, 5)
            .Select(i => MatchingWorld.Achievement($"海藻酸盐敷料 {i}", "海藻酸盐敷料，吸液性能好，止血快。"))
            .ToList();
        await world.AnnounceAsync([.. listings]);
        await world.AnnounceAsync(MatchingWorld.Demand("寻求海藻酸盐敷料", "需要吸液性能好的海藻酸盐敷料。"));
        await world.SettledAsync();
        var administrator = world.As(MatchingWorld.Stranger, "administrator");
        using var started = await administrator.PostAsJsonAsync("/api/admin/matching/index/rebuild", new { }, TestContext.Current.CancellationToken);
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await CountAsync()).ShouldBe(6, "the old generation is searched until the fresh one is whole");
        await TestApp.EventuallyAsync(
            () => ElasticsearchBackend.IndicesAsync(_index),
            indices => indices is [var only] && only.EndsWith("-000002", StringComparison.Ordinal),
            TimeSpan.FromMinutes(1)
        );
        (await CountAsync()).ShouldBe(6);
        var drift = (await world.GetAsync("/api/admin/matching/index?drift=true", administrator)).GetProperty("drift");
        drift.ToString().ShouldBe("""{"missing":0,"orphaned":0,"stale":0}""");
    }

    [Fact]
    public async Task An_index_that_was_thrown_away_is_built_again_by_itself()
    {
        var world = _world!;
        await world.AnnounceAsync(MatchingWorld.Achievement("海藻酸盐敷料", "海藻酸盐敷料，吸液性能好，止血快。"));
        await world.SettledAsync();
        await ElasticsearchBackend.DeleteAsync(_index);
        using (var away = await world.Visitor.GetAsync("/api/search?q=海藻酸盐", TestContext.Current.CancellationToken))
            away.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await world.AnnounceAsync(MatchingWorld.Achievement("海藻酸盐纤维", "海藻酸盐纤维，强度高。"));
        await TestApp.EventuallyAsync(CountAsync, total => total == 2, TimeSpan.FromMinutes(1));
    }

    private async Task<long> CountAsync()
    {
        using var answer = await _world!.Visitor.GetAsync("/api/search?q=海藻酸盐", TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(TestContext.Current.CancellationToken))
                .GetProperty("total")
                .GetInt64()
            : -1;
    }
}
