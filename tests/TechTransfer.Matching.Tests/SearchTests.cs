using System.Net;
using System.Net.Http.Json;

namespace TechTransfer.Matching.Tests;

public sealed class SearchTests(MatchingWorld world) : IClassFixture<MatchingWorld>
{
    [Fact]
    public async Task Pages_together_are_the_whole_list_without_doubles()
    {
        await world.AnnounceAsync([
            .. Enumerable.Range(0, 23).Select(i => MatchingWorld.Achievement($"石墨烯导热膜{i}", $"石墨烯导热膜制备技术第{i}项，热导率高。")),
        ]);
        await world.SettledAsync();
        foreach (var sort in new[] { "relevance", "newest", "closing" })
        foreach (var limit in new[] { 1, 4, 23 })
        {
            var seen = new List<Guid>();
            string? after = null;
            do
            {
                var page = await world.GetAsync($"/api/search?q=石墨烯&sort={sort}&limit={limit}" + (after is null ? "" : "&after=" + after));
                page.GetProperty("total").GetInt64().ShouldBe(23);
                seen.AddRange(page.GetProperty("items").EnumerateArray().Select(x => x.GetProperty("id").GetGuid()));
                after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
            } while (after is not null);
            seen.Count.ShouldBe(23);
            seen.ShouldBeUnique();
        }
    }

    [Fact]
    public async Task Hits_have_facets_with_labels_and_marks_that_point_at_the_words()
    {
        await world.AnnounceAsync(MatchingWorld.Achievement("钙钛矿太阳能电池封装", "一种钙钛矿太阳能电池的柔性封装方法，效率提升。"));
        await world.SettledAsync();
        var page = await world.GetAsync("/api/search?q=钙钛矿&kind=achievement&region=220000&mode=licence,joint&trl=6");
        var item = page.GetProperty("items")[0];
        foreach (var highlight in item.GetProperty("highlights").EnumerateArray())
        foreach (var mark in highlight.GetProperty("marks").EnumerateArray())
            highlight.GetProperty("text").GetString()![mark[0].GetInt32()..mark[1].GetInt32()].ShouldContain("钙钛");
        item.GetProperty("highlights").GetArrayLength().ShouldBeGreaterThan(0);
        page.GetProperty("facets").GetProperty("region").EnumerateArray().ShouldContain(x => x.GetProperty("label").GetString()!.Contains("吉林"));
        page.GetProperty("facets").GetProperty("mode").EnumerateArray().ShouldContain(x => x.GetProperty("label").GetString() == "技术许可");
    }

    [Fact]
    public async Task A_revision_replaces_the_old_text()
    {
        var first = MatchingWorld.Achievement("古老的蒸汽机改良", "蒸汽机改良，热效率提升的一种方法。");
        await world.AnnounceAsync(first);
        await world.SettledAsync();
        await world.AnnounceAsync(
            MatchingWorld.Achievement("量子密钥分发终端", "量子密钥分发终端，小型化设计。", version: 2, id: first.AchievementId)
        );
        await world.SettledAsync();
        (await world.GetAsync("/api/search?q=蒸汽机")).GetProperty("total").GetInt64().ShouldBe(0);
        (await world.GetAsync("/api/search?q=量子密钥")).GetProperty("items")[0].GetProperty("id").GetGuid().ShouldBe(first.AchievementId);
    }

