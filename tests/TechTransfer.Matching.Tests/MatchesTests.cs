using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Matching.Tests;

public sealed class MatchesTests(MatchingWorld world) : IClassFixture<MatchingWorld>
{
    private async Task<(Guid Demand, Guid Achievement)> PairAsync(string subject)
    {
        var demand = MatchingWorld.Demand($"寻求{subject}配方", $"需要用于手术器械的{subject}，断裂强度不低于40 MPa，耐水解，可批量生产，价格合理。");
        var achievement = MatchingWorld.Achievement(
            $"高强度{subject}制备技术",
            $"研制了高强度{subject}，断裂强度达到45 MPa，耐水解性能优异，已完成中试。"
        );
        await world.AnnounceAsync(demand, achievement);
        await world.SettledAsync();
        return (demand.DemandId, achievement.AchievementId);
    }

    [Fact]
    public async Task A_published_pair_is_listed_from_both_sides_with_parts_that_sum_to_the_score()
    {
        var (demand, achievement) = await PairAsync("聚氨酯弹性体");
        var match = (await world.GetAsync($"/api/matches?demand={demand}"))
            .GetProperty("items")
            .EnumerateArray()
            .First(x => x.GetProperty("listing").GetProperty("id").GetGuid() == achievement);
        match.GetProperty("id").GetGuid().ShouldBe(MatchId.Of(demand, achievement));
        match
            .GetProperty("parts")
            .EnumerateArray()
            .Sum(x => x.GetProperty("contribution").GetDouble())
            .ShouldBe(match.GetProperty("score").GetDouble(), 1e-6);
        match.GetProperty("parts").EnumerateArray().ShouldContain(x => x.GetProperty("name").GetString() == "base");

        var back = (await world.GetAsync($"/api/matches?achievement={achievement}"))
            .GetProperty("items")
            .EnumerateArray()
            .First(x => x.GetProperty("listing").GetProperty("id").GetGuid() == demand);
        // Other tests publish too, so a new generation may have scored the pair again between the two answers.
        if (back.GetProperty("generation").GetString() == match.GetProperty("generation").GetString())
            back.GetProperty("score").GetDouble().ShouldBe(match.GetProperty("score").GetDouble());
    }

    [Fact]
    public async Task What_is_stored_is_what_is_answered_and_offsets_point_at_the_term()
    {
        var (demand, achievement) = await PairAsync("晶圆探针台");
        var match = (await world.GetAsync($"/api/matches?demand={demand}&achievement={achievement}")).GetProperty("items")[0];
        await using var scope = world.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        var (demandKey, achievementKey) = (MatchId.KeyOf(demand), MatchId.KeyOf(achievement));
        var stored = await db.Matches.SingleAsync(
            x => x.DemandKey == demandKey && x.AchievementKey == achievementKey,
            TestContext.Current.CancellationToken
        );
        match.GetProperty("score").GetDouble().ShouldBe(stored.Score);
        match.GetProperty("level").GetInt32().ShouldBe(stored.Level);
        match.GetProperty("generation").GetString().ShouldBe("g" + stored.Generation);
        match.GetProperty("rows").GetArrayLength().ShouldBeGreaterThan(0);
        var title = match.GetProperty("demand").GetProperty("title").GetString()!;
        var shared = match.GetProperty("sharedTerms").EnumerateArray().ToList();
        shared.ShouldNotBeEmpty();
        foreach (var term in shared)
        foreach (var place in term.GetProperty("inDemand").EnumerateArray().Where(x => x.GetProperty("field").GetString() == "title"))
            title[place.GetProperty("start").GetInt32()..place.GetProperty("end").GetInt32()]
                .ShouldBe(term.GetProperty("term").GetString(), StringCompareShould.IgnoreCase);
    }

