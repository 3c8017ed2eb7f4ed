using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.ListingLife;

/// <summary>Drafts: what is taken, what is refused and how it is said, who may write for whom.</summary>
public abstract class CreationSpec<TWorld>(TWorld world) : IClassFixture<TWorld>
    where TWorld : ListingWorld
{
    [Fact]
    public async Task A_draft_needs_only_a_title()
    {
        var response = await world.Manager.PostAsync(world.Root, Json("""{"title":"  只有题目  "}"""), TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created);
        var location = response.Headers.Location!.ToString();
        var created = await Task.FromResult(response).BodyAsync(201);
        location.ShouldBe($"{world.Root}/{created.Text("id")}");
        created.GetProperty("version").GetInt64().ShouldBe(1);
        created.Text("state").ShouldBe("draft");
        var read = await world.GetAsync(world.Manager, "/" + created.Text("id"));
        read.Text("title").ShouldBe("只有题目");
        read.Text("region").ShouldBe("220104", "the region defaults to the organisation's");
        read.GetProperty("mine").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("{}", "title")]
    [InlineData("""{"title":"   "}""", "title")]
    [InlineData("""{"title":"题","region":"999999"}""", "region")]
    [InlineData("""{"title":"题","industry":"X9999"}""", "industry")]
    [InlineData("""{"title":"题","modes":["barter"]}""", "modes[0]")]
    [InlineData("""{"title":"题","keywords":["好","  "]}""", "keywords[1]")]
    [InlineData("""{"title":"题","externalId":"7"}""", "source")]
    [InlineData("""{"title":"题","contact":{"email":"nobody"}}""", "contact.email")]
    public async Task What_is_wrong_is_named_by_field(string body, string field)
    {
        var problem = await world.Manager.PostAsync(world.Root, Json(body), TestContext.Current.CancellationToken).BodyAsync(422);
        problem.Fields().ShouldBe([field]);
        problem.Text("type").ShouldBe("urn:techtransfer:problem:invalid");
    }

    [Fact]
    public async Task Lengths_are_counted_in_code_points()
    {
        // U+20BB7 is one character of two UTF-16 units: 200 of them are no longer than 200 plain ones.
        var rare = string.Concat(Enumerable.Repeat("𠮷", 200));
        await world.PostAsync(world.Manager, "", new { title = rare }, 201);
        await world.PostAsync(world.Manager, "", new { title = new string('长', 200) }, 201);
        (await world.PostAsync(world.Manager, "", new { title = rare + "长" }, 422)).Fields().ShouldBe(["title"]);
        var tooLong = new JsonObject { ["title"] = "题", [world.LongField] = new string('长', 5001) };
        var problem = await world.PostAsync(world.Manager, "", tooLong, 422);
        problem.GetProperty("errors").GetProperty(world.LongField)[0].GetString()!.ShouldContain("5000");
    }

    [Theory]
    [InlineData("""{"title":"题","colour":"red"}""")]
    [InlineData("""{"title":"题","state":"published"}""")]
    [InlineData("""{"title":"题","contact":{"wechat":"x"}}""")]
    [InlineData("""{"title":"题" """)]
    [InlineData("""{"title":7}""")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Unknown_members_and_broken_json_are_refused(string body) =>
        await world.Manager.PostAsync(world.Root, Json(body), TestContext.Current.CancellationToken).BodyAsync(400);

    [Fact]
    public async Task A_body_that_is_no_json_is_refused() =>
        await world
            .Manager.PostAsync(world.Root, new StringContent("title=题", Encoding.UTF8, "text/plain"), TestContext.Current.CancellationToken)
            .BodyAsync(415);

    [Fact]
    public async Task Without_a_token_it_is_401_and_never_a_redirect()
    {
        var id = await world.DraftAsync();
        (HttpMethod Method, string Path)[] calls =
        [
            (HttpMethod.Post, ""),
            (HttpMethod.Put, $"/{id}"),
            (HttpMethod.Get, "/mine"),
            (HttpMethod.Get, "/reviews"),
            (HttpMethod.Get, $"/{id}/versions"),
            (HttpMethod.Get, $"/{id}/audit"),
            (HttpMethod.Get, $"/{id}/similar"),
            (HttpMethod.Post, "/publish"),
            (HttpMethod.Post, "/reconfirm"),
            .. Actions.Select(action => (HttpMethod.Post, $"/{id}/{action}")),
        ];
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = world.App.Address };
        browser.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        foreach (var (method, path) in calls)
        {
            var request = new HttpRequestMessage(method, world.Root + path);
            if (method != HttpMethod.Get)
                request.Content = Json("{}");
            using var response = await browser.SendAsync(request, TestContext.Current.CancellationToken);
            ((int)response.StatusCode).ShouldBe(401, $"{method} {path}");
        }
        (await world.StateAsync(id)).ShouldBe("draft");
    }

    [Fact]
    public async Task A_foreign_draft_does_not_exist_for_anybody_else()
    {
        var id = await world.DraftAsync();
        foreach (var stranger in new[] { world.Visitor, world.Other, world.Broker, world.Province, world.County, world.Administrator })
            await world.GetAsync(stranger, $"/{id}", 404);
        foreach (var stranger in new[] { world.Other, world.Broker, world.Province, world.County, world.Administrator })
        {
            foreach (var action in Actions)
                await world.DoAsync(stranger, id, action, 404);
            await world.PutAsync(stranger, id, world.Complete("别人的"), 1, 404);
            foreach (var part in new[] { "versions", "audit", "similar" })
                await world.GetAsync(stranger, $"/{id}/{part}", 404);
            var many = await world.PostAsync(stranger, "/publish", new { ids = new[] { id } });
            many.GetProperty("items")[0].GetProperty("problem").GetProperty("status").GetInt32().ShouldBe(404);
        }
        var after = await world.GetAsync(world.Manager, $"/{id}");
        (after.Text("state"), after.GetProperty("version").GetInt64()).ShouldBe(("draft", 1));
    }

    [Fact]
    public async Task Writing_for_another_organisation_is_for_brokers_and_the_regions_operator()
    {
        var forOwner = world.Complete("代填");
        forOwner["organisation"] = ListingWorld.OwnerId.ToString();
        await world.PostAsync(world.Other, "", forOwner.DeepClone(), 403);
        await world.PostAsync(world.OtherCity, "", forOwner.DeepClone(), 403);
        await world.PostAsync(world.Signatory, "", world.Complete("签约人"), 403);
        var byName = world.Complete("签约人");
        byName["organisation"] = "北岭试验大学";
        await world.PostAsync(world.Signatory, "", byName, 403);
        var unknown = world.Complete("代填");
        unknown["organisation"] = "谁也不认识的公司";
        (await world.PostAsync(world.Broker, "", unknown, 422)).Fields().ShouldBe(["organisation"]);

        var byBroker = await world.DraftAsync(world.Broker, forOwner.DeepClone().AsObject());
        (await world.GetAsync(world.Broker, $"/{byBroker}")).GetProperty("organisation").Text("id").ShouldBe(ListingWorld.OwnerId.ToString());
        (await world.DoAsync(world.Broker, byBroker, "submit")).Text("state").ShouldBe("officeReview", "the firm confirms before anybody sees it");
        await world.DoAsync(world.Broker, byBroker, "publish", 403);
        (await world.DoAsync(world.Manager, byBroker, "submit")).Text("state").ShouldBe("submitted");
    }

    [Fact]
    public async Task The_same_call_under_one_key_takes_effect_once()
    {
        var client = world.Manager;
        client.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var content = world.Complete("只有一次");
        var first = await world.PostAsync(client, "", content.DeepClone(), 201);
        var again = await world.PostAsync(client, "", content.DeepClone(), 201);
        again.Text("id").ShouldBe(first.Text("id"));
        (await world.PostAsync(client, "", world.Complete("别的内容"), 422)).Fields().ShouldBe(["Idempotency-Key"]);
        var mine = await world.GetAsync(world.Manager, "/mine?limit=100");
        mine.GetProperty("items").EnumerateArray().Count(x => x.Text("title") == "只有一次").ShouldBe(1);
    }

    [Fact]
    public async Task An_external_key_is_used_once_per_organisation()
    {
        var content = world.Complete("外部来源");
        (content["source"], content["externalId"]) = ("台账", Guid.NewGuid().ToString());
        var id = await world.DraftAsync(content: content.DeepClone().AsObject());
        (await world.PostAsync(world.Manager, "", content.DeepClone(), 409)).Text("id").ShouldBe(id.ToString());
        await world.DraftAsync(world.Other, content.DeepClone().AsObject());
        var moved = content.DeepClone().AsObject();
        moved["externalId"] = "另一个";
        (await world.PutAsync(world.Manager, id, moved, 1, 422)).Fields().ShouldBe(["externalId"]);
    }

    [Fact]
    public async Task A_draft_is_announced_to_nobody()
    {
        var id = await world.DraftAsync();
        await world.SubmittedAsync();
        var visible = await world.GetAsync(world.Other, "/mine?limit=100");
        visible.GetProperty("items").EnumerateArray().ShouldNotContain(x => x.Text("id") == id.ToString());
        await world.ArrivedAsync();
        (await world.App.Visitor().GetStringAsync("/health/ready", TestContext.Current.CancellationToken)).ShouldNotContain(id.ToString());
    }

    protected static readonly string[] Actions = ["submit", "recall", "return", "reject", "publish", "withdraw", "takedown", "reconfirm"];

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