    [Fact]
    public async Task Work_that_waits_at_a_stop_is_done_after_the_start_and_a_rebuild_finds_the_same()
    {
        var listing = MatchingWorld.Achievement("海藻酸盐敷料", "海藻酸盐敷料，吸液性能好，止血快。");
        await world.AnnounceAsync(listing);
        await world.RestartAsync();
        await world.SettledAsync();
        (await world.GetAsync("/api/search?q=海藻酸盐")).GetProperty("total").GetInt64().ShouldBe(1);
        var administrator = world.As(MatchingWorld.Stranger, "administrator");
        (
            await administrator.PostAsJsonAsync("/api/admin/matching/index/rebuild", new { }, TestContext.Current.CancellationToken)
        ).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await world.SettledAsync();
        (await world.GetAsync("/api/search?q=海藻酸盐")).GetProperty("total").GetInt64().ShouldBe(1);
        var drift = (await world.GetAsync("/api/admin/matching/index?drift=true", administrator)).GetProperty("drift");
        foreach (var figure in new[] { "missing", "orphaned", "stale" })
            drift.GetProperty(figure).GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Suggestions_begin_with_what_was_typed()
    {
        await world.AnnounceAsync(MatchingWorld.Achievement("磁悬浮轴承控制器", "磁悬浮轴承控制器，高速稳定。"));
        await world.SettledAsync();
        (await world.GetAsync("/api/search/suggest?q=磁悬"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(x => x.GetString()!)
            .ShouldContain("磁悬浮轴承控制器");
        (await world.GetAsync("/api/search/suggest?q=")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("kind=patent", "kind")]
    [InlineData("region=22", "region")]
    [InlineData("industry=Z99", "industry")]
    [InlineData("trl=0", "trl")]
    [InlineData("trl=1,x", "trl")]
    [InlineData("mode=gift", "mode")]
    [InlineData("organisation=me", "organisation")]
    [InlineData("sort=best", "sort")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=0", "limit")]
    [InlineData("after=%21%21", "after")]
    public async Task Bad_parameters_are_named(string query, string field)
    {
        var answer = await world.Visitor.GetAsync("/api/search?" + query, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain($"\"{field}\"");
    }

    [Theory]
    [InlineData("%F0%9F%98%80")]
    [InlineData("%3Cscript%3E")]
    [InlineData("%E2%80%AE%D7%90")]
    [InlineData("%00")]
    [InlineData("AND%20OR%20(%22")]
    public async Task Strange_queries_are_answered(string q) =>
        (await world.Visitor.GetAsync("/api/search?q=" + q, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task A_query_is_limited_to_500_code_points()
    {
        (
            await world.Visitor.GetAsync(
                "/api/search?q=" + string.Concat(Enumerable.Repeat("%F0%9F%98%80", 500)),
                TestContext.Current.CancellationToken
            )
        ).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Visitor.GetAsync("/api/search?q=" + new string('a', 501), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );
    }

    [Theory]
    [InlineData("GET", "/api/favourites")]
    [InlineData("GET", "/api/matches/inbox")]
    [InlineData("GET", "/api/reports")]
    [InlineData("GET", "/api/admin/matching/index")]
    [InlineData("POST", "/api/admin/matching/index/rebuild")]
    public async Task Visitors_get_401_where_a_sign_in_is_needed(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? JsonContent.Create(new { }) : null };
        (await world.Visitor.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/api/reports")]
    [InlineData("/api/admin/matching/index")]
    public async Task A_manager_may_not_see_what_operators_and_administrators_see(string path) =>
        (await world.As(MatchingWorld.Company, "manager").GetAsync(path, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );

    [Fact]
    public async Task Favourites_are_kept()
    {
        var listing = MatchingWorld.Achievement("秸秆制乙醇酶制剂", "秸秆制乙醇用酶制剂，成本下降。");
        await world.AnnounceAsync(listing);
        await world.SettledAsync();
        var company = world.As(MatchingWorld.Company, "member");
        var path = $"/api/favourites/achievement/{listing.AchievementId}";
        (await company.PutAsync(path, null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await world.GetAsync("/api/favourites", company))
            .GetProperty("items")
            .EnumerateArray()
            .ShouldContain(x => x.GetProperty("id").GetGuid() == listing.AchievementId);
        (await company.PutAsync($"/api/favourites/demand/{listing.AchievementId}", null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await company.DeleteAsync(path, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await company.DeleteAsync(path, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Figures_count_what_is_published()
    {
        await world.AnnounceAsync(MatchingWorld.Achievement("等离子喷涂", "等离子喷涂耐磨涂层技术。"));
        await world.SettledAsync();
        (await world.GetAsync("/api/search/figures")).GetProperty("achievements").GetInt32().ShouldBeGreaterThan(0);
    }
}
