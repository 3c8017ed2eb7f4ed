using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.IntegrationEvents;
using TechTransfer.ListingLife;
using TechTransfer.Listings;
using TechTransfer.Messaging;

namespace TechTransfer.Demands.Tests;

/// <summary>An anonymous demand names its organisation to nobody but those who know it; a hidden one is not there for whom it is hidden from.</summary>
public sealed class DiscretionTests(DemandWorld world) : IClassFixture<DemandWorld>
{
    private const string OwnerName = "北岭试验大学";
    private static readonly string Owner = DemandWorld.OwnerId.ToString();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_but_owner_and_reviewer_is_told_whose_an_anonymous_demand_is()
    {
        var id = await world.PublishedAsync(content: Anonymous("匿名需要的弹性体"));

        foreach (var who in new[] { world.Visitor, world.Other, world.Broker, world.OtherCounty, world.Administrator })
        {
            var text = (await world.GetAsync(who, $"/{id}")).GetRawText();
            text.ShouldNotContain(OwnerName);
            text.ShouldNotContain(Owner);
            text.ShouldNotContain("220104");
            text.ShouldNotContain("C2659");
            text.ShouldContain("\"anonymous\":true");
        }
        foreach (var who in new[] { world.Manager, world.City, world.Province })
            (await world.GetAsync(who, $"/{id}")).GetProperty("organisation").Text("name").ShouldBe(OwnerName);

        var announced = await AnnouncedAsync(id);
        announced.ShouldNotContain(OwnerName);
        announced.ShouldNotContain("220104");
        announced.ShouldNotContain("C2659");
    }

    [Fact]
    public async Task Place_and_industry_are_as_coarse_as_five_organisations_need()
    {
        // Six organisations of the world are known in the province, of which five are in the city; nobody else is in the industry.
        var alone = await world.PublishedAsync(content: Anonymous("城市里唯一的一家"));
        var seen = await world.GetAsync(world.Visitor, $"/{alone}");
        seen.Text("region").ShouldBe(DemandWorld.Prefecture);
        seen.Has("industry").ShouldBeFalse();

        var firms = Enumerable.Range(0, 4).Select(i => DemandWorld.Organisation(Guid.CreateVersion7(), $"同行试验厂{i}", "220105")).ToArray();
        await world.AnnounceAsync([.. firms]);
        await world.ArrivedAsync();
        foreach (var firm in firms)
        {
            var content = world.Complete("同行的需求");
            (content["industry"], content["region"]) = ("C2652", "220105");
            await world.PublishedAsync(world.As(firm.OrganisationId, "220105", Hosting.Roles.Manager, Hosting.Roles.Member), content);
        }
        await world.DoAsync(world.Manager, alone, "reconfirm");
        seen = await world.GetAsync(world.Visitor, $"/{alone}");
        seen.Text("region").ShouldBe(DemandWorld.Prefecture);
        seen.Text("industry").ShouldBe("C26");
    }

    [Fact]
    public async Task A_duplicate_of_an_anonymous_demand_does_not_tell_whose_it_repeats()
    {
        var open = Anonymous("重复的匿名需求");
        var id = await world.PublishedAsync(content: open);
        var mine = open.DeepClone().AsObject();
        mine["anonymous"] = false;
        var similar = (await world.PostAsync(world.Other, $"/{await world.DraftAsync(world.Other, mine)}/submit", new { })).GetProperty("similar");
        var repeated = similar.EnumerateArray().Single(x => x.GetProperty("id").GetGuid() == id).GetRawText();
        repeated.ShouldNotContain(OwnerName);
        repeated.ShouldNotContain(Owner);
    }

