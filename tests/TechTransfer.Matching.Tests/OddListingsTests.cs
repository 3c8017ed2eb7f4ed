using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TechTransfer.Matching.Tests.Ranking;

namespace TechTransfer.Matching.Tests;

/// <summary>Whatever a listing consists of, whoever asks gets a sensible list or is told what is wrong, and nothing else has to wait for it.</summary>
public sealed class OddListingsTests(MatchingWorld world) : IClassFixture<MatchingWorld>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Odd_listings_are_published_matched_and_explained()
    {
        var odd = OddListingTests
            .Odd.Select(x => x.Data)
            .Append(("缝合线", string.Concat(Enumerable.Repeat("可吸收缝合线打结强力 39 N 的熔融纺丝与退火，", 5_000))[..100_000]))
            .ToList();
        var ordinary = MatchingWorld.Demand("可吸收单丝缝合线", "外科用可吸收缝合线，打结强力不低于 38 N。");
        var achievements = odd.ConvertAll(x => MatchingWorld.Achievement(x.Item1, x.Item2));
        var demands = odd.ConvertAll(x => MatchingWorld.Demand(x.Item1, x.Item2));
        await world.AnnounceAsync([.. achievements, .. demands, ordinary]);
        await world.SettledAsync(TimeSpan.FromSeconds(120));
        foreach (var (achievement, demand) in achievements.Zip(demands))
        {
            await ShouldBeSensibleAsync($"/api/matches?achievement={achievement.AchievementId}");
            await ShouldBeSensibleAsync($"/api/matches?demand={demand.DemandId}");
            (await ShouldBeSensibleAsync($"/api/matches?demand={demand.DemandId}&achievement={achievement.AchievementId}")).ShouldBe(1);
            (await ShouldBeSensibleAsync($"/api/matches?demand={ordinary.DemandId}&achievement={achievement.AchievementId}")).ShouldBe(1);
        }
        (await ShouldBeSensibleAsync($"/api/matches?demand={ordinary.DemandId}&limit=100")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Odd_drafts_and_queries_are_answered_or_refused_by_the_name_of_their_field()
    {
        var writer = world.As(MatchingWorld.Stranger, "member");
        foreach (var (title, text) in OddListingTests.Odd.Select(x => x.Data).Append(("缝合线", new string('线', 100_000))))
        {
            foreach (var kind in new[] { "demand", "achievement" })
            {
                var body = new
                {
                    kind,
                    title,
                    text,
                };
                await ShouldBeAnsweredOrNamedAsync(await writer.PostAsJsonAsync("/api/matches/preview", body, Cancel), "title", "text");
            }
            var word = Uri.EscapeDataString(new string([.. title.Where(c => !char.IsSurrogate(c))]));
            await ShouldBeAnsweredOrNamedAsync(await world.Visitor.GetAsync("/api/search?q=" + word, Cancel), "q");
        }
    }

    /// <returns>How many pairs were listed.</returns>
    private async Task<int> ShouldBeSensibleAsync(string path)
    {
        var answer = await world.Visitor.GetAsync(path, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        var items = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("items").EnumerateArray().ToList();
        foreach (var item in items)
        {
            var score = item.GetProperty("score").GetDouble();
            score.ShouldBeInRange(-1e-6, 1 + 1e-6);
            item.GetProperty("parts").EnumerateArray().Sum(x => x.GetProperty("contribution").GetDouble()).ShouldBe(score, 1e-6);
            item.GetProperty("level").GetInt32().ShouldBeInRange(1, 4);
            item.GetProperty("reason").GetString().ShouldNotBeNullOrWhiteSpace();
        }
        items.Select(x => x.GetProperty("score").GetDouble()).ShouldBeInOrder(SortDirection.Descending);
        return items.Count;
    }

    private static async Task ShouldBeAnsweredOrNamedAsync(HttpResponseMessage answer, params string[] fields)
    {
        if (answer.StatusCode == HttpStatusCode.OK)
            return;
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, await answer.Content.ReadAsStringAsync(Cancel));
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors");
        errors.EnumerateObject().ShouldAllBe(x => fields.Contains(x.Name));
        errors.EnumerateObject().ShouldAllBe(x => x.Value[0].GetString()!.Length > 0);
    }
}
