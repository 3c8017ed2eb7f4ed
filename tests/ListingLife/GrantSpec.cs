using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.TestApplication;

namespace TechTransfer.ListingLife;

/// <summary>
/// What is on request opens to one organisation after an undertaking, closes again at once, and who read it stands in a log that only grows. Attachments are on request in
/// both kinds of listing.
/// </summary>
public abstract partial class GrantSpec<TWorld> : IAsyncLifetime
    where TWorld : ListingWorld, new()
{
    private const string Secret = "只给授权单位看的试验报告";
    private readonly MovedClock _clock = new();
    private readonly TWorld _world = new();

    protected virtual Task<string[]> SettingsAsync(string plural) => Task.FromResult<string[]>([]);

    public async ValueTask InitializeAsync()
    {
        _world.Settings = await SettingsAsync(_world.Plural);
        _world.Clock = _clock;
        _world.Records = true;
        await _world.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_section_opens_to_one_organisation_and_closes_at_once()
    {
        var id = await PublishedAsync();
        var named = await _world.GetAsync(_world.Visitor, $"/{id}");
        named.Texts("onRequest").ShouldBe(["attachments"]);
        await ClosedAsync(id, _world.Visitor, _world.Other, _world.Trusted, _world.Broker);

        var grant = await AskAsync(_world.Other, id);
        (await _world.GetAsync(_world.Other, $"/grants/{grant}")).Texts("allowed").ShouldBe(["withdraw"]);
        var received = await ReceivedAsync(_world.Member, grant);
        (received.Text("state"), received.Text("purpose"), received.GetProperty("organisation").Text("name")).ShouldBe(
            ("asked", "评估能否用于产线", "东江试验公司")
        );
        received.Text("title").ShouldBe("公开的题目");
        received.Texts("allowed").ShouldBeEmpty("a member does not decide");
        await ClosedAsync(id, _world.Other);
        await _world.PostAsync(_world.Member, $"/grants/{grant}/grant", new { }, 403);
        await _world.PostAsync(_world.Other, $"/grants/{grant}/grant", new { }, 404);
        await _world.PostAsync(_world.Trusted, $"/grants/{grant}/grant", new { }, 404);
        await _world.PostAsync(_world.Manager, $"/grants/{grant}/withdraw", new { }, 404);
        await _world.GetAsync(_world.Trusted, $"/grants/{grant}", 404);
        await _world.PostAsync(_world.Manager, $"/grants/{grant}/revoke", new { reason = "x" }, 409);

        (await _world.PostAsync(_world.Manager, $"/grants/{grant}/grant", new { })).Text("state").ShouldBe("granted");
        await _world.PostAsync(_world.Manager, $"/grants/{grant}/refuse", new { reason = "x" }, 409);
        foreach (var role in new[] { Roles.Member, Roles.Manager, Roles.Signatory })
            await OpenAsync(id, _world.As(ListingWorld.OtherId, "220203", role));
        await ClosedAsync(id, _world.Visitor, _world.Unverified, _world.Trusted, _world.Broker);
        (await AskAsync(_world.Other, id, 422)).ShouldBe(Guid.Empty, "it is open already");

        (await _world.PostAsync(_world.Manager, $"/grants/{grant}/revoke", new { reason = " " }, 422)).Fields().ShouldBe(["reason"]);
        await _world.PostAsync(_world.Manager, $"/grants/{grant}/revoke", new { reason = "合作已结束" });
        await ClosedAsync(id, _world.Other);
        var mine = (await _world.GetAsync(_world.Other, "/grants?box=out&state=revoked")).GetProperty("items")[0];
        (mine.GetProperty("id").GetGuid(), mine.Text("reason"), mine.Has("endedBy")).ShouldBe((grant, "合作已结束", false));
        (await LogAsync(id)).Count.ShouldBe(3);
        (await _world.GetAsync(_world.Manager, $"/{id}/audit"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(x => x.Text("action"))
            .TakeLast(3)
            .ShouldBe(["access.asked", "access.granted", "access.revoked"]);
        var told = await TestApp.EventuallyAsync(() => _world.App.RecordedAsync<GrantMoved>(), x => x.Count == 3);
        told.Select(x => (x.Version, x.Step)).ShouldBe([(1, "asked"), (2, "granted"), (3, "revoked")]);
        (told[0].OwnerOrganisationId, told[0].OrganisationId).ShouldBe((ListingWorld.OwnerId, ListingWorld.OtherId));
    }

    [Fact]
    public async Task Only_a_verified_organisation_that_read_the_text_in_force_asks()
    {
        var id = await PublishedAsync();
        var text = await _world.GetAsync(_world.Visitor, "/undertaking");
        foreach (var one in text.GetProperty("texts").EnumerateArray())
            one.Text("sha256")
                .ShouldBe(Convert.ToHexStringLower(global::System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(one.Text("text")))));
        text.GetProperty("texts").EnumerateArray().Select(x => x.Text("language")).ShouldBe(["zh-CN", "en"]);
        (await _world.GetAsync(_world.Visitor, $"/undertaking?version={text.Text("version")}")).Text("since").ShouldBe(text.Text("since"));
        await _world.GetAsync(_world.Visitor, "/undertaking?version=0", 404);

        var body = Body(await HashAsync("zh-CN"));
        await _world.PostAsync(_world.Visitor, $"/{id}/grants", body, 401);
        await _world.PostAsync(_world.Unverified, $"/{id}/grants", body, 403);
        await _world.PostAsync(_world.City, $"/{id}/grants", body, 403);
        await _world.PostAsync(_world.Manager, $"/{id}/grants", body, 422);
        await _world.PostAsync(_world.Other, $"/{await _world.DraftAsync()}/grants", body, 404);
        (await _world.PostAsync(_world.Other, $"/{id}/grants", new { }, 422)).Fields().ShouldBe(["sections", "purpose", "undertaking.sha256"]);
        var stale = await _world.PostAsync(_world.Other, $"/{id}/grants", Body(new string('0', 64)), 409);
        stale.Text("version").ShouldBe(text.Text("version"));
        var wrong = new
        {
            sections = new[] { "attachments", "contact" },
            purpose = "x",
            undertaking = new { sha256 = await HashAsync("en") },
        };
        (await _world.PostAsync(_world.Other, $"/{id}/grants", wrong, 422)).Fields().ShouldBe(["sections[1]"]);
        (await _world.GetAsync(_world.Manager, "/grants")).GetProperty("items").GetArrayLength().ShouldBe(0);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TryAsync(_world.Other, $"/{id}/grants", body)));
        answers.Count(x => x == 201).ShouldBe(1, string.Join(", ", answers));
        answers.Count(x => x == 409).ShouldBe(3, string.Join(", ", answers));
        var grant = (await _world.GetAsync(_world.Manager, "/grants?state=asked")).GetProperty("items").EnumerateArray().Single();
        grant.GetProperty("undertaking").Text("sha256").ShouldBe(await HashAsync("zh-CN"));
        grant.GetProperty("undertaking").Text("language").ShouldBe("zh-CN");

        var decide = $"/grants/{grant.GetProperty("id").GetGuid()}/";
        answers = await Task.WhenAll(
            TryAsync(_world.Manager, decide + "grant", new { }),
            TryAsync(_world.Manager, decide + "refuse", new { reason = "x" }),
            TryAsync(_world.Other, decide + "withdraw", new { })
        );
        answers.ShouldAllBe(x => x == 200 || x == 409, string.Join(", ", answers));
        answers.Take(2).Count(x => x == 200).ShouldBeLessThan(2, string.Join(", ", answers));
    }

    [Fact]
    public async Task Nobody_reads_on_when_the_organisation_is_suspended_or_closed_or_the_listing_is_not_public()
    {
        var id = await PublishedAsync();
        var grant = await GrantedAsync(id, _world.Other);
        await OpenAsync(id, _world.Other);
        var version = 2L;
        foreach (var state in new[] { "suspended", "verified", "closed", "verified" })
        {
            await _world.AnnounceAsync(ListingWorld.Organisation(ListingWorld.OtherId, "东江试验公司", "220203", version++, state));
            await _world.ArrivedAsync();
            if (state == "verified")
                await OpenAsync(id, _world.Other);
            else
                await ClosedAsync(id, _world.Other);
        }

        // The version that is public is read, under the grant that stands; what is being revised is not.
        await _world.PutAsync(_world.Manager, id, Content("修订的题目", Secret + "二"), 1);
        (await ReadAsync(id, _world.Other)).ShouldNotContain(Secret + "二");
        (await _world.GetAsync(_world.Other, $"/grants/{grant}")).Text("title").ShouldBe("公开的题目");
        await _world.DoAsync(_world.Manager, id, "submit");
        await _world.DoAsync(_world.Province, id, "publish");
        (await ReadAsync(id, _world.Other)).ShouldContain(Secret + "二");
        (await LogAsync(id))[0].GetProperty("version").GetInt64().ShouldBe(2);

        await _world.DoAsync(_world.Manager, id, "withdraw");
        await _world.GetAsync(_world.Other, $"/{id}", 404);
        (await _world.GetAsync(_world.Other, $"/grants/{grant}")).Has("title").ShouldBeFalse();
        var seen = (await LogAsync(id)).Count;
        await _world.DoAsync(_world.Manager, id, "submit");
        await _world.DoAsync(_world.Province, id, "publish");
        await OpenAsync(id, _world.Other, Secret + "二");
        (await LogAsync(id)).Count.ShouldBe(seen + 1);
        await _world.PostAsync(_world.Other, $"/grants/{grant}/withdraw", new { });
        await ClosedAsync(id, _world.Other);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private JsonObject Content(string title, string attachment)
    {
        var content = _world.Complete(title);
        content["attachments"] = new JsonArray(attachment);
        return content;
    }

    private Task<Guid> PublishedAsync() => _world.PublishedAsync(content: Content("公开的题目", Secret));

    private static object Body(string sha256) =>
        new
        {
            sections = new[] { "attachments" },
            purpose = "评估能否用于产线",
            undertaking = new { sha256 },
        };

    private async Task<string> HashAsync(string language) =>
        (await _world.GetAsync(_world.Visitor, "/undertaking"))
            .GetProperty("texts")
            .EnumerateArray()
            .Single(x => x.Text("language") == language)
            .Text("sha256");

    private async Task<Guid> AskAsync(HttpClient who, Guid id, int status = 201)
    {
        var answer = await _world.PostAsync(who, $"/{id}/grants", Body(await HashAsync("zh-CN")), status);
        return status == 201 ? answer.GetProperty("id").GetGuid() : Guid.Empty;
    }

    private async Task<Guid> GrantedAsync(Guid id, HttpClient who)
    {
        var grant = await AskAsync(who, id);
        await _world.PostAsync(_world.Manager, $"/grants/{grant}/grant", new { });
        return grant;
    }

    private async Task<JsonElement> ReceivedAsync(HttpClient owner, Guid grant) =>
        (await _world.GetAsync(owner, "/grants?box=in")).GetProperty("items").EnumerateArray().Single(x => x.GetProperty("id").GetGuid() == grant);

    private async Task<List<JsonElement>> LogAsync(Guid id) =>
        [.. (await _world.GetAsync(_world.Manager, $"/{id}/view-log")).GetProperty("items").EnumerateArray()];

    private async Task<string> ReadAsync(Guid id, HttpClient who) => (await _world.GetAsync(who, $"/{id}")).GetRawText();

    private async Task OpenAsync(Guid id, HttpClient who, string what = Secret)
    {
        var read = await _world.GetAsync(who, $"/{id}");
        read.Texts("attachments").ShouldBe([what]);
        read.Texts("byGrant").ShouldBe(["attachments"]);
        read.Texts("onRequest").ShouldBeEmpty();
    }

    private async Task ClosedAsync(Guid id, params HttpClient[] callers)
    {
        foreach (var who in callers)
        {
            var read = await _world.GetAsync(who, $"/{id}");
            read.GetRawText().ShouldNotContain(Secret);
            read.Texts("locked").ShouldContain("attachments");
        }
    }

    private async Task<int> TryAsync(HttpClient who, string path, object body) =>
        (int)(await who.PostAsync(_world.Root + path, JsonContent.Create(body), Cancel)).StatusCode;
}
