using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Matching.Index;
using TechTransfer.TestApplication;

namespace TechTransfer.Matching.Tests;

/// <summary>Somebody else has changed the index, or the store: a check says what differs and mends it.</summary>
public abstract class DriftSpec : IAsyncLifetime
{
    private MatchingWorld _world = null!;

    /// <summary>"Key=value" settings of the engine.</summary>
    protected abstract string[] Settings();

    protected virtual Task AfterwardsAsync() => Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _world = new MatchingWorld { Settings = Settings() };
        await _world.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
        await AfterwardsAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_is_missing_or_old_is_written_again_and_what_does_not_belong_there_is_taken_out()
    {
        var listings = Enumerable
            .Range(0, 6)
            .Select(i => MatchingWorld.Achievement($"海藻酸盐敷料{i}", "海藻酸盐敷料，吸液性能好，止血快。"))
            .ToArray();
        await _world.AnnounceAsync([.. listings]);
        await _world.SettledAsync();
        (await CheckAsync()).ShouldBe((6, 0, 0, 0, 0));

        var index = _world.App.Services.GetRequiredService<ISearchIndex>();
        var (lost, old) = (listings[0].AchievementId, listings[1].AchievementId);
        var version = await VersionAsync(lost);
        await index.WriteAsync([new IndexWrite(lost, version, null)], Cancelled);
        await index.WriteAsync([new IndexWrite(Guid.CreateVersion7(), 7, Stray())], Cancelled);
        await InStoreAsync(db =>
            db.Listings.Where(x => x.Id == old).ExecuteUpdateAsync(set => set.SetProperty(x => x.Version, x => x.Version + 1), Cancelled)
        );
        (await _world.GetAsync("/api/search?q=海藻酸盐")).GetProperty("total").GetInt64().ShouldBe(5);

        (await CheckAsync()).ShouldBe((6, 1, 1, 0, 1));
        await _world.SettledAsync();
        (await _world.GetAsync("/api/search?q=海藻酸盐")).GetProperty("total").GetInt64().ShouldBe(6);
        (await CheckAsync()).ShouldBe((6, 0, 0, 0, 0));
        var last = (await _world.GetAsync("/api/admin/matching/index", Administrator)).GetProperty("lastDriftCheck");
        (last.GetProperty("reason").GetString(), last.GetProperty("missing").GetInt32()).ShouldBe(("asked", 0));
    }

    [Fact]
    public async Task An_index_that_is_newer_than_the_store_has_the_owners_asked()
    {
        var listing = MatchingWorld.Achievement("磁悬浮轴承控制器", "磁悬浮轴承控制器，高速稳定。", version: 5);
        await _world.AnnounceAsync(listing);
        await _world.SettledAsync();
        await InStoreAsync(db => db.Listings.ExecuteUpdateAsync(set => set.SetProperty(x => x.Version, x => x.Version - 2), Cancelled));
        (await CheckAsync()).ShouldBe((1, 0, 0, 1, 0));
        // The owner tells it again, under the version that the index has.
        await _world.AnnounceAsync(listing);
        await _world.SettledAsync();
        (await CheckAsync()).ShouldBe((1, 0, 0, 0, 0));
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private HttpClient Administrator => _world.As(MatchingWorld.Stranger, "administrator");

    private async Task<(int Compared, int Missing, int Stale, int Ahead, int Orphaned)> CheckAsync()
    {
        using var answer = await Administrator.PostAsJsonAsync("/api/admin/matching/index/drift", new { }, Cancelled);
        answer.EnsureSuccessStatusCode();
        var check = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        int Count(string name) => check.GetProperty(name).GetInt32();
        return (Count("compared"), Count("missing"), Count("stale"), Count("ahead"), Count("orphaned"));
    }

    private Task<long> VersionAsync(Guid id) => InStoreAsync(db => db.Listings.Where(x => x.Id == id).Select(x => x.Version).SingleAsync(Cancelled));

    private async Task<T> InStoreAsync<T>(Func<MatchingDbContext, Task<T>> work)
    {
        await using var scope = _world.App.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<MatchingDbContext>());
    }

    private static IndexDocument Stray() =>
        new(
            ListingKind.Achievement,
            MatchingWorld.University,
            Enum.GetValues<TextField>().ToDictionary(x => x, _ => (IReadOnlyList<string>)["无关"]),
            "220104",
            null,
            null,
            null,
            [],
            [],
            false,
            DateTimeOffset.UtcNow,
            null,
            null,
            null
        );
}

public sealed class DriftOnLuceneTests : DriftSpec
{
    protected override string[] Settings() => [];
}

public sealed class DriftOnElasticsearchTests : DriftSpec
{
    private readonly string _index = $"drift-{Guid.NewGuid():N}";

    protected override string[] Settings()
    {
        Assert.SkipWhen(ElasticsearchBackend.Address is null, ElasticsearchBackend.Absent);
        return [.. ElasticsearchBackend.Settings(_index).Select(x => x.TrimStart('-'))];
    }

    protected override Task AfterwardsAsync() => ElasticsearchBackend.Address is null ? Task.CompletedTask : ElasticsearchBackend.DeleteAsync(_index);
}
