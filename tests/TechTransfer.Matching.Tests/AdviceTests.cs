using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Matches;

namespace TechTransfer.Matching.Tests;

/// <summary>What helps an owner to a better listing, and what answers to matches are used for.</summary>
public sealed class AdviceTests(MatchingWorld world) : IClassFixture<MatchingWorld>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<(Guid Demand, Guid Achievement)> PairAsync(string subject, Guid company)
    {
        var demand = MatchingWorld.Demand($"寻求{subject}", $"需要用于生产线的{subject}，断裂强度不低于40 MPa，可批量生产。", organisation: company);
        var achievement = MatchingWorld.Achievement($"{subject}制备技术", $"研制了{subject}，断裂强度达到45 MPa，已完成中试。");
        await world.AnnounceAsync(demand, achievement);
        await world.SettledAsync();
        return (demand.DemandId, achievement.AchievementId);
    }

    [Fact]
    public async Task A_listing_that_is_still_written_gets_first_matches_with_reasons_and_an_example_and_nothing_is_kept()
    {
        var (_, achievement) = await PairAsync("石墨烯导热薄膜", Guid.CreateVersion7());
        var writer = world.As(Guid.CreateVersion7(), "member");
        var request = new
        {
            kind = "demand",
            title = "需要石墨烯导热薄膜",
            text = "手机散热用石墨烯导热薄膜，需批量生产。",
            industry = "C2659",
            quantities = new[]
            {
                new
                {
                    name = "断裂强度",
                    comparator = ">=",
                    value = "50",
                    unit = "MPa",
                },
            },
        };
        var answer = await (await writer.PostAsJsonAsync("/api/matches/preview", request, Cancel)).Content.ReadFromJsonAsync<JsonElement>(Cancel);
        var first = answer.GetProperty("items")[0];
        first.GetProperty("listing").GetProperty("id").GetGuid().ShouldBe(achievement);
        first.GetProperty("reason").GetString()!.ShouldContain("石墨烯");
        answer.GetProperty("items").GetArrayLength().ShouldBeLessThanOrEqualTo(3);
        (await world.GetAsync("/api/search?q=手机散热用石墨烯导热薄膜&kind=demand"))
            .GetProperty("items")
            .EnumerateArray()
            .ShouldNotContain(x => x.GetProperty("title").GetString() == "需要石墨烯导热薄膜");
    }

    [Fact]
    public async Task A_preview_shows_nothing_of_the_own_organisation_and_names_what_is_wrong_with_it()
    {
        var (_, achievement) = await PairAsync("稀土永磁电机", Guid.CreateVersion7());
        var own = world.As(MatchingWorld.University, "member");
        var answer = await own.PostAsJsonAsync("/api/matches/preview", new { kind = "demand", title = "稀土永磁电机" }, Cancel);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel))
            .GetProperty("items")
            .EnumerateArray()
            .ShouldNotContain(x => x.GetProperty("listing").GetProperty("id").GetGuid() == achievement);

        (await world.Visitor.PostAsJsonAsync("/api/matches/preview", new { kind = "demand", title = "x" }, Cancel)).StatusCode.ShouldBe(
            HttpStatusCode.Unauthorized
        );
        foreach (var (wrong, field) in new (object, string)[] { (new { kind = "need", title = "x" }, "kind"), (new { kind = "demand" }, "title") })
        {
            var refused = await own.PostAsJsonAsync("/api/matches/preview", wrong, Cancel);
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await refused.Content.ReadAsStringAsync(Cancel)).ShouldContain($"\"{field}\"");
        }
    }

    [Fact]
    public async Task An_owner_is_told_what_is_missing_what_does_not_fit_and_why_others_declined()
    {
        var company = Guid.CreateVersion7();
        var (demand, achievement) = await PairAsync("页岩气压裂支撑剂", company);
        var id = MatchId.Of(demand, achievement);
        (
            await world.As(company, "member").PostAsJsonAsync($"/api/matches/{id}/decline", new { reason = "tooEarly" }, Cancel)
        ).EnsureSuccessStatusCode();

        var advice = await world.GetAsync($"/api/matches/advice/{achievement}", world.As(MatchingWorld.University, "member"));
        advice.GetProperty("declines")[0].GetProperty("reason").GetString().ShouldBe("tooEarly");
        advice.GetProperty("declines")[0].GetProperty("count").GetInt32().ShouldBe(1);
        advice.GetProperty("missing").EnumerateArray().Select(x => x.GetString()).ShouldBe(["text"]);
        // Wanted is level 7, offered 6.
        advice.GetProperty("obstacles").EnumerateArray().ShouldContain(x => x.GetProperty("part").GetString() == "readiness");
        advice.GetProperty("bestLevel").GetInt32().ShouldBeInRange(1, 4);

        (await world.As(company, "manager").GetAsync($"/api/matches/advice/{achievement}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await world.Visitor.GetAsync($"/api/matches/advice/{achievement}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_others_found_unclear_waits_for_its_owner_until_he_has_revised_or_confirmed_it()
    {
        var (company, university) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var demand = MatchingWorld.Demand("寻求深海电缆接头", "需要深海电缆接头，耐压不低于60 MPa。", organisation: company);
        var achievement = MatchingWorld.Achievement("深海电缆接头制备技术", "研制了深海电缆接头，已完成中试。", organisation: university);
        var other = MatchingWorld.Achievement("深海电缆护套技术", "研制了深海电缆护套，已完成中试。", organisation: university);
        await world.AnnounceAsync(demand, achievement, other);
        await world.SettledAsync();
        var (owner, decliner) = (world.As(university, "member"), world.As(company, "member"));
        Task DeclineAsync(AchievementPublished listing, string reason) =>
            decliner.PostAsJsonAsync($"/api/matches/{MatchId.Of(demand.DemandId, listing.AchievementId)}/decline", new { reason }, Cancel);
        await DeclineAsync(achievement, "descriptionUnclear");
        // Nothing that its owner could write would change this one.
        await DeclineAsync(other, "tooEarly");

        var unclear = (await world.GetAsync("/api/matches/unclear", owner)).GetProperty("items").EnumerateArray().ToList();
        unclear.ShouldHaveSingleItem().GetProperty("id").GetGuid().ShouldBe(achievement.AchievementId);
        unclear[0].GetProperty("organisations").GetInt32().ShouldBe(1);
        unclear[0].GetProperty("reasons").EnumerateArray().Select(x => x.GetString()).ShouldBe(["descriptionUnclear"]);
        unclear[0].ToString().ShouldNotContain(company.ToString());
        (await world.GetAsync("/api/matches/unclear", decliner)).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await world.Visitor.GetAsync("/api/matches/unclear", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        await world.AnnounceAsync(achievement with { Version = 2, ConfirmedAt = DateTimeOffset.UtcNow });
        await world.SettledAsync();
        (await world.GetAsync("/api/matches/unclear", owner)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Answers_are_exported_only_of_organisations_whose_manager_agreed()
    {
        var company = Guid.CreateVersion7();
        var (demand, achievement) = await PairAsync("航空轴承钢", company);
        var id = MatchId.Of(demand, achievement);
        (await world.As(company, "member").PostAsJsonAsync($"/api/matches/{id}/save", new { }, Cancel)).EnsureSuccessStatusCode();
        var administrator = world.As(Guid.CreateVersion7(), "administrator");
        Task<string> Exported() => administrator.GetStringAsync("/api/admin/matching/labels", Cancel);
        (await Exported()).ShouldNotContain(demand.ToString());

        (await world.As(company, "member").PutAsJsonAsync("/api/matches/consent", new { useForTraining = true }, Cancel)).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );
        var manager = world.As(company, "manager");
        (await manager.PutAsJsonAsync("/api/matches/consent", new { }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await manager.PutAsJsonAsync("/api/matches/consent", new { useForTraining = true }, Cancel)).EnsureSuccessStatusCode();
        (await world.GetAsync("/api/matches/consent", manager)).GetProperty("useForTraining").GetBoolean().ShouldBeTrue();
        var lines = (await Exported()).Split('\n');
        lines[0].ShouldBe("demand,achievement,side,stance,grade,reason,at");
        lines.ShouldContain(x => x.StartsWith($"{demand},{achievement},demand,saved,2,,", StringComparison.Ordinal));

        (await manager.PutAsJsonAsync("/api/matches/consent", new { useForTraining = false }, Cancel)).EnsureSuccessStatusCode();
        (await Exported()).ShouldNotContain(demand.ToString());
        (await manager.GetAsync("/api/admin/matching/labels", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_new_box_holds_the_best_five_of_a_listing_and_the_next_when_one_is_answered()
    {
        var company = Guid.CreateVersion7();
        var demand = MatchingWorld.Demand("寻求水下焊接机器人", "需要水下焊接机器人，水深不小于60米，焊缝自动跟踪。", organisation: company);
        await world.AnnounceAsync([
            demand,
            .. Enumerable
                .Range(1, 8)
                .Select(i => MatchingWorld.Achievement($"水下焊接机器人{i}型", $"水下焊接机器人{i}型，水深{50 + i}米，焊缝自动跟踪。")),
        ]);
        await world.SettledAsync();
        var member = world.As(company, "member");
        async Task<List<JsonElement>> New() =>
            [.. (await world.GetAsync("/api/matches/inbox?box=new", member)).GetProperty("items").EnumerateArray()];
        var first = await New();
        first.Count.ShouldBe(5);
        first.ShouldAllBe(x => x.GetProperty("standing").GetProperty("forDemand").GetInt32() >= 1);
        first.ShouldAllBe(x => x.GetProperty("standing").GetProperty("forDemand").GetInt32() <= 5);

        var answered = first[0].GetProperty("id").GetGuid();
        (await member.PostAsJsonAsync($"/api/matches/{answered}/decline", new { reason = "other" }, Cancel)).EnsureSuccessStatusCode();
        var then = await New();
        then.Count.ShouldBe(5);
        then.ShouldNotContain(x => x.GetProperty("id").GetGuid() == answered);
    }

    [Theory]
    [InlineData("AAAAAAAABB", 4, "AABB")]
    [InlineData("AAAABBBBCC", 4, "AABC")]
    [InlineData("AAAAAAAAAA", 4, "AAAA")]
    [InlineData("ABC", 4, "ABC")]
    public void No_organisation_fills_a_list_while_others_wait(string organisations, int most, string expected)
    {
        var ids = "ABC".ToDictionary(x => x, _ => Guid.CreateVersion7());
        var shown = StoredPairs.Spread([.. organisations], most, x => ids[x]);
        string.Concat(shown).ShouldBe(expected);
    }
}