    [Fact]
    public async Task A_revision_makes_it_named_and_anonymous_again_once_it_is_reviewed()
    {
        var content = Anonymous("来回改名的需求");
        var id = await world.PublishedAsync(content: content);
        content["anonymous"] = false;
        await world.PutAsync(world.Manager, id, content, 1);
        (await world.GetAsync(world.Visitor, $"/{id}")).Has("organisation").ShouldBeFalse();
        await world.DoAsync(world.Manager, id, "submit");
        await world.DoAsync(world.Province, id, "publish");
        (await world.GetAsync(world.Visitor, $"/{id}")).GetProperty("organisation").Text("name").ShouldBe(OwnerName);
        (await AnnouncedAsync(id)).ShouldContain(OwnerName);
        content["anonymous"] = true;
        await world.PutAsync(world.Manager, id, content, 2);
        await world.DoAsync(world.Manager, id, "submit");
        await world.DoAsync(world.Province, id, "publish");
        (await world.GetAsync(world.Visitor, $"/{id}")).GetRawText().ShouldNotContain(OwnerName);
        (await AnnouncedAsync(id)).ShouldNotContain(OwnerName);
        (await world.GetAsync(world.Other, $"/{id}/versions", 403)).GetRawText().ShouldNotContain(OwnerName);
    }

    [Fact]
    public async Task A_deal_opens_whose_it_is()
    {
        var id = await world.PublishedAsync(content: Anonymous("对接之后公开"));
        await world.AnnounceAsync(
            new DealChanged(
                Guid.CreateVersion7(),
                1,
                "introduced",
                Guid.CreateVersion7(),
                id,
                null,
                null,
                DemandWorld.OwnerId,
                DemandWorld.OtherId,
                DemandWorld.BrokerId,
                "search"
            )
        );
        await world.ArrivedAsync();
        foreach (var who in new[] { world.Other, world.Broker })
            (await world.GetAsync(who, $"/{id}")).GetProperty("organisation").Text("name").ShouldBe(OwnerName);
        (await world.GetAsync(world.Visitor, $"/{id}")).Has("organisation").ShouldBeFalse();
    }

