using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.ListingLife;

/// <summary>What brokers and operators enter for others: the organisation confirms it, and from then on it is the organisation's alone.</summary>
public abstract class EntrySpec<TWorld>(TWorld world) : IClassFixture<TWorld>
    where TWorld : ListingWorld
{
    [Fact]
    public async Task A_broker_enters_and_the_firm_returns_it_once_and_confirms_it()
    {
        var id = await world.DraftAsync(world.Broker, ForOwner("代填的一项"));
        foreach (var stranger in new[] { world.Visitor, world.Manager, world.Member, world.Other, world.Province })
            await world.GetAsync(stranger, $"/{id}", 404);
        (await MineAsync(world.Manager, id)).ShouldBeNull("what is still being written for it is not shown to it");
        (await EntriesAsync(world.Broker, id))!.Value.GetProperty("organisation").Text("name").ShouldBe("北岭试验大学");

        (await world.DoAsync(world.Broker, id, "submit")).Text("state").ShouldBe("officeReview");
        var received = (await MineAsync(world.Manager, id))!.Value;
        received.Texts("needs").ShouldBe(["confirmation"]);
        received.GetProperty("enteredBy").Text("name").ShouldBe("吉桥试验中心");
        foreach (var action in new[] { "publish", "return", "reject" })
            await world.DoAsync(world.Broker, id, action, 403);
        await world.DoAsync(world.Member, id, "publish", 403);
        await world.DoAsync(world.Province, id, "publish", 404);
        await world.DoAsync(world.Other, id, "publish", 404);

        await world.DoAsync(world.Manager, id, "return");
        var returned = await world.GetAsync(world.Broker, $"/{id}");
        (returned.Text("state"), returned.Texts("reasons")[0]).ShouldBe(("returned", "请补充技术指标"));
        await world.PutAsync(world.Broker, id, world.Complete("代填的一项，已补充"), 1);
        await world.GetAsync(world.Manager, $"/{id}", 404);
        await world.DoAsync(world.Broker, id, "submit");
        (await world.DoAsync(world.Manager, id, "publish")).Text("state").ShouldBe("submitted");

        foreach (var part in new[] { "", "/versions", "/audit", "/similar" })
            await world.GetAsync(world.Broker, $"/{id}{part}", 404);
        await world.PutAsync(world.Broker, id, world.Complete("改别人的"), 2, 404);
        foreach (var action in new[] { "submit", "recall", "withdraw" })
            await world.DoAsync(world.Broker, id, action, 404);
        (await EntriesAsync(world.Broker, id)).ShouldBeNull();

        var entered = (await world.GetAsync(world.Province, $"/{id}")).GetProperty("entered");
        (entered.Text("organisation"), entered.Has("confirmedAt")).ShouldBe(("吉桥试验中心", true));
        (entered.Text("by"), entered.Text("confirmedBy")).ShouldBe(
            (SubjectOf(ListingWorld.BrokerId, "broker"), SubjectOf(ListingWorld.OwnerId, "manager-member"))
        );
        var trail = (await world.GetAsync(world.Manager, $"/{id}/audit")).GetProperty("items").EnumerateArray().ToList();
        trail.ConvertAll(x => x.Text("action")).ShouldBe(["create", "submit", "return", "revise", "submit", "confirm", "submit"]);
        (trail[0].Text("organisation"), trail[5].Text("organisation")).ShouldBe(("吉桥试验中心", "北岭试验大学"));

        await world.DoAsync(world.Province, id, "publish");
        (await world.GetAsync(world.Visitor, $"/{id}")).Has("entered").ShouldBeFalse();
        (await world.GetAsync(world.Broker, $"/{id}")).GetProperty("mine").GetBoolean().ShouldBeFalse();
        await world.DoAsync(world.Broker, id, "withdraw", 403);
    }

    [Fact]
    public async Task An_operator_who_entered_it_neither_confirms_nor_publishes_it_unconfirmed()
    {
        var id = await world.DraftAsync(world.City, ForOwner("地区代填"));
        (await world.DoAsync(world.City, id, "submit")).Text("state").ShouldBe("officeReview");
        await world.DoAsync(world.City, id, "publish", 409);
        await world.DoAsync(world.City, id, "submit", 409);
        (await world.DoAsync(world.City, id, "recall")).Text("state").ShouldBe("draft");
        await world.DoAsync(world.City, id, "submit");
        (await world.DoAsync(world.Manager, id, "submit")).Text("state").ShouldBe("submitted");
        (await world.DoAsync(world.City, id, "publish")).Text("state").ShouldBe("published");
        await world.DoAsync(world.City, id, "withdraw", 403);
    }

    [Fact]
    public async Task Whoever_entered_it_does_not_confirm_it_by_acting_for_the_firm()
    {
        var (asBroker, asManager) = (Person(ListingWorld.BrokerId, Roles.Broker), Person(ListingWorld.OwnerId, Roles.Manager, Roles.Member));
        var id = await world.DraftAsync(asBroker, ForOwner("一人两职"));
        await world.DoAsync(asBroker, id, "submit");
        await world.DoAsync(asManager, id, "publish", 403);
        await world.DoAsync(asManager, id, "submit", 403);
        (await world.GetAsync(world.Manager, $"/{id}")).GetProperty("entered").Has("confirmedAt").ShouldBeFalse();
        await world.DoAsync(asManager, id, "recall");
        await world.DoAsync(asManager, id, "submit", 403);
        (await world.DoAsync(world.Manager, id, "submit")).Text("state").ShouldBe("submitted");
    }

    [Fact]
    public async Task The_firm_may_take_it_over_and_change_it_itself()
    {
        var id = await world.DraftAsync(world.Broker, ForOwner("由企业接手"));
        await world.DoAsync(world.Broker, id, "submit");
        (await world.DoAsync(world.Member, id, "recall")).Text("state").ShouldBe("draft");
        await world.GetAsync(world.Broker, $"/{id}", 404);
        await world.PutAsync(world.Member, id, world.Complete("企业自己改的"), 1);
        (await world.GetAsync(world.Manager, $"/{id}/audit"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(x => x.Text("action"))
            .ShouldContain("takeOver");
    }

    [Fact]
    public async Task What_waits_for_a_name_of_an_import_becomes_the_organisations_when_it_is_verified()
    {
        var (placeholder, real) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var name = $"等待认领的公司{placeholder:N}";
        await world.AnnounceAsync(ListingWorld.Organisation(placeholder, name, "220000", state: "unverified") with { IsPlaceholder = true });
        await world.ArrivedAsync();
        var content = world.Complete("为占位单位代填");
        content["organisation"] = name;
        var id = await world.DraftAsync(world.Broker, content);
        (await world.DoAsync(world.Broker, id, "submit")).Text("state").ShouldBe("officeReview");
        var manager = world.As(real, "220104", Roles.Manager, Roles.Member);
        await world.GetAsync(manager, $"/{id}", 404);
        // Who has joined the placeholder by its code is not verified yet.
        await world.DoAsync(world.As(placeholder, "220000", Roles.Manager), id, "publish", 409);

        await world.AnnounceAsync(
            ListingWorld.Organisation(placeholder, name, "220000", version: 2, state: "closed") with
            {
                ClaimedById = real,
            },
            ListingWorld.Organisation(real, name, "220104")
        );
        await world.ArrivedAsync();
        (await MineAsync(manager, id))!.Value.Texts("needs").ShouldBe(["confirmation"]);
        (await world.DoAsync(manager, id, "publish")).Text("state").ShouldBe("submitted");
        await world.DoAsync(world.OtherCity, id, "publish", 404);
        await world.DoAsync(world.County, id, "publish");
        (await world.GetAsync(world.Visitor, $"/{id}")).GetProperty("organisation").Text("id").ShouldBe(real.ToString());

        var again = world.Complete("再代填一项");
        again["organisation"] = name;
        (await world.GetAsync(world.Broker, $"/{await world.DraftAsync(world.Broker, again)}"))
            .GetProperty("organisation")
            .Text("id")
            .ShouldBe(real.ToString());
        again["organisation"] = placeholder.ToString();
        (await world.PostAsync(world.Broker, "", again, 422)).Fields().ShouldBe(["organisation"]);
    }

    private JsonObject ForOwner(string title)
    {
        var content = world.Complete(title);
        content["organisation"] = "北岭试验大学";
        return content;
    }

    private static string SubjectOf(Guid organisation, string roles) => $"{roles}@{organisation:N}";

    /// <summary>The same person for either organisation.</summary>
    private HttpClient Person(Guid organisation, params string[] roles)
    {
        var client = world.App.Visitor();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            world.App.Token(organisation, "220104", roles, "the-same-person")
        );
        return client;
    }

    private Task<JsonElement?> MineAsync(HttpClient who, Guid id) => FindAsync(who, "/mine?limit=100", id);

    private Task<JsonElement?> EntriesAsync(HttpClient who, Guid id) => FindAsync(who, "/entries?limit=100", id);

    private async Task<JsonElement?> FindAsync(HttpClient who, string list, Guid id) =>
        (await world.GetAsync(who, list))
            .GetProperty("items")
            .EnumerateArray()
            .Where(x => x.Text("id") == id.ToString())
            .Select(x => (JsonElement?)x)
            .SingleOrDefault();
}
