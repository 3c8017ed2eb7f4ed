using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Ranking;
using TechTransfer.TestApplication;

namespace TechTransfer.Matching.Tests;

public sealed class TopicsTests(MatchingWorld world) : IClassFixture<MatchingWorld>
{
    /// <summary>Two hundred words of two characters, so that none is common.</summary>
    private static readonly string[] Words =
    [
        .. Enumerable.Range(0, 200).Select(i => new string([(char)('\u4e10' + 2 * i), (char)('\u5e10' + 3 * i)])),
    ];

    [Fact]
    public async Task A_topic_space_takes_over_with_a_generation_of_its_own_and_outlasts_a_restart()
    {
        var random = new Random(3);
        string Text() => string.Join('，', random.GetItems(Words, 4));
        await world.AnnounceAsync([
            .. Enumerable.Range(0, 130).Select(_ => MatchingWorld.Achievement(Text(), Text())),
            .. Enumerable.Range(0, 130).Select(_ => MatchingWorld.Demand(Text(), Text())),
        ]);
        await TestApp.EventuallyAsync(SettledAsync, settled => settled, TimeSpan.FromSeconds(240));
        var before = Current();

        await world.RestartAsync();
        await world.App.Services.GetRequiredService<Generations>().GetAsync(TestContext.Current.CancellationToken);
        var after = Current();
        after.Number.ShouldBe(before.Number);
        after.Topics.ShouldNotBeNull().ToBytes().ShouldBe(before.Topics!.ToBytes());

        // As if a kill had come between the generation and its queue.
        await InStoreAsync(db => db.Matches.ExecuteUpdateAsync(x => x.SetProperty(row => row.Generation, 0)));
        await InStoreAsync(db => db.Generations.ExecuteUpdateAsync(x => x.SetProperty(row => row.Requeue, IndexStage.Match)));
        await world.RestartAsync();
        await TestApp.EventuallyAsync(SettledAsync, settled => settled, TimeSpan.FromSeconds(60));
        Current().Number.ShouldBe(before.Number);

        // What another ranker scored is scored again.
        await InStoreAsync(db => db.Generations.ExecuteUpdateAsync(x => x.SetProperty(row => row.RankerVersion, "another")));
        await world.RestartAsync();
        await TestApp.EventuallyAsync(SettledAsync, settled => settled, TimeSpan.FromSeconds(60));
        Current().Number.ShouldBe(before.Number + 1);
    }

    [Fact]
    public void A_broken_model_file_is_refused_and_the_one_before_goes_on()
    {
        var before = RankingModel.Shipped().ToJson().Replace($"\"{RankingModel.Shipped().Version}\"", "\"own\"", StringComparison.Ordinal);
        var file = Path.GetTempFileName();
        try
        {
            var chosen = Chosen(file);
            File.WriteAllText(file, before);
            chosen.Load(null).Model.Version.ShouldBe("own");
            File.WriteAllText(file, before[..^20]);
            chosen.Load(before).Model.Version.ShouldBe("own");
            chosen.Load(null).Model.Version.ShouldBe(RankingModel.Shipped().Version);
            File.Delete(file);
            chosen.Load(before).Model.Version.ShouldBe("own");
            chosen.Load("also broken").Model.Version.ShouldBe(RankingModel.Shipped().Version);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static ChosenModel Chosen(string file) =>
        new(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Matching:RankingModel"] = file }).Build(),
            NullLogger<ChosenModel>.Instance
        );

    private Generation Current() => world.App.Services.GetRequiredService<Generations>().CurrentOrNull!;

    private Task<bool> SettledAsync() =>
        InStoreAsync(async db =>
            await db.Listings.CountAsync() == 260
            && !await db.IndexWork.AnyAsync()
            && world.App.Services.GetRequiredService<Generations>().CurrentOrNull is { Topics: { } topics } now
            && Math.Abs(now.Statistics.Listings - topics.Listings) <= topics.Listings / 5
            && await db.Matches.AnyAsync()
            && !await db.Matches.AnyAsync(x => x.Generation != now.Number)
        );

    private async Task<T> InStoreAsync<T>(Func<MatchingDbContext, Task<T>> use)
    {
        await using var scope = world.App.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<MatchingDbContext>());
    }
}