    [Fact]
    public async Task What_may_tell_whose_it_is_is_flagged_to_owner_and_reviewer()
    {
        var content = Anonymous("弹性体");
        content["background"] = "北岭试验大学一直在做。";
        content["tried"] = "请打电话 13912345678。";
        content["constraints"] = "见专利ZL 2019 1 0123456.7";
        content["basis"] = "地点在人民大街1234号";
        var id = await world.SubmittedAsync(content: content);
        foreach (var who in new[] { world.Manager, world.Province })
        {
            var warnings = (await world.GetAsync(who, $"/{id}")).GetProperty("warnings");
            foreach (var field in new[] { "background", "tried", "constraints", "basis" })
                warnings.Has(field).ShouldBeTrue(field);
            warnings.Has("content").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Whom_it_is_hidden_from_does_not_find_it_whatever_he_tries()
    {
        var content = world.Complete("对东江隐藏的需求");
        content["hiddenFrom"] = new JsonArray("东江试验公司");
        var id = await world.PublishedAsync(content: content);
        await world.GetAsync(world.Broker, $"/{id}");
        await world.GetAsync(world.Trusted, $"/{id}");
        // Of a visitor and of an organisation that nobody has verified it cannot be known that they are somebody else.
        foreach (var who in new[] { world.Other, world.Visitor, world.Unverified })
            await world.GetAsync(who, $"/{id}", 404);
        foreach (var path in new[] { "similar", "versions", "audit" })
            await world.GetAsync(world.Other, $"/{id}/{path}", 404);
        foreach (var action in new[] { "submit", "withdraw", "publish", "takedown", "reconfirm" })
            await world.DoAsync(world.Other, id, action, 404);
        await world.PutAsync(world.Other, id, content, 1, 404);
        var many = await world.PostAsync(world.Other, "/publish", new { ids = new[] { id } });
        many.GetProperty("items")[0].GetProperty("problem").GetProperty("status").GetInt32().ShouldBe(404);

        // Nor does it stand among what his own demand may repeat.
        var mine = content.DeepClone().AsObject();
        mine.Remove("hiddenFrom");
        var similar = (await world.PostAsync(world.Other, $"/{await world.DraftAsync(world.Other, mine)}/submit", new { })).GetProperty("similar");
        similar.GetRawText().ShouldNotContain(id.ToString());
        (await world.GetAsync(world.Broker, $"/{id}")).Texts("hiddenFrom").ShouldBeEmpty();
        (await world.GetAsync(world.Manager, $"/{id}")).Texts("hiddenFrom").ShouldBe(["东江试验公司"]);
    }

    [Fact]
    public async Task Whom_it_is_hidden_from_changes_at_once_and_nothing_shows_it_while_a_revision_waits()
    {
        var content = world.Complete("先公开后隐藏");
        var id = await world.PublishedAsync(content: content);
        await world.GetAsync(world.Other, $"/{id}");
        content["hiddenFrom"] = new JsonArray(DemandWorld.OtherId.ToString());
        (await world.PutAsync(world.Manager, id, content, 1)).Has("pending").ShouldBeFalse();
        await world.GetAsync(world.Other, $"/{id}", 404);
        (await AnnouncedAsync(id)).ShouldContain(DemandWorld.OtherId.ToString());

        // Taken out of the next version, it stays hidden until that is public.
        content.Remove("hiddenFrom");
        content["title"] = "先公开后隐藏再公开";
        await world.PutAsync(world.Manager, id, content, 2);
        await world.GetAsync(world.Other, $"/{id}", 404);
        await world.DoAsync(world.Manager, id, "submit");
        await world.DoAsync(world.Province, id, "publish");
        await world.GetAsync(world.Other, $"/{id}");
    }

    [Fact]
    public async Task An_organisation_that_joins_later_is_known_by_its_code_and_a_renamed_one_by_its_old_name()
    {
        const string Code = "91420000737944946L";
        var (newcomer, renamed) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await world.AnnounceAsync(DemandWorld.Organisation(renamed, "旧名试验厂", "220105"));
        await world.ArrivedAsync();
        var content = world.Complete("对还没有来的单位隐藏");
        content["hiddenFrom"] = new JsonArray(Code, "旧名试验厂");
        var id = await world.PublishedAsync(content: content);
        await world.AnnounceAsync(
            DemandWorld.Organisation(newcomer, "后来试验厂", "220105") with
            {
                CreditCode = Code,
            },
            DemandWorld.Organisation(renamed, "新名试验厂", "220105", version: 2)
        );
        await world.ArrivedAsync();
        content["title"] = "对还没有来的单位隐藏，改";
        await world.PutAsync(world.Manager, id, content, 1);
        foreach (var hidden in new[] { newcomer, renamed })
            await world.GetAsync(world.As(hidden, "220105", Hosting.Roles.Manager), $"/{id}", 404);
        (await AnnouncedAsync(id)).ShouldContain(newcomer.ToString());
    }

    [Theory]
    [InlineData("没有这样的单位", "No organisation has this")]
    [InlineData("91420000737944946M", "No organisation has this")]
    [InlineData(OwnerName, "own organisation")]
    public async Task Who_is_not_known_cannot_be_hidden_from_and_neither_can_the_owner(string named, string says)
    {
        var content = world.Complete("写错的隐藏");
        content["hiddenFrom"] = new JsonArray("东江试验公司", named);
        var problem = await world.PostAsync(world.Manager, "", content, 422);
        problem.Fields().ShouldBe(["hiddenFrom[1]"]);
        problem.GetRawText().ShouldContain(says);
    }

    /// <summary>What other services are told of it.</summary>
    private async Task<string> AnnouncedAsync(Guid id)
    {
        await world.ArrivedAsync();
        await using var scope = world.App.Services.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<ListingDesk<DemandContent>>();
        var listing = await desk.Db.Listings.SingleAsync(x => x.Id == id, Cancel);
        var owner = await desk.Db.Organisations.FindAsync([listing.OrganisationId], Cancel);
        return JsonSerializer.Serialize(
            (DemandPublished)desk.Kind.Published(desk.PublicForm(listing, owner)),
            new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
    }

    private JsonObject Anonymous(string title)
    {
        var content = world.Complete(title);
        (content["anonymous"], content["region"], content["industry"]) = (true, "220104", "C2659");
        return content;
    }
}
