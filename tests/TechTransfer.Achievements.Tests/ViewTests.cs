using TechTransfer.ListingLife;
using TechTransfer.TestApplication;

namespace TechTransfer.Achievements.Tests;

/// <summary>How often a listing's page was opened: a number for its owner, and nothing about whoever opened it.</summary>
public sealed class ViewTests(AchievementWorld world) : IClassFixture<AchievementWorld>
{
    [Fact]
    public async Task Others_count_the_own_people_do_not_and_only_the_owner_reads_it()
    {
        var id = await world.PublishedAsync();
        await OpenAsync(world.Visitor, id);
        await OpenAsync(world.Visitor, id);
        await OpenAsync(world.Other, id);
        await OpenAsync(world.Member, id);
        await CountsAsync(id, 3);
        await OpenAsync(world.County, id);
        // What was counted when the process stops is not lost.
        await world.RestartAsync();
        await CountsAsync(id, 4);
        foreach (var stranger in new[] { world.Other, world.County, world.Administrator })
            await world.GetAsync(stranger, $"/{id}/views", 404);
        await world.GetAsync(world.Visitor, $"/{id}/views", 401);
    }

    [Fact]
    public async Task What_is_not_public_is_not_counted()
    {
        var id = await world.DraftAsync();
        await OpenAsync(world.Visitor, id, 404);
        await OpenAsync(world.Member, id, 404);
        await OpenAsync(world.Visitor, Guid.NewGuid(), 404);
        (await world.GetAsync(world.Member, $"/{id}/views")).GetProperty("total").GetInt64().ShouldBe(0);
    }

    private Task OpenAsync(HttpClient who, Guid id, int status = 204) => world.PostAsync(who, $"/{id}/views", new { }, status);

    private async Task CountsAsync(Guid id, long opened)
    {
        var counted = await TestApp.EventuallyAsync(
            () => world.GetAsync(world.Member, $"/{id}/views"),
            x => x.GetProperty("total").GetInt64() == opened,
            TimeSpan.FromSeconds(60)
        );
        counted.GetProperty("recent").GetInt64().ShouldBe(opened);
    }
}
