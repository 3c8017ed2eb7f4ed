using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using TechTransfer.ListingLife;
using TechTransfer.Listings.Similar;
using Xunit;

namespace TechTransfer.Achievements.Tests;

/// <summary>What a reviewer says of two listings that look alike, and the numbers that two organisations claim.</summary>
public sealed class DuplicateTests(AchievementWorld world) : IClassFixture<AchievementWorld>
{
    [Fact]
    public async Task A_repeated_submission_is_turned_down_and_its_owner_is_led_to_the_published_one()
    {
        var published = await world.PublishedAsync(world.Other, Patented("石墨烯浆料的剪切剥离", NewNumber()));
        var repeated = await world.SubmittedAsync(content: Patented("石墨烯浆料的剪切剥离", NewNumber()));
        var operate = world.Province;
        (await SimilarAsync(operate, repeated)).ShouldContain(published);
        var answer = await JudgeAsync(operate, repeated, published, "duplicateOf");
        (answer.Text("state"), answer.GetProperty("duplicateOf").GetGuid()).ShouldBe(("rejected", published));

        var seen = await world.GetAsync(world.Manager, $"/{repeated}");
        seen.GetProperty("duplicateOf").GetGuid().ShouldBe(published);
        seen.Texts("reasons").ShouldBe(["duplicate: 石墨烯浆料的剪切剥离"]);
        // It was never public: nobody else learns that it was there.
        await world.GetAsync(world.Visitor, $"/{repeated}", 404);
        (await world.StateAsync(published, world.Other)).ShouldBe("published");
        await JudgeAsync(operate, repeated, published, "duplicateOf", 409);
    }

    [Theory]
    [InlineData("merged", "withdrawn")]
    [InlineData("duplicateOf", "takenDown")]
    public async Task Of_two_published_ones_the_survivor_answers_for_both(string outcome, string state)
    {
        var stays = await world.PublishedAsync(world.Other, world.Complete("碳化硅晶圆激光剥离"));
        var goes = await world.PublishedAsync(content: world.Complete("碳化硅晶圆激光剥离"));
        var operate = world.Province;
        (await JudgeAsync(operate, goes, stays, outcome)).Text("state").ShouldBe(state);

        using var plain = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = world.App.Address };
        using var moved = await plain.GetAsync($"{world.Root}/{goes}", TestContext.Current.CancellationToken);
        (moved.StatusCode, moved.Headers.Location!.OriginalString).ShouldBe((HttpStatusCode.PermanentRedirect, $"{world.Root}/{stays}"));
        (await world.GetAsync(world.Visitor, $"/{goes}")).GetProperty("id").GetGuid().ShouldBe(stays);
        var own = await world.GetAsync(world.Manager, $"/{goes}");
        (own.Text("state"), own.GetProperty("duplicateOf").GetGuid()).ShouldBe((state, stays));

