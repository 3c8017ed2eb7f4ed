using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.ListingLife;

/// <summary>What is public, how it ends and comes back, many at once, lists and near-duplicates.</summary>
public abstract class PublicationSpec<TWorld>(TWorld world) : IClassFixture<TWorld>
    where TWorld : ListingWorld
{
    [Fact]
    public async Task What_needs_something_of_somebody_is_counted_in_the_store()
    {
        var owner = Guid.CreateVersion7();
        await world.AnnounceAsync(ListingWorld.Organisation(owner, "多事试验公司", "220104"));
        await world.ArrivedAsync();
        var manager = world.As(owner, "220104", Roles.Manager, Roles.Member);
        var member = world.As(owner, "220104", Roles.Member);
        await world.PublishedAsync(manager);
        await world.DraftAsync(manager);
        var returned = await world.SubmittedAsync(manager);
        await world.DoAsync(world.Province, returned, "return");
        await world.SubmittedAsync(member);

        var waiting = await world.GetAsync(manager, "/mine?needs=true&limit=1");
        waiting.GetProperty("items").EnumerateArray().Select(x => x.GetProperty("id").GetGuid()).ShouldBe([returned], "the one that waits longest");
        waiting.GetProperty("needing").GetInt32().ShouldBe(2);
        (await world.GetAsync(member, "/mine?needs=true")).GetProperty("needing").GetInt32().ShouldBe(1, "the office is the manager's");
        (await world.GetAsync(manager, "/mine")).Has("needing").ShouldBeFalse();
        (await world.GetAsync(manager, "/mine?needs=true&after=" + (await world.GetAsync(manager, "/mine?limit=1")).Text("next"), 422))
            .Fields()
            .ShouldBe(["after"]);
    }

    [Fact]
    public async Task Its_organisation_has_a_page_to_lead_to_while_everybody_may_know_of_it()
    {
        var owner = Guid.CreateVersion7();
        await world.AnnounceAsync(ListingWorld.Organisation(owner, "停用试验公司", "220104"));
        await world.ArrivedAsync();
        var id = await world.PublishedAsync(world.As(owner, "220104", Roles.Manager, Roles.Member));
        (await HasPageAsync()).ShouldBeTrue();
        await world.AnnounceAsync(ListingWorld.Organisation(owner, "停用试验公司", "220104", version: 2, state: "suspended"));
        await world.ArrivedAsync();
        (await HasPageAsync()).ShouldBeFalse();

        async Task<bool> HasPageAsync() =>
            (await world.GetAsync(world.Visitor, $"/{id}")).GetProperty("organisation").GetProperty("hasPage").GetBoolean();
    }

    [Fact]
    public async Task Withdrawn_and_taken_down_listings_are_gone_for_the_public()
    {
        var withdrawn = await world.PublishedAsync();
        await world.DoAsync(world.Member, withdrawn, "withdraw", 403);
        await world.DoAsync(world.Other, withdrawn, "withdraw", 403);
        (await world.DoAsync(world.Manager, withdrawn, "withdraw")).Text("state").ShouldBe("withdrawn");
        var taken = await world.PublishedAsync();
        await world.DoAsync(world.Manager, taken, "takedown", 403);
        await world.DoAsync(world.OtherCity, taken, "takedown", 403);
        (await world.DoAsync(world.City, taken, "takedown")).Text("state").ShouldBe("takenDown");
        foreach (var id in new[] { withdrawn, taken })
        {
            foreach (var stranger in new[] { world.Visitor, world.Other, world.Broker, world.OtherCity })
                await world.GetAsync(stranger, $"/{id}", 404);
            (await world.GetAsync(world.Manager, $"/{id}")).Texts("reasons").ShouldBe(["试验原因"]);
        }
        await world.PutAsync(world.Manager, taken, world.Complete("再来"), 1, 409);
        await world.DoAsync(world.Manager, withdrawn, "submit");
        await world.DoAsync(world.Province, withdrawn, "publish");
        await world.GetAsync(world.Visitor, $"/{withdrawn}");
    }

    [Fact]
    public async Task The_next_draft_of_a_withdrawn_listing_is_not_shown_to_the_other_side_of_an_old_deal()
    {
        var id = await world.PublishedAsync(content: world.Complete("公开过的题目"));
        await world.AnnounceAsync(Deal(id));
        await world.ArrivedAsync();
        await world.DoAsync(world.Manager, id, "withdraw");
        (await world.GetAsync(world.Other, $"/{id}")).Text("title").ShouldBe("公开过的题目");
        await world.PutAsync(world.Manager, id, world.Complete("还没公开的草稿"), 1);
        var seen = await world.GetAsync(world.Other, $"/{id}");
        (seen.Text("title"), seen.GetProperty("version").GetInt64()).ShouldBe(("公开过的题目", 1));
        await world.GetAsync(world.Province, $"/{id}", 404);
        await world.DoAsync(world.Manager, id, "submit");
        (await world.GetAsync(world.Province, $"/{id}")).Text("title").ShouldBe("还没公开的草稿", "the reviewer decides on this text");
        (await world.GetAsync(world.Other, $"/{id}")).Text("title").ShouldBe("公开过的题目");
        await world.DoAsync(world.Province, id, "publish");
        (await world.GetAsync(world.Other, $"/{id}")).Text("title").ShouldBe("还没公开的草稿");
    }

    [Fact]
    public async Task A_deal_sets_the_flags_that_everybody_sees()
    {
        var id = await world.PublishedAsync();
        var deal = Deal(id);
        await world.AnnounceAsync(deal);
        await world.ArrivedAsync();
        (await world.GetAsync(world.Visitor, $"/{id}")).GetProperty("inNegotiation").GetBoolean().ShouldBeTrue();
        await world.AnnounceAsync(deal with { Version = 2, Stage = "signed" });
        await world.ArrivedAsync();
        var signed = await world.GetAsync(world.Visitor, $"/{id}");
        (signed.GetProperty("inNegotiation").GetBoolean(), signed.GetProperty("contracted").GetBoolean()).ShouldBe((false, true));
    }

    [Fact]
    public async Task Many_are_published_one_by_one()
    {
        var good = new[] { await world.SubmittedAsync(), await world.SubmittedAsync() };
        var draft = await world.DraftAsync();
        var published = await world.PublishedAsync();
        var unknown = Guid.CreateVersion7();
        var answer = await world.PostAsync(world.Province, "/publish", new { ids = new[] { good[0], draft, published, unknown, good[1] } });
        answer
            .GetProperty("items")
            .EnumerateArray()
            .Select(x => x.Text("outcome"))
            .ShouldBe(["published", "refused", "refused", "refused", "published"]);
        answer
            .GetProperty("items")
            .EnumerateArray()
            .Where(x => x.Has("problem"))
            .Select(x => x.GetProperty("problem").GetProperty("status").GetInt32())
            .ShouldBe([404, 409, 404]);
        await world.GetAsync(world.Visitor, $"/{good[1]}");
        var foreign = await world.PostAsync(world.OtherCity, "/publish", new { ids = new[] { await world.SubmittedAsync() } });
        foreign.GetProperty("items")[0].Text("outcome").ShouldBe("refused");

        (await world.PostAsync(world.Province, "/publish", new { }, 422)).Fields().ShouldBe(["ids"]);
        var many = Enumerable.Range(0, 1001).Select(_ => Guid.NewGuid());
        (await world.PostAsync(world.Province, "/publish", new { ids = many }, 422)).Fields().ShouldBe(["ids"]);
    }

    [Fact]
    public async Task The_same_id_twice_in_one_call_is_done_once()
    {
        var id = await world.SubmittedAsync();
        var answer = await world.PostAsync(world.Province, "/publish", new { ids = new[] { id, id } });
        answer.GetProperty("items").EnumerateArray().Select(x => x.Text("outcome")).ShouldBe(["published", "refused"]);
    }

    [Fact]
    public async Task Owners_reconfirm_theirs_one_or_many()
    {
        var ids = new[] { await world.PublishedAsync(), await world.PublishedAsync() };
        (await world.DoAsync(world.Member, ids[0], "reconfirm")).Text("state").ShouldBe("published");
        await world.DoAsync(world.Other, ids[0], "reconfirm", 403);
        var many = await world.PostAsync(world.Member, "/reconfirm", new { ids });
        many.GetProperty("items").EnumerateArray().ShouldAllBe(x => x.Text("outcome") == "published");
        var foreign = await world.PostAsync(world.Other, "/reconfirm", new { ids });
        foreign.GetProperty("items").EnumerateArray().ShouldAllBe(x => x.Text("outcome") == "refused");
    }

    [Fact]
    public async Task Mine_lists_the_own_organisation_by_state_page_by_page()
    {
        var drafts = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 5; i++)
            drafts.Add((await world.DraftAsync()).ToString());
        var published = await world.PublishedAsync();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? next = null;
        do
        {
            var page = await world.GetAsync(world.Member, $"/mine?state=draft&limit=2{(next is null ? "" : "&after=" + next)}");
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                item.Text("state").ShouldBe("draft");
                seen.Add(item.Text("id")).ShouldBeTrue("no row comes twice");
            }
            next = page.Has("next") ? page.Text("next") : null;
        } while (next is not null);
        drafts.IsSubsetOf(seen).ShouldBeTrue();
        seen.ShouldNotContain(published.ToString());
        (await world.GetAsync(world.Other, "/mine?limit=100")).ToString().ShouldNotContain(published.ToString());
    }

    [Theory]
    [InlineData("/mine?limit=0", "limit")]
    [InlineData("/mine?limit=101", "limit")]
    [InlineData("/mine?after=nonsense", "after")]
    [InlineData("/mine?state=sold", "state")]
    [InlineData("/mine?state=-1", "state")]
    [InlineData("/mine?state=draft,published", "state")]
    [InlineData("/reviews?limit=0", "limit")]
    [InlineData("/reviews?after=nonsense", "after")]
    [InlineData("/mine?after=eyJBdCI6IjEwMDAwLTEzLTAxIiwiSWQiOiI3In0", "after")]
    [InlineData("/reviews?after=eyJBdCI6IjEwMDAwLTEzLTAxIiwiSWQiOiI3In0", "after")]
    public async Task A_wrong_parameter_is_named(string path, string field) =>
        (await world.GetAsync(path.StartsWith("/mine", StringComparison.Ordinal) ? world.Manager : world.Province, path, 422))
            .Fields()
            .ShouldBe([field]);

    [Fact]
    public async Task Near_duplicates_are_others_published_listings_and_never_a_foreign_draft()
    {
        var text = $"这一段文字描述一种独特的{Guid.NewGuid():N}制备路线，用来试验重复登记的发现，两家单位几乎逐字相同地写过它。";
        var content = world.Complete("重复登记的发现");
        content[world.LongField] = text;
        var foreignDraft = await world.DraftAsync(world.Other, content.DeepClone().AsObject());
        var foreignWaiting = await world.SubmittedAsync(world.Other, content.DeepClone().AsObject());
        var foreignPublic = await world.PublishedAsync(world.Other, content.DeepClone().AsObject());
        var id = await world.DraftAsync(content: content.DeepClone().AsObject());
        var submitted = await world.DoAsync(world.Manager, id, "submit");
        var named = submitted.GetProperty("similar").EnumerateArray().Select(x => x.Text("id")).ToList();
        named.ShouldContain(foreignPublic.ToString());
        named.ShouldNotContain(foreignDraft.ToString());
        named.ShouldNotContain(foreignWaiting.ToString());
        var reviewer = (await world.GetAsync(world.Province, $"/{id}/similar")).GetProperty("items").EnumerateArray().Select(x => x.Text("id"));
        reviewer.ShouldContain(foreignWaiting.ToString(), "the reviewing operator sees what waits in his region");
        await world.GetAsync(world.Other, $"/{id}/similar", 404);
    }

    [Fact]
    public async Task A_closed_organisations_listings_are_withdrawn_and_a_moved_ones_get_new_reviewers()
    {
        var organisation = Guid.CreateVersion7();
        await world.AnnounceAsync(ListingWorld.Organisation(organisation, "要搬走的公司", "220104"));
        await world.ArrivedAsync();
        var manager = world.As(organisation, "220104", "manager", "member");
        var (waiting, open) = (await world.SubmittedAsync(manager), await world.PublishedAsync(manager));
        await world.AnnounceAsync(ListingWorld.Organisation(organisation, "要搬走的公司", "220203", version: 2));
        await world.ArrivedAsync();
        await world.DoAsync(world.City, waiting, "publish", 404);
        await world.DoAsync(world.OtherCity, waiting, "publish");
        await world.AnnounceAsync(ListingWorld.Organisation(organisation, "要搬走的公司", "220203", version: 3, state: "closed"));
        await world.ArrivedAsync();
        await world.GetAsync(world.Visitor, $"/{open}", 404);
        (await world.StateAsync(open, manager)).ShouldBe("withdrawn");
    }

    private DealChanged Deal(Guid listing) =>
        new(
            Guid.CreateVersion7(),
            1,
            "introduced",
            Guid.CreateVersion7(),
            world.Plural == "demands" ? listing : null,
            world.Plural == "achievements" ? listing : null,
            null,
            world.Plural == "demands" ? ListingWorld.OwnerId : ListingWorld.OtherId,
            world.Plural == "demands" ? ListingWorld.OtherId : ListingWorld.OwnerId,
            null,
            "search"
        );
}
