using System.Text.Json.Nodes;

namespace TechTransfer.ListingLife;

/// <summary>Versions: If-Match, a revision beside the public version, what needs no review, what is remembered.</summary>
public abstract class RevisionSpec<TWorld>(TWorld world) : IClassFixture<TWorld>
    where TWorld : ListingWorld
{
    [Fact]
    public async Task A_stale_version_is_told_the_current_state_before_anything_is_validated()
    {
        var id = await world.DraftAsync();
        var broken = new JsonObject { ["title"] = "" };
        await world.PutAsync(world.Manager, id, broken, null, 428);
        var stale = await world.PutAsync(world.Manager, id, broken, 7, 412);
        stale.GetProperty("version").GetInt64().ShouldBe(1);
        stale.GetProperty("current").Text("state").ShouldBe("draft");
        await world.SendAsync(world.Manager, HttpMethod.Put, $"{world.Root}/{id}", broken, 412, "\"not-ours\"");
        await world.SendAsync(world.Manager, HttpMethod.Put, $"{world.Root}/{id}", broken, 412, "W/\"1\"");
        (await world.PutAsync(world.Manager, id, broken, 1, 422)).Fields().ShouldBe(["title"]);
        (await world.PutAsync(world.Manager, id, world.Complete("改过"), 1)).GetProperty("version").GetInt64().ShouldBe(2);
        await world.PutAsync(world.Manager, id, world.Complete("又改"), 1, 412);
        (await world.GetAsync(world.Manager, $"/{id}")).Text("title").ShouldBe("改过");
    }

    [Fact]
    public async Task Of_two_who_change_the_same_version_one_is_refused()
    {
        var id = await world.DraftAsync();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async i =>
                {
                    var request = new HttpRequestMessage(HttpMethod.Put, $"{world.Root}/{id}")
                    {
                        Content = System.Net.Http.Json.JsonContent.Create(world.Complete($"同时的修改 {i}")),
                    };
                    request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
                    return (int)(await world.Manager.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode;
                })
        );
        answers.Count(x => x == 200).ShouldBe(1);
        answers.ShouldAllBe(x => x == 200 || x == 412 || x == 409);
        (await world.GetAsync(world.Manager, $"/{id}")).GetProperty("version").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task A_submitted_version_is_locked_until_recalled_or_returned()
    {
        var id = await world.SubmittedAsync();
        var locked = await world.PutAsync(world.Manager, id, world.Complete("改"), 1, 409);
        locked.Text("state").ShouldBe("submitted");
        locked.Texts("allowed").ShouldBe(["recall"]);
        await world.DoAsync(world.Manager, id, "recall");
        await world.PutAsync(world.Manager, id, world.Complete("改"), 1);
        await world.DoAsync(world.Manager, id, "submit");
        await world.DoAsync(world.Province, id, "return");
        await world.PutAsync(world.Manager, id, world.Complete("再改"), 2);
    }

    [Fact]
    public async Task The_old_version_stays_public_until_its_revision_is_approved()
    {
        var id = await world.PublishedAsync(content: world.Complete("旧题目"));
        var revised = await world.PutAsync(world.Member, id, world.Complete("新题目"), 1);
        (revised.Text("state"), revised.GetProperty("pending").Text("state")).ShouldBe(("published", "draft"));
        (await world.GetAsync(world.Visitor, $"/{id}")).Text("title").ShouldBe("旧题目");
        (await world.GetAsync(world.Province, $"/{id}?view=working")).Text("title").ShouldBe("旧题目", "a draft is not shown to the reviewer");
        (await world.GetAsync(world.Manager, $"/{id}")).Text("title").ShouldBe("新题目");
        (await world.GetAsync(world.Manager, $"/{id}?view=public")).Text("title").ShouldBe("旧题目");

        await world.DoAsync(world.Manager, id, "submit");
        (await world.GetAsync(world.Visitor, $"/{id}")).Text("title").ShouldBe("旧题目");
        (await world.GetAsync(world.Other, $"/{id}?view=working")).Text("title").ShouldBe("旧题目");
        (await world.GetAsync(world.Province, $"/{id}?view=working")).Text("title").ShouldBe("新题目");
        await world.DoAsync(world.Province, id, "publish");
        var now = await world.GetAsync(world.Visitor, $"/{id}");
        (now.Text("title"), now.GetProperty("version").GetInt64()).ShouldBe(("新题目", 2));
    }

    [Fact]
    public async Task A_rejected_revision_leaves_the_public_version_and_may_be_written_anew()
    {
        var id = await world.PublishedAsync(content: world.Complete("留下的"));
        await world.PutAsync(world.Manager, id, world.Complete("不行的"), 1);
        await world.DoAsync(world.Manager, id, "submit");
        await world.DoAsync(world.Province, id, "reject");
        (await world.GetAsync(world.Visitor, $"/{id}")).Text("title").ShouldBe("留下的");
        await world.DoAsync(world.Manager, id, "submit", 409);
        await world.PutAsync(world.Manager, id, world.Complete("改好的"), 2);
        await world.DoAsync(world.Manager, id, "submit");
        await world.DoAsync(world.Province, id, "publish");
        (await world.GetAsync(world.Visitor, $"/{id}")).Text("title").ShouldBe("改好的");
    }

    [Fact]
    public async Task Contact_and_validity_change_at_once()
    {
        var id = await world.PublishedAsync();
        var content = world.Complete("弹性体的连续制备");
        content["contact"] = new JsonObject { ["name"] = "新联系人", ["phone"] = "0431-1" };
        content["validUntil"] = DateTimeOffset.UtcNow.AddDays(90).ToString("yyyy-MM-dd");
        var changed = await world.PutAsync(world.Manager, id, content, 1);
        (changed.Text("state"), changed.Has("pending")).ShouldBe(("published", false));
        (await world.GetAsync(world.Visitor, $"/{id}")).GetProperty("version").GetInt64().ShouldBe(2);
        content["validUntil"] = "2020-01-01";
        (await world.PutAsync(world.Manager, id, content, 2, 422)).Fields().ShouldBe(["validUntil"]);
    }

    [Fact]
    public async Task Versions_tell_the_owner_all_and_the_reviewer_what_was_laid_before_him()
    {
        var id = await world.SubmittedAsync(content: world.Complete("第一稿"));
        await world.DoAsync(world.Province, id, "return");
        await world.PutAsync(world.Manager, id, world.Complete("内部草稿"), 1);
        await world.PutAsync(world.Manager, id, world.Complete("第二稿"), 2);
        await world.DoAsync(world.Manager, id, "submit");

        var owner = await world.GetAsync(world.Member, $"/{id}/versions");
        Numbers(owner).ShouldBe([3, 2, 1]);
        var change = owner.GetProperty("items")[0].GetProperty("changes")[0];
        (change.Text("field"), change.Text("before"), change.Text("after")).ShouldBe(("title", "内部草稿", "第二稿"));
        var reviewer = await world.GetAsync(world.Province, $"/{id}/versions");
        Numbers(reviewer).ShouldBe([3, 1]);
        reviewer.ToString().ShouldNotContain("内部草稿");
        await world.DoAsync(world.Province, id, "publish");
        await world.GetAsync(world.Other, $"/{id}/versions", 403);

        static long[] Numbers(System.Text.Json.JsonElement versions) =>
            [.. versions.GetProperty("items").EnumerateArray().Select(x => x.GetProperty("version").GetInt64())];
    }
}
