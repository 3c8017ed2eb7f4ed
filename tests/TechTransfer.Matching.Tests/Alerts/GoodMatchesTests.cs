using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TechTransfer.TestApplication;

namespace TechTransfer.Matching.Tests.Alerts;

/// <summary>Of strong matches everybody is told, of good ones whoever asked for it: in the inbox, and by what is sent.</summary>
public sealed class GoodMatchesTests(SendingWorld world) : IClassFixture<SendingWorld>
{
    private static readonly string[] Sentences =
    [
        "航空发动机叶片激光熔覆修复，",
        "修复层硬度高，热影响区小，",
        "适合镍基高温合金叶片，",
        "要求在役叶片原位修复，",
        "修复后的疲劳寿命不低于新件，",
        "并提供无损检测的判定方法。",
    ];

    private static readonly string[] OtherSentences =
    [
        "秸秆纤维素酶制剂的固态发酵，",
        "梅花鹿茸多肽的提取与纯化，",
        "冷水鱼苗种的低温孵化，",
        "寒地水稻的钵体育苗，",
        "人参皂苷的柱层析分离，",
        "玉米芯木糖醇的结晶工艺。",
    ];

    private static readonly string[] Titles = ["航空发动机叶片激光熔覆修复", "发动机叶片修复", "激光修复", "发酵"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Good_matches_are_told_to_whoever_asked_for_them_and_strong_ones_to_all()
    {
        var (strict, curious, owner) = (Person("strict"), Person("curious"), Person("owner", MatchingWorld.University));
        await ChangeAsync(
            curious,
            new
            {
                matches = "atOnce",
                fromLevel = 3,
                mail = false,
            }
        );
        foreach (var (person, path) in new[] { (strict, "/strict"), (curious, "/curious"), (owner, "/owner") })
            (
                await person.PostAsJsonAsync("/api/alert-channels", new { kind = "webhook", url = world.Receiver.Address + path }, Cancel)
            ).StatusCode.ShouldBe(HttpStatusCode.Created);
        await world.Matching.AnnounceAsync(MatchingWorld.Demand("航空发动机叶片激光熔覆修复", string.Concat(Sentences)));
        await world.Matching.SettledAsync();
        // From the same text to another one altogether, so that every level is among them.
        foreach (var title in Titles)
            for (var same = Sentences.Length; same >= 0; same -= 2)
                await world.Matching.AnnounceAsync(
                    MatchingWorld.Achievement(title, string.Concat(Sentences.Take(same)) + string.Concat(OtherSentences.Skip(same)))
                );
        await world.Matching.SettledAsync();

        var (all, strong) = (await FitsAsync(curious), await FitsAsync(strict));
        all.Values.ShouldContain(3);
        all.Values.ShouldContain(4);
        all.Values.ShouldAllBe(level => level >= 3);
        strong.ShouldBe(all.Where(x => x.Value == 4), ignoreOrder: true);
        (await FitsAsync(owner)).Values.ShouldAllBe(level => level == 4);
        await ShouldHaveReceivedAsync("/curious", all);
        await ShouldHaveReceivedAsync("/strict", strong);
        world.Receiver.At("/curious").ShouldContain(x => x.Body.Contains("\"level\":3", StringComparison.Ordinal));

        // What a colleague was told of shows as soon as one asks for it, and no longer when one does not.
        await ChangeAsync(
            strict,
            new
            {
                matches = "inbox",
                fromLevel = 3,
                mail = false,
            }
        );
        (await FitsAsync(strict)).ShouldBe(all, ignoreOrder: true);
        await ChangeAsync(
            curious,
            new
            {
                matches = "inbox",
                fromLevel = 4,
                mail = false,
            }
        );
        (await FitsAsync(curious)).ShouldBe(strong, ignoreOrder: true);
    }

    [Fact]
    public async Task The_level_is_4_until_it_is_changed_stays_when_it_is_left_out_and_is_refused_by_name()
    {
        var person = Person("chooser", MatchingWorld.Stranger);
        (await LevelAsync()).ShouldBe(4);
        await ChangeAsync(person, new { matches = "daily", mail = false });
        (await LevelAsync()).ShouldBe(4);
        await ChangeAsync(
            person,
            new
            {
                matches = "daily",
                fromLevel = 3,
                mail = false,
            }
        );
        await ChangeAsync(person, new { matches = "inbox", mail = false });
        (await LevelAsync()).ShouldBe(3);
        foreach (var level in new[] { 0, 2, 5, -3 })
        {
            var refused = await person.PutAsJsonAsync(
                "/api/alert-settings",
                new
                {
                    matches = "daily",
                    fromLevel = level,
                    mail = false,
                },
                Cancel
            );
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").TryGetProperty("fromLevel", out _).ShouldBeTrue();
        }
        (await LevelAsync()).ShouldBe(3);
        var colleague = Person("colleague of the chooser", MatchingWorld.Stranger);
        (await world.Matching.GetAsync("/api/alert-settings", colleague)).GetProperty("fromLevel").GetInt32().ShouldBe(4);

        async Task<int> LevelAsync() => (await world.Matching.GetAsync("/api/alert-settings", person)).GetProperty("fromLevel").GetInt32();
    }

    /// <summary>Levels of the matches in an inbox by alert.</summary>
    private async Task<Dictionary<Guid, int>> FitsAsync(HttpClient person) =>
        (await world.Matching.GetAsync("/api/alerts", person))
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(x => x.GetProperty("id").GetGuid(), x => x.GetProperty("fit").GetProperty("level").GetInt32());

    private async Task ShouldHaveReceivedAsync(string path, Dictionary<Guid, int> alerts)
    {
        var told = await TestApp.EventuallyAsync(() => Task.FromResult(Told(path)), x => x.Count >= alerts.Count);
        told.ShouldBe(alerts.Keys, ignoreOrder: true);
    }

    private List<Guid> Told(string path) =>
        [
            .. world
                .Receiver.At(path)
                .SelectMany(x => JsonDocument.Parse(x.Body).RootElement.GetProperty("data").GetProperty("alerts").EnumerateArray())
                .Select(x => x.GetProperty("id").GetGuid())
                .Distinct(),
        ];

    private HttpClient Person(string subject, Guid? organisation = null)
    {
        var client = world.Matching.App.Visitor();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            world.Matching.App.Token(organisation ?? MatchingWorld.Company, "220100", ["member"], subject)
        );
        return client;
    }

    private static async Task ChangeAsync(HttpClient person, object settings)
    {
        var answer = await person.PutAsJsonAsync("/api/alert-settings", settings, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
