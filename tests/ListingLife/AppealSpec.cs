using System.Net.Http.Headers;
using TechTransfer.Hosting;

namespace TechTransfer.ListingLife;

/// <summary>A take-down is appealed against by the owner and decided by another operator than the one who took it down.</summary>
public abstract class AppealSpec<TWorld>(TWorld world) : IClassFixture<TWorld>
    where TWorld : ListingWorld
{
    private HttpClient Colleague => Operator("colleague", ListingWorld.AuthorityId, ListingWorld.Prefecture);

    [Fact]
    public async Task Another_operator_puts_a_listing_back_as_it_was()
    {
        var id = await world.PublishedAsync(content: world.Complete("公开的题目"));
        await world.PutAsync(world.Manager, id, world.Complete("修订中的题目"), 1);
        await world.DoAsync(world.City, id, "takedown");
        (await world.GetAsync(world.Manager, $"/{id}")).Texts("allowed").ShouldContain("appeal");
        await world.PostAsync(world.Member, $"/{id}/appeal", new { text = "x" }, 403);
        await world.PostAsync(world.Other, $"/{id}/appeal", new { text = "x" }, 404);
        (await world.PostAsync(world.Manager, $"/{id}/appeal", new { text = " " }, 422)).Fields().ShouldBe(["text"]);

        var appeal = (await world.PostAsync(world.Manager, $"/{id}/appeal", new { text = "专利权属已经法院确认" })).GetProperty("id").GetGuid();

        await world.PostAsync(world.Manager, $"/{id}/appeal", new { text = "再来一次" }, 409);
        (await world.GetAsync(world.Member, $"/{id}/appeal")).Text("state").ShouldBe("waiting");
        await world.GetAsync(world.Other, $"/{id}/appeal", 404);
        (await ItemAsync(world.City, appeal))!.Value.GetProperty("mayDecide").GetBoolean().ShouldBeFalse();
        (await ItemAsync(Colleague, appeal))!.Value.GetProperty("mayDecide").GetBoolean().ShouldBeTrue();
        (await ItemAsync(world.OtherCity, appeal)).ShouldBeNull();
        await world.GetAsync(world.Manager, "/appeals", 403);
        var reinstate = $"/appeals/{appeal}/reinstate";
        await world.PostAsync(world.City, reinstate, new { reason = "x" }, 403);
        await world.PostAsync(world.OtherCity, reinstate, new { reason = "x" }, 404);
        await world.PostAsync(world.Manager, reinstate, new { reason = "x" }, 404);
        await world.PostAsync(Colleague, reinstate, new { reason = "" }, 422);
        await world.PostAsync(Colleague, reinstate, new { reason = "权属清楚" });
        await world.PostAsync(Colleague, $"/appeals/{appeal}/uphold", new { reason = "x" }, 409);

        (await world.GetAsync(world.Visitor, $"/{id}")).Text("title").ShouldBe("公开的题目");
        var own = await world.GetAsync(world.Manager, $"/{id}");
        (own.Text("state"), own.GetProperty("pending").Text("state"), own.Text("title")).ShouldBe(("published", "draft", "修订中的题目"));
        var decided = await world.GetAsync(world.Manager, $"/{id}/appeal");
        (decided.Text("state"), decided.Text("reason")).ShouldBe(("reinstated", "权属清楚"));
        (await world.GetAsync(world.Manager, $"/{id}/audit"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(x => x.Text("action"))
            .TakeLast(3)
            .ShouldBe(["takedown", "appeal", "reinstate"]);
    }

    [Fact]
    public async Task One_level_up_decides_where_there_is_no_other_and_says_why_it_stays_down()
    {
        var id = await world.PublishedAsync();
        await world.DoAsync(world.City, id, "takedown");
        var appeal = (await world.PostAsync(world.Manager, $"/{id}/appeal", new { text = "请复核" })).GetProperty("id").GetGuid();

        await world.PostAsync(world.Province, $"/appeals/{appeal}/uphold", new { reason = "确有侵权判决" });

        await world.GetAsync(world.Visitor, $"/{id}", 404);
        (await world.GetAsync(world.Manager, $"/{id}/appeal")).Text("reason").ShouldBe("确有侵权判决");
        await world.PostAsync(world.Manager, $"/{id}/appeal", new { text = "还是不服" }, 409);
        (await ItemAsync(world.Province, appeal)).ShouldBeNull();
    }

    [Fact]
    public async Task Two_who_decide_at_once_decide_once()
    {
        var id = await world.PublishedAsync();
        await world.DoAsync(world.City, id, "takedown");
        var appeal = (await world.PostAsync(world.Manager, $"/{id}/appeal", new { text = "请复核" })).GetProperty("id").GetGuid();

        var answers = await Task.WhenAll(TryAsync(Colleague, "uphold"), TryAsync(world.Province, "reinstate"));

        answers.Count(x => x == 200).ShouldBe(1, string.Join(", ", answers));
        answers.ShouldContain(409);

        async Task<int> TryAsync(HttpClient who, string what) =>
            (int)
                (
                    await who.PostAsync(
                        $"{world.Root}/appeals/{appeal}/{what}",
                        global::System.Net.Http.Json.JsonContent.Create(new { reason = "理由" }),
                        TestContext.Current.CancellationToken
                    )
                ).StatusCode;
    }

    private async Task<global::System.Text.Json.JsonElement?> ItemAsync(HttpClient operate, Guid appeal)
    {
        foreach (var item in (await world.GetAsync(operate, "/appeals")).GetProperty("items").EnumerateArray())
            if (item.GetProperty("id").GetGuid() == appeal)
                return item;
        return null;
    }

    private HttpClient Operator(string subject, Guid organisation, string region)
    {
        var client = world.App.Visitor();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            world.App.Token(organisation, region, [Roles.Operator], subject)
        );
        return client;
    }
}
