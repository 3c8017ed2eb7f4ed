using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TechTransfer.TestApplication;

namespace TechTransfer.Matching.Tests;

/// <summary>A person saves a search, is told once of each new listing that it finds, and reads his inbox.</summary>
public sealed class SavedSearchTests(MatchingWorld world) : IClassFixture<MatchingWorld>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_saved_can_be_listed_changed_and_forgotten()
    {
        var person = Person("keeper");
        var saved = await SaveAsync(
            person,
            new
            {
                name = "膜材料",
                q = "钠离子 电池",
                kind = "achievement",
                region = new[] { "220000" },
                trl = new[] { "6" },
            }
        );
        var path = $"/api/saved-searches/{saved.GetProperty("id").GetGuid()}";
        saved.GetProperty("tell").GetString().ShouldBe("daily");
        (await world.GetAsync("/api/saved-searches", person)).GetProperty("items").GetArrayLength().ShouldBe(1);
        var changed = await person.PutAsJsonAsync(
            path,
            new
            {
                name = "电池",
                q = "电池",
                tell = "atOnce",
            },
            Cancel
        );
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        var now = await world.GetAsync(path, person);
        now.GetProperty("q").GetString().ShouldBe("电池");
        now.GetProperty("region").GetArrayLength().ShouldBe(0);
        (await person.DeleteAsync(path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await person.GetAsync(path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"name":"","q":"电池"}""", "name")]
    [InlineData("""{"name":"x\u0007","q":"电池"}""", "name")]
    [InlineData("""{"name":"x","q":"电\u0007池"}""", "q")]
    [InlineData("""{"name":"x"}""", "q")]
    [InlineData("""{"name":"x","q":"?!"}""", "q")]
    [InlineData("""{"name":"x","q":"电池","kind":"patent"}""", "kind")]
    [InlineData("""{"name":"x","q":"电池","region":["22"]}""", "region")]
    [InlineData("""{"name":"x","q":"电池","tell":"hourly"}""", "tell")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        var answer = await Person("keeper")
            .PostAsync("/api/saved-searches", new StringContent(body, new MediaTypeHeaderValue("application/json")), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_person_has_a_hundred_at_most_and_nobody_sees_those_of_another()
    {
        var person = Person("collector");
        for (var i = 0; i < 100; i++)
            await SaveAsync(person, new { name = $"第{i}个", q = "收藏" });
        (await person.PostAsJsonAsync("/api/saved-searches", new { name = "一百零一", q = "收藏" }, Cancel)).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );
        var id = (await world.GetAsync("/api/saved-searches", person)).GetProperty("items")[0].GetProperty("id").GetGuid();
        foreach (var other in new[] { Person("colleague"), Person("collector", MatchingWorld.Stranger) })
        {
            (await world.GetAsync("/api/saved-searches", other)).GetProperty("items").GetArrayLength().ShouldBe(0);
            (await other.GetAsync($"/api/saved-searches/{id}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await other.DeleteAsync($"/api/saved-searches/{id}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await other.PutAsJsonAsync($"/api/saved-searches/{id}", new { name = "x", q = "x" }, Cancel)).StatusCode.ShouldBe(
                HttpStatusCode.NotFound
            );
        }
        (await world.Visitor.GetAsync("/api/saved-searches", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await world.Visitor.GetAsync("/api/alerts", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_new_listing_is_told_once_to_those_whose_search_finds_it()
    {
        var person = Person("reader");
        var search = await SaveAsync(
            person,
            new
            {
                name = "热障涂层",
                q = "热障涂层 火焰",
                kind = "achievement",
            }
        );
        await SaveAsync(
            person,
            new
            {
                name = "别的",
                q = "热障涂层 水下",
                kind = "achievement",
            }
        );
        await SaveAsync(Person("other", MatchingWorld.University), new { name = "自己的", q = "热障涂层" });
        var listing = MatchingWorld.Achievement("稀土热障涂层", "稀土热障涂层，火焰喷涂制备，寿命长。");
        await world.AnnounceAsync(listing);
        await world.SettledAsync();
        var inbox = await InboxAsync(person);
        var alert = inbox.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        alert.GetProperty("listing").GetProperty("id").GetGuid().ShouldBe(listing.AchievementId);
        alert.GetProperty("search").GetProperty("id").GetGuid().ShouldBe(search.GetProperty("id").GetGuid());
        inbox.GetProperty("unread").GetInt32().ShouldBe(1);
        (await InboxAsync(Person("other", MatchingWorld.University)))
            .GetProperty("items")
            .EnumerateArray()
            .Any(x => x.TryGetProperty("search", out var found) && found.ValueKind == JsonValueKind.Object)
            .ShouldBeFalse("of one's own listing nobody is told");

        // A revision and another matching of everything are no news.
        await world.AnnounceAsync(
            MatchingWorld.Achievement("稀土热障涂层", "稀土热障涂层，火焰喷涂，寿命更长。", version: 2, id: listing.AchievementId)
        );
        await world.SettledAsync();
        await world.As(MatchingWorld.Stranger, "administrator").PostAsJsonAsync("/api/admin/matching/index/rebuild", new { }, Cancel);
        await world.SettledAsync();
        (await InboxAsync(person)).GetProperty("items").GetArrayLength().ShouldBe(1);

        (await person.PostAsJsonAsync("/api/alerts/read", new { upTo = alert.GetProperty("id").GetGuid() }, Cancel)).StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );
        inbox = await InboxAsync(person);
        inbox.GetProperty("unread").GetInt32().ShouldBe(0);
        inbox.GetProperty("items")[0].GetProperty("unread").GetBoolean().ShouldBeFalse();
        (await person.PostAsJsonAsync("/api/alerts/read", new { upTo = Guid.CreateVersion7() }, Cancel)).StatusCode.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );

        await world.AnnounceAsync(new IntegrationEvents.AchievementClosed(listing.AchievementId, 3, "withdrawn", null));
        await world.SettledAsync();
        (await InboxAsync(person)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_was_there_before_is_found_by_searching_and_not_told()
    {
        await world.AnnounceAsync(MatchingWorld.Achievement("早先的磁流变阻尼器", "磁流变阻尼器。", version: 1, id: Early));
        await world.SettledAsync();
        var person = Person("late");
        await SaveAsync(person, new { name = "阻尼", q = "磁流变阻尼器" });
        await world.AnnounceAsync(MatchingWorld.Achievement("早先的磁流变阻尼器改", "磁流变阻尼器，已修订。", version: 2, id: Early));
        await world.SettledAsync();
        (await InboxAsync(person)).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await world.GetAsync("/api/search?q=磁流变阻尼器&words=all")).GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_strong_match_of_an_own_listing_is_told_to_everybody_of_the_organisation_until_it_is_declined()
    {
        var text = "航空发动机叶片激光熔覆修复工艺，修复层硬度高，热影响区小，适合镍基高温合金叶片。";
        await world.AnnounceAsync(MatchingWorld.Demand("航空发动机叶片激光熔覆修复", text));
        await world.SettledAsync();
        await world.AnnounceAsync(MatchingWorld.Achievement("航空发动机叶片激光熔覆修复", text));
        await world.SettledAsync();
        foreach (var person in new[] { Person("one", MatchingWorld.Company), Person("two", MatchingWorld.Company) })
            (await InboxAsync(person)).GetProperty("items").EnumerateArray().Any(Fits).ShouldBeTrue();
        var company = Person("one", MatchingWorld.Company);
        var fit = (await InboxAsync(company)).GetProperty("items").EnumerateArray().First(Fits).GetProperty("fit");
        fit.GetProperty("own").GetProperty("kind").GetString().ShouldBe("demand");
        await company.PostAsJsonAsync($"/api/matches/{fit.GetProperty("match").GetGuid()}/decline", new { reason = "other" }, Cancel);
        (await InboxAsync(company)).GetProperty("items").EnumerateArray().Any(Fits).ShouldBeFalse();
        (await InboxAsync(Person("three", MatchingWorld.Stranger))).GetProperty("items").EnumerateArray().Any(Fits).ShouldBeFalse();

        static bool Fits(JsonElement x) =>
            x.GetProperty("listing").GetProperty("title").GetString() == "航空发动机叶片激光熔覆修复"
            && x.TryGetProperty("fit", out var fit)
            && fit.ValueKind == JsonValueKind.Object;
    }

    private static readonly Guid Early = Guid.CreateVersion7();

    private HttpClient Person(string subject, Guid? organisation = null)
    {
        var client = world.App.Visitor();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            world.App.Token(organisation ?? MatchingWorld.Company, "220100", ["member"], subject)
        );
        return client;
    }

    private static async Task<JsonElement> SaveAsync(HttpClient person, object search)
    {
        var answer = await person.PostAsJsonAsync("/api/saved-searches", search, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    private Task<JsonElement> InboxAsync(HttpClient person) => world.GetAsync("/api/alerts", person);
}
