using System.Net.Http.Json;
using System.Text.Json;

namespace TechTransfer.ListingLife;

/// <summary>The operators' queue: who holds what, for whom it is due by now, what of it is shown, and its figures.</summary>
public abstract class QueueSpec<TWorld> : IAsyncLifetime
    where TWorld : ListingWorld, new()
{
    private const int AtOnce = 8;

    // Wednesday; Friday is New Year's Day.
    private static readonly DateTimeOffset Submission = new(2026, 12, 30, 10, 0, 0, TimeSpan.FromHours(8));
    private readonly MovedClock _clock = new();
    private readonly TWorld _world = new();

    public ValueTask InitializeAsync()
    {
        _world.Clock = _clock;
        return _world.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_one_holds_no_other_decides_until_it_is_released_or_time_is_up()
    {
        var id = await _world.SubmittedAsync();
        var (first, second) = (_world.Province, _world.City);
        var claim = await _world.DoAsync(first, id, "claim");
        claim.GetProperty("mine").GetBoolean().ShouldBeTrue();
        var minutes = (claim.GetProperty("until").GetDateTimeOffset() - claim.GetProperty("since").GetDateTimeOffset()).TotalMinutes;
        minutes.ShouldBe(30, tolerance: 0.1);

        foreach (var action in new[] { "claim", "publish", "return", "reject" })
        {
            var refused = await _world.DoAsync(second, id, action, 409);
            refused.Text("type").ShouldEndWith(":claimed");
            refused.Text("claimedBy").ShouldBe(claim.Text("by"));
            refused.GetProperty("until").GetDateTimeOffset().ShouldBe(claim.GetProperty("until").GetDateTimeOffset());
        }
        var many = await _world.PostAsync(second, "/publish", new { ids = new[] { id } });
        many.GetProperty("items")[0].Text("outcome").ShouldBe("refused");
        (await RowAsync(second, id)).GetProperty("claim").GetProperty("mine").GetBoolean().ShouldBeFalse();

        // What he does with it begins his time anew; letting go of another's changes nothing.
        _clock.MoveTo(_clock.GetUtcNow().AddMinutes(20));
        await _world.DoAsync(first, id, "claim");
        _clock.MoveTo(_clock.GetUtcNow().AddMinutes(20));
        await ReleaseAsync(second, id);
        await _world.DoAsync(second, id, "claim", 409);
        await ReleaseAsync(first, id);
        await _world.DoAsync(second, id, "claim");

        _clock.MoveTo(_clock.GetUtcNow().AddMinutes(31));
        (await RowAsync(first, id)).Has("claim").ShouldBeFalse();
        (await _world.DoAsync(first, id, "publish")).Text("state").ShouldBe("published");
        await _world.DoAsync(first, id, "claim", 409);
    }

    [Fact]
    public async Task Nobody_needs_a_claim_to_decide_and_none_outlives_a_recall()
    {
        var id = await _world.SubmittedAsync();
        await _world.DoAsync(_world.Province, id, "claim");
        await _world.DoAsync(_world.Manager, id, "recall");
        await _world.DoAsync(_world.Manager, id, "submit");
        (await _world.DoAsync(_world.Province, id, "publish")).Text("state").ShouldBe("published");
    }

    [Fact]
    public async Task Only_reviewers_take_up_and_only_what_waits()
    {
        var id = await _world.SubmittedAsync();
        await _world.DoAsync(_world.Manager, id, "claim", 403);
        await _world.DoAsync(_world.Other, id, "claim", 404);
        await _world.DoAsync(_world.OtherCity, id, "claim", 404);
        await _world.DoAsync(_world.Administrator, id, "claim", 403);
        var draft = await _world.DraftAsync();
        await _world.DoAsync(_world.Province, draft, "claim", 404);
    }

    [Fact]
    public async Task Of_many_who_take_up_at_once_one_holds_it_and_of_many_who_decide_one_has_decided()
    {
        for (var round = 0; round < 5; round++)
        {
            var id = await _world.SubmittedAsync();
            (await AllAtOnceAsync(id, "claim")).ShouldBe([200, .. Enumerable.Repeat(409, AtOnce - 1)]);
            var free = await _world.SubmittedAsync();
            (await AllAtOnceAsync(free, "publish", "return", "reject")).ShouldBe([200, .. Enumerable.Repeat(409, AtOnce - 1)]);
            var trail = (await _world.GetAsync(_world.Manager, $"/{free}/audit")).GetProperty("items").EnumerateArray();
            trail.Count(x => x.Text("action") is "publish" or "return" or "reject").ShouldBe(1);
        }
    }

    [Fact]
    public async Task What_was_not_read_is_not_decided()
    {
        var id = await _world.SubmittedAsync();
        await _world.DoAsync(_world.Manager, id, "recall");
        await _world.PutAsync(_world.Manager, id, _world.Complete("换过的一版"), 1);
        await _world.DoAsync(_world.Manager, id, "submit");
        var operate = _world.Province;
        foreach (
            var (action, body) in new (string, object)[]
            {
                ("publish", new { }),
                ("return", new { reasons = new[] { "x" } }),
                ("reject", new { reason = "x" }),
            }
        )
            await _world.SendAsync(operate, HttpMethod.Post, $"{_world.Root}/{id}/{action}", body, 412, "\"1\"");
        await _world.SendAsync(operate, HttpMethod.Post, $"{_world.Root}/{id}/publish", new { }, 200, "\"2\"");
    }

    [Fact]
    public async Task After_three_working_days_it_is_due_one_level_up_and_after_six_to_the_province()
    {
        _clock.MoveTo(Submission);
        var id = await _world.SubmittedAsync();
        var (county, city, province) = (_world.County, _world.City, _world.Province);
        await ShouldBeDueAsync(id, 0, "220104", county);
        // Thursday is the first working day, Monday the second, Tuesday the third.
        _clock.MoveTo(Submission.AddDays(3));
        await ShouldBeDueAsync(id, 1, "220104", county);
        _clock.MoveTo(Submission.AddDays(6));
        await ShouldBeDueAsync(id, 3, "220104", county);
        _clock.MoveTo(Submission.AddDays(7));
        await ShouldBeDueAsync(id, 4, "220100", county, city);
        _clock.MoveTo(Submission.AddDays(12));
        await ShouldBeDueAsync(id, 7, "220000", county, city, province);

        async Task ShouldBeDueAsync(Guid listing, int workingDays, string responsible, params HttpClient[] whom)
        {
            foreach (var who in new[] { county, city, province })
            {
                var row = await RowAsync(who, listing);
                row.GetProperty("workingDays").GetInt32().ShouldBe(workingDays);
                row.GetProperty("responsible").Text("code").ShouldBe(responsible);
                row.GetProperty("escalated").GetBoolean().ShouldBe(responsible != "220104");
                (await ListedAsync(who, "&due=true")).ShouldBe(whom.Contains(who) ? [listing] : []);
            }
        }
    }

    [Fact]
    public async Task The_queue_is_narrowed_by_region_age_and_holder()
    {
        _clock.MoveTo(Submission);
        var old = await _world.SubmittedAsync();
        _clock.MoveTo(Submission.AddDays(6));
        var elsewhere = await _world.SubmittedAsync(_world.Other);
        var operate = _world.Province;
        (await ListedAsync(operate, "")).ShouldBe([old, elsewhere]);
        (await ListedAsync(operate, "&region=220100")).ShouldBe([old]);
        (await ListedAsync(operate, "&region=220203")).ShouldBe([elsewhere]);
        (await ListedAsync(_world.City, "&region=220203")).ShouldBeEmpty();
        (await ListedAsync(operate, "&minAge=3")).ShouldBe([old]);
        (await ListedAsync(operate, "&minAge=4")).ShouldBeEmpty();
        (await ListedAsync(operate, "&maxAge=2")).ShouldBe([elsewhere]);
        (await ListedAsync(operate, "&minAge=3&maxAge=3")).ShouldBe([old]);
        await _world.DoAsync(operate, old, "claim");
        (await ListedAsync(operate, "&claim=mine")).ShouldBe([old]);
        (await ListedAsync(operate, "&claim=none")).ShouldBe([elsewhere]);
        (await ListedAsync(operate, "&claim=others")).ShouldBeEmpty();
        (await ListedAsync(_world.City, "&claim=others")).ShouldBe([old]);
        (await _world.GetAsync(operate, "/reviews?region=22", 422)).Fields().ShouldBe(["region"]);
        (await _world.GetAsync(operate, "/reviews?minAge=-1", 422)).Fields().ShouldBe(["minAge"]);
        (await _world.GetAsync(operate, "/reviews?claim=all", 422)).Fields().ShouldBe(["claim"]);
    }

    [Fact]
    public async Task Figures_say_how_much_waits_how_long_and_what_was_decided_this_week()
    {
        _clock.MoveTo(Submission);
        var old = await _world.SubmittedAsync();
        _clock.MoveTo(Submission.AddDays(7));
        var (city, province) = (_world.City, _world.Province);
        await _world.DoAsync(city, old, "claim");
        var young = new[] { await _world.SubmittedAsync(), await _world.SubmittedAsync() };
        await _world.SubmittedAsync(_world.Other);
        var before = await _world.GetAsync(city, "/reviews/figures");
        Numbers(before, "waiting", "due", "claimed", "medianWorkingDays", "oldestWorkingDays").ShouldBe([3, 1, 1, 0, 4]);
        Bands(before).ShouldBe([(0, 0, 2), (1, 1, 0), (2, 3, 0), (4, 6, 1), (7, null, 0)]);
        Numbers(await _world.GetAsync(province, "/reviews/figures"), "waiting", "due").ShouldBe([4, 0]);

        await _world.DoAsync(city, old, "publish");
        await _world.DoAsync(city, young[0], "return");
        await _world.DoAsync(city, young[1], "reject");
        // What the office turns down is no decision of the operators.
        var offices = await _world.DraftAsync(_world.Member);
        await _world.DoAsync(_world.Member, offices, "submit");
        await _world.DoAsync(_world.Manager, offices, "return");
        var after = await _world.GetAsync(city, "/reviews/figures");
        after.Has("oldestWorkingDays").ShouldBeFalse();
        Numbers(after.GetProperty("decidedThisWeek"), "published", "returned", "rejected").ShouldBe([1, 1, 1]);
        Numbers((await _world.GetAsync(_world.OtherCity, "/reviews/figures")).GetProperty("decidedThisWeek"), "published").ShouldBe([0]);
        _clock.MoveTo(Submission.AddDays(14));
        Numbers((await _world.GetAsync(city, "/reviews/figures")).GetProperty("decidedThisWeek"), "published", "returned").ShouldBe([0, 0]);
    }

    private async Task<int[]> AllAtOnceAsync(Guid id, params string[] actions)
    {
        var tries = Enumerable
            .Range(0, AtOnce)
            .Select(i =>
            {
                object body = actions[i % actions.Length] switch
                {
                    "return" => new { reasons = new[] { "x" } },
                    "reject" => new { reason = "x" },
                    _ => new { },
                };
                return _world.Province.PostAsJsonAsync($"{_world.Root}/{id}/{actions[i % actions.Length]}", body);
            });
        var answers = await Task.WhenAll(tries);
        return [.. answers.Select(x => (int)x.StatusCode).Order()];
    }

    private Task ReleaseAsync(HttpClient who, Guid id) => _world.SendAsync(who, HttpMethod.Delete, $"{_world.Root}/{id}/claim", null, 204);

    private async Task<JsonElement> RowAsync(HttpClient who, Guid id) =>
        (await _world.GetAsync(who, "/reviews?limit=100")).GetProperty("items").EnumerateArray().Single(x => x.Text("id") == id.ToString());

    private async Task<Guid[]> ListedAsync(HttpClient who, string filter) =>
        [
            .. (await _world.GetAsync(who, "/reviews?limit=100" + filter))
                .GetProperty("items")
                .EnumerateArray()
                .Select(x => x.GetProperty("id").GetGuid()),
        ];

    private static int[] Numbers(JsonElement answer, params string[] names) => [.. names.Select(x => answer.GetProperty(x).GetInt32())];

    private static (int, int?, int)[] Bands(JsonElement answer) =>
        [
            .. answer
                .GetProperty("ages")
                .EnumerateArray()
                .Select(x =>
                    (x.GetProperty("from").GetInt32(), x.Has("to") ? x.GetProperty("to").GetInt32() : (int?)null, x.GetProperty("count").GetInt32())
                ),
        ];
}