        await world.DoAsync(world.Other, stays, "withdraw");
        await world.GetAsync(world.Visitor, $"/{goes}", 404);
    }

    [Fact]
    public async Task What_was_merged_into_it_the_owner_is_told_of_his_own()
    {
        var stays = await world.PublishedAsync(content: world.Complete("钛合金粉末的等离子旋转电极制备"));
        var own = await world.PublishedAsync(content: world.Complete("钛合金粉末的等离子旋转电极制备"));
        var others = await world.PublishedAsync(world.Other, world.Complete("钛合金粉末的等离子旋转电极制备"));
        await JudgeAsync(world.Province, own, stays, "merged");
        await JudgeAsync(world.Province, others, stays, "merged");
        var told = (await world.GetAsync(world.Manager, $"/{stays}/merged")).GetProperty("items").EnumerateArray().ToList();
        told.Select(x => (x.GetProperty("id").GetGuid(), x.Text("state"))).ShouldBe([(own, "withdrawn")]);
        (await world.GetAsync(world.Province, $"/{stays}/merged")).GetProperty("items").GetArrayLength().ShouldBe(0);
        await world.GetAsync(world.Visitor, $"/{stays}/merged", 401);
        await world.GetAsync(world.Manager, $"/{Guid.CreateVersion7()}/merged", 404);
    }

    [Fact]
    public async Task Different_ones_are_not_shown_beside_each_other_again()
    {
        var one = await world.PublishedAsync(world.Other, world.Complete("微通道反应器连续硝化"));
        var two = await world.SubmittedAsync(content: world.Complete("微通道反应器连续硝化"));
        var operate = world.Province;
        await world.DoAsync(operate, two, "claim");
        await JudgeAsync(operate, two, one, "different");
        (await SimilarAsync(operate, two)).ShouldNotContain(one);
        (await SimilarAsync(world.Manager, two)).ShouldNotContain(one);
        // It is still to be decided, and still held.
        await world.DoAsync(world.City, two, "publish", 409);
        (await world.DoAsync(operate, two, "publish")).Text("state").ShouldBe("published");
    }

    [Fact]
    public async Task A_number_at_two_organisations_is_a_conflict_for_those_who_may_know_of_both()
    {
        var number = NewNumber();
        var theirs = await world.SubmittedAsync(world.Other, Patented("低温等离子体灭菌", number));
        var again = await world.SubmittedAsync(world.Other, Patented("低温等离子体灭菌二代", number));
        (await ConflictsAsync(world.Province)).ShouldNotContain(Plain(number), "one organisation may name its number twice");
        var ours = await world.SubmittedAsync(content: Patented("食品常压冷等离子体处理", "ZL " + number.Insert(4, " ")));
        var (province, city) = (world.Province, world.City);
        (await ConflictsAsync(province)).Count(x => x == Plain(number)).ShouldBe(2);
        // The other region's submission is not this city's business until it is published.
        (await ConflictsAsync(city)).ShouldNotContain(Plain(number));
        (await ConflictsAsync(world.OtherCity)).ShouldNotContain(Plain(number));
        await world.DoAsync(province, theirs, "publish");
        (await ConflictsAsync(city)).Count(x => x == Plain(number)).ShouldBe(1);
        (await ConflictsAsync(world.As(ListingWorld.OwnerId, "220000", "operator"))).ShouldNotContain(Plain(number));

        await JudgeAsync(city, ours, theirs, "different");
        (await ConflictsAsync(city)).ShouldNotContain(Plain(number));
        await JudgeAsync(province, again, theirs, "duplicateOf");
        (await ConflictsAsync(province)).ShouldNotContain(Plain(number));
    }

    [Theory]
    [InlineData("ZL 2019 1 0123456.X", true)]
    [InlineData("CN202010765432.7", true)]
    [InlineData("２０２１１０３３３４４４．７", true)]
    [InlineData("201910123456.1", false)]
    [InlineData("US 11,234,567 B2", null)]
    [InlineData("2019101234567", false)]
    [InlineData("软著登字第1234567号", null)]
    public void A_Chinese_application_number_carries_a_check_digit(string number, bool? holds) => IpNumber.CheckDigitHolds(number).ShouldBe(holds);

    [Fact]
    public async Task A_slip_of_the_pen_claims_nothing()
    {
        var number = NewNumber();
        var wrong = number[..^1] + (number[^1] == '7' ? '8' : '7');
        await world.SubmittedAsync(world.Other, Patented("无人机除冰", wrong));
        await world.SubmittedAsync(content: Patented("叶片覆冰监测", wrong));
        (await ConflictsAsync(world.Province)).ShouldNotContain(Plain(wrong));
    }

    [Fact]
    public async Task What_cannot_be_judged_is_said()
    {
        var mine = await world.SubmittedAsync();
        var draft = await world.DraftAsync(world.Other);
        var waiting = await world.SubmittedAsync(world.Other);
        var operate = world.Province;
        (await JudgeAsync(operate, mine, waiting, "same", 422)).Fields().ShouldBe(["outcome"]);
        (await JudgeAsync(operate, mine, mine, "merged", 422)).Fields().ShouldBe(["other"]);
        (await JudgeAsync(operate, mine, draft, "merged", 422)).Fields().ShouldBe(["other"]);
        (await JudgeAsync(operate, mine, waiting, "merged", 409)).Text("state").ShouldBe("submitted");
        await JudgeAsync(world.OtherCity, mine, waiting, "different", 404);
        await JudgeAsync(world.Manager, mine, waiting, "different", 403);
        var open = await world.PublishedAsync();
        await JudgeAsync(world.OtherCity, open, waiting, "different", 403);
        await JudgeAsync(world.As(ListingWorld.OwnerId, "220000", "operator"), open, waiting, "different", 403);
        await world.DoAsync(world.City, mine, "claim");
        (await JudgeAsync(operate, mine, open, "duplicateOf", 409)).Text("type").ShouldEndWith(":claimed");
        (await world.StateAsync(mine)).ShouldBe("submitted");
    }

    private Task<JsonElement> JudgeAsync(HttpClient who, Guid id, Guid other, string outcome, int status = 200) =>
        world.PostAsync(who, $"/{id}/duplicate", new { other, outcome }, status);

    private async Task<Guid[]> SimilarAsync(HttpClient who, Guid id) =>
        [.. (await world.GetAsync(who, $"/{id}/similar")).GetProperty("items").EnumerateArray().Select(x => x.GetProperty("id").GetGuid())];

    private async Task<string[]> ConflictsAsync(HttpClient who) =>
        [.. (await world.GetAsync(who, "/conflicts?limit=100")).GetProperty("items").EnumerateArray().Select(x => x.Text("number"))];

    private JsonObject Patented(string title, string number)
    {
        var content = world.Complete(title);
        content["ip"] = new JsonArray(
            new JsonObject
            {
                ["kind"] = "invention",
                ["title"] = title,
                ["number"] = number,
            }
        );
        return content;
    }

    /// <summary>An application number that nobody else here names, with its check digit.</summary>
    private static string NewNumber()
    {
        int[] weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
        var digits = "20191" + Random.Shared.Next(0, 9_999_999).ToString("0000000", null);
        var rest = digits.Select((x, i) => (x - '0') * weights[i]).Sum() % 11;
        return $"{digits}.{(rest == 10 ? "X" : rest.ToString(null as IFormatProvider))}";
    }

    private static string Plain(string number) => number.Replace(".", "", StringComparison.Ordinal);
}