    [Fact]
    public async Task A_withdrawn_listing_leaves_the_lists_and_an_older_event_does_not_bring_it_back()
    {
        var (demand, achievement) = await PairAsync("无人插秧机");
        await world.AnnounceAsync(new AchievementClosed(achievement, 5, "withdrawn", "other"));
        await world.SettledAsync();
        (await world.Visitor.GetAsync($"/api/matches?achievement={achievement}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        await world.AnnounceAsync(MatchingWorld.Achievement("无人插秧机", "旧的内容，不应再出现在任何地方。", version: 4, id: achievement));
        await world.SettledAsync();
        (await world.GetAsync($"/api/matches?demand={demand}"))
            .GetProperty("items")
            .EnumerateArray()
            .ShouldNotContain(x => x.GetProperty("listing").GetProperty("id").GetGuid() == achievement);
        (await world.GetAsync("/api/search?q=无人插秧机&kind=achievement"))
            .GetProperty("items")
            .EnumerateArray()
            .ShouldNotContain(x => x.GetProperty("id").GetGuid() == achievement);
    }

    [Fact]
    public async Task Closed_before_published_stays_closed()
    {
        var id = Guid.CreateVersion7();
        await world.AnnounceAsync(new DemandClosed(id, 3, "withdrawn", null));
        await world.SettledAsync();
        await world.AnnounceAsync(MatchingWorld.Demand("迟到的需求", "这条需求在发布消息到达之前已经撤回。", version: 2, id: id));
        await world.SettledAsync();
        (await world.Visitor.GetAsync($"/api/matches?demand={id}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task The_same_organisation_is_never_matched_with_itself()
    {
        var demand = MatchingWorld.Demand("碳纤维预浸料", "需要碳纤维预浸料的连续生产工艺与装备。", organisation: MatchingWorld.University);
        await world.AnnounceAsync(demand, MatchingWorld.Achievement("碳纤维预浸料", "碳纤维预浸料的连续生产工艺与装备。"));
        await world.SettledAsync();
        (await world.GetAsync($"/api/matches?demand={demand.DemandId}"))
            .GetProperty("items")
            .EnumerateArray()
            .ShouldNotContain(x => x.GetProperty("listing").GetProperty("organisation").GetProperty("id").GetGuid() == MatchingWorld.University);
    }

    [Fact]
    public async Task An_expired_listing_is_found_nowhere()
    {
        var expired = MatchingWorld.Achievement("过期的细胞分选仪", "细胞分选仪，微流控芯片，高通量。") with
        {
            ValidUntil = DateTimeOffset.UtcNow.AddMinutes(-1),
        };
        await world.AnnounceAsync(expired);
        await world.SettledAsync();
        (
            await world.Visitor.GetAsync($"/api/matches?achievement={expired.AchievementId}", TestContext.Current.CancellationToken)
        ).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await world.GetAsync("/api/search?q=细胞分选仪"))
            .GetProperty("items")
            .EnumerateArray()
            .ShouldNotContain(x => x.GetProperty("id").GetGuid() == expired.AchievementId);
    }

    [Fact]
    public async Task A_declined_pair_leaves_the_lists_of_who_declined_and_of_nobody_else()
    {
        var (demand, achievement) = await PairAsync("梅花鹿茸提取物");
        var id = MatchId.Of(demand, achievement);
        var company = world.As(MatchingWorld.Company, "manager");
        var wrong = await company.PostAsJsonAsync($"/api/matches/{id}/decline", new { reason = "noCapacity" }, TestContext.Current.CancellationToken);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("tooEarly");

        (
            await company.PostAsJsonAsync($"/api/matches/{id}/decline", new { reason = "tooEarly" }, TestContext.Current.CancellationToken)
        ).StatusCode.ShouldBe(HttpStatusCode.OK);
        Ids(await world.GetAsync($"/api/matches?demand={demand}", company)).ShouldNotContain(id);
        Ids(await world.GetAsync($"/api/matches?demand={demand}")).ShouldContain(id);
        Ids(await world.GetAsync("/api/matches/inbox?box=declined", company)).ShouldContain(id);
        Ids(await world.GetAsync("/api/matches/inbox?box=declined", world.As(MatchingWorld.University, "manager"))).ShouldNotContain(id);

        (await company.PostAsJsonAsync($"/api/matches/{id}/save", new { }, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(
            HttpStatusCode.OK
        );
        Ids(await world.GetAsync("/api/matches/inbox?box=saved", company)).ShouldContain(id);

        static List<Guid> Ids(System.Text.Json.JsonElement answer) =>
            [.. answer.GetProperty("items").EnumerateArray().Select(x => x.GetProperty("id").GetGuid())];
    }

    [Theory]
    [InlineData("accept")]
    [InlineData("save")]
    [InlineData("decline")]
    public async Task A_stance_is_for_those_concerned(string verb)
    {
        var (demand, achievement) = await PairAsync("黑土地保护");
        var path = $"/api/matches/{MatchId.Of(demand, achievement)}/{verb}";
        object body = verb == "decline" ? new { reason = "other" } : new { };
        (await world.Visitor.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await world.As(MatchingWorld.Stranger, "manager").PostAsJsonAsync(path, body, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await world.As(MatchingWorld.Stranger, "broker").PostAsJsonAsync(path, body, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(
            HttpStatusCode.OK
        );
    }

    [Fact]
    public async Task A_requested_introduction_of_a_stored_pair_is_traced()
    {
        var (demand, achievement) = await PairAsync("可吸收手术缝合线");
        var introduction = new IntroductionChanged(
            Guid.CreateVersion7(),
            1,
            "requested",
            demand,
            achievement,
            null,
            MatchingWorld.Company,
            MatchingWorld.University,
            null,
            "search"
        );
        await world.AnnounceAsync(introduction);
        // Nobody in this process consumes it, so what was sent is seen in the inbox row of the delivery that led to it.
        await TestApplication.TestApp.EventuallyAsync(
            async () =>
            {
                await using var scope = world.App.Services.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
                return await db.Set<InboxRow>().CountAsync(x => x.Endpoint == "matching-introductions");
            },
            x => x > 0
        );
    }

    [Theory]
    [InlineData("/api/matches", "demand")]
    [InlineData("/api/matches?demand=x", "demand")]
    [InlineData("/api/matches?achievement=x", "achievement")]
    [InlineData("/api/matches?demand=0198aaaa-0000-7000-8000-000000000000&limit=101", "limit")]
    public async Task Bad_parameters_are_named(string path, string field)
    {
        var answer = await world.Visitor.GetAsync(path, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain($"\"{field}\"");
    }

    [Fact]
    public async Task An_unknown_listing_has_no_matches() =>
        (await world.Visitor.GetAsync($"/api/matches?demand={Guid.CreateVersion7()}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
}
