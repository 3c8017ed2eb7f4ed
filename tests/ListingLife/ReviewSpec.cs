namespace TechTransfer.ListingLife;

/// <summary>The way to the public: own office, operator of the organisation's region, and what each of them may not.</summary>
public abstract class ReviewSpec<TWorld>(TWorld world) : IClassFixture<TWorld>
    where TWorld : ListingWorld
{
    [Fact]
    public async Task Submission_names_every_field_that_is_missing()
    {
        var id = await world.DraftAsync(content: new System.Text.Json.Nodes.JsonObject { ["title"] = "只有题目" });
        var problem = await world.DoAsync(world.Manager, id, "submit", 422);
        problem
            .Fields()
            .Except(["declarations.patentFiledOrNotNeeded"])
            .ShouldBe([world.LongField, "modes", "declarations.noStateSecret", "declarations.entitledToPublish"], ignoreOrder: true);
        (await world.StateAsync(id)).ShouldBe("draft");
    }

    [Fact]
    public async Task Thirty_characters_suffice_and_rare_ones_count_once()
    {
        var content = world.Complete("长度");
        content[world.LongField] = string.Concat(Enumerable.Repeat("𠮷", 29));
        var id = await world.DraftAsync(content: content);
        (await world.DoAsync(world.Manager, id, "submit", 422)).Fields().ShouldBe([world.LongField]);
        content = world.Complete("长度");
        content[world.LongField] = string.Concat(Enumerable.Repeat("𠮷", 30));
        await world.PutAsync(world.Manager, id, content, 1);
        await world.DoAsync(world.Manager, id, "submit");
    }

    [Fact]
    public async Task A_member_goes_through_the_office_and_then_to_the_operator()
    {
        var id = await world.DraftAsync(world.Member);
        (await world.DoAsync(world.Member, id, "submit")).Text("state").ShouldBe("officeReview");
        await world.GetAsync(world.Province, $"/{id}", 404);
        await world.DoAsync(world.Member, id, "publish", 403);
        await world.DoAsync(world.Signatory, id, "publish", 403);
        (await world.DoAsync(world.Manager, id, "publish")).Text("state").ShouldBe("submitted");
        await world.DoAsync(world.Manager, id, "publish", 409);
        (await world.DoAsync(world.Province, id, "publish")).Text("state").ShouldBe("published");
    }

    [Fact]
    public async Task What_the_office_returns_never_becomes_known_to_the_operator()
    {
        var id = await world.DraftAsync(world.Member, world.Complete("办公室退回的稿子"));
        await world.DoAsync(world.Member, id, "submit");
        (await world.DoAsync(world.Manager, id, "return")).Text("state").ShouldBe("returned");
        await world.GetAsync(world.Province, $"/{id}", 404);
        (await world.GetAsync(world.Member, $"/{id}")).Texts("reasons").ShouldBe(["请补充技术指标"]);

        // Nor later, when another version of it was laid before him and returned by him, and the office again returns what came after.
        await world.PutAsync(world.Member, id, world.Complete("交给管理员的稿子"), 1);
        await world.DoAsync(world.Manager, id, "submit");
        await world.DoAsync(world.Province, id, "return");
        (await world.GetAsync(world.Province, $"/{id}")).Text("title").ShouldBe("交给管理员的稿子");
        (await world.GetAsync(world.Province, $"/{id}/versions")).ToString().ShouldNotContain("办公室退回的稿子");
        await world.PutAsync(world.Member, id, world.Complete("又被办公室退回"), 2);
        await world.DoAsync(world.Member, id, "submit");
        await world.DoAsync(world.Manager, id, "return");
        await world.GetAsync(world.Province, $"/{id}", 404);
    }

    [Fact]
    public async Task County_city_and_province_review_their_own_subtree_and_nobody_elses()
    {
        foreach (var reviewer in new[] { world.County, world.City, world.Province })
        {
            var id = await world.SubmittedAsync();
            var queue = await world.GetAsync(reviewer, "/reviews?limit=100");
            queue.GetProperty("items").EnumerateArray().ShouldContain(x => x.Text("id") == id.ToString());
            foreach (var stranger in new[] { world.OtherCounty, world.OtherCity })
            {
                foreach (var action in new[] { "publish", "return", "reject" })
                    await world.DoAsync(stranger, id, action, 404);
                (await world.GetAsync(stranger, "/reviews?limit=100"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .ShouldNotContain(x => x.Text("id") == id.ToString());
            }
            (await world.DoAsync(reviewer, id, "publish")).Text("state").ShouldBe("published");
        }
    }

    [Fact]
    public async Task The_reviewer_follows_the_organisations_region_and_not_the_listings()
    {
        var content = world.Complete("别处的项目");
        content["region"] = "220203";
        var id = await world.SubmittedAsync(content: content);
        await world.DoAsync(world.OtherCity, id, "publish", 404);
        await world.DoAsync(world.City, id, "publish");
    }

    [Fact]
    public async Task Nobody_reviews_his_own_organisations_listing()
    {
        var authority = world.As(ListingWorld.AuthorityId, ListingWorld.Prefecture, "operator", "manager", "member");
        var id = await world.SubmittedAsync(authority);
        (await world.GetAsync(authority, "/reviews?limit=100"))
            .GetProperty("items")
            .EnumerateArray()
            .ShouldNotContain(x => x.Text("id") == id.ToString());
        await world.DoAsync(authority, id, "publish", 409);
        foreach (var action in new[] { "reject", "takedown" })
            await world.DoAsync(authority, id, action, 403);
        await world.DoAsync(world.County, id, "publish", 404);
        (await world.DoAsync(world.Province, id, "publish")).Text("state").ShouldBe("published");
    }

    [Fact]
    public async Task An_unverified_organisation_may_draft_and_not_submit()
    {
        var id = await world.DraftAsync(world.Unverified);
        (await world.DoAsync(world.Unverified, id, "submit", 409)).Text("organisationState").ShouldBe("unverified");
        (await world.StateAsync(id, world.Unverified)).ShouldBe("draft");
    }

    [Fact]
    public async Task A_trusted_organisation_publishes_by_itself_and_only_its_manager_does()
    {
        var id = await world.DraftAsync(world.Trusted);
        (await world.DoAsync(world.Trusted, id, "submit")).Text("state").ShouldBe("published");
        var member = world.As(ListingWorld.TrustedId, "220104", "member");
        var second = await world.DraftAsync(member);
        (await world.DoAsync(member, second, "submit")).Text("state").ShouldBe("officeReview");
    }

    [Fact]
    public async Task Decisions_need_reasons()
    {
        var id = await world.SubmittedAsync();
        (await world.PostAsync(world.Province, $"/{id}/return", new { }, 422)).Fields().ShouldBe(["reasons"]);
        (await world.PostAsync(world.Province, $"/{id}/return", new { reasons = new[] { " " } }, 422)).Fields().ShouldBe(["reasons"]);
        (await world.PostAsync(world.Province, $"/{id}/return", new { reasons = Enumerable.Repeat("x", 11) }, 422)).Fields().ShouldBe(["reasons"]);
        (await world.PostAsync(world.Province, $"/{id}/reject", new { reason = "" }, 422)).Fields().ShouldBe(["reason"]);
        (await world.PostAsync(world.Province, $"/{id}/reject", new { reason = new string('长', 1001) }, 422)).Fields().ShouldBe(["reason"]);
        await world.DoAsync(world.Province, id, "publish");
        (await world.PostAsync(world.Manager, $"/{id}/withdraw", new { }, 422)).Fields().ShouldBe(["reason"]);
        (await world.PostAsync(world.Province, $"/{id}/takedown", new { }, 422)).Fields().ShouldBe(["reason"]);
        (await world.StateAsync(id)).ShouldBe("published");
    }

    [Fact]
    public async Task A_wrong_state_is_named_with_what_it_allows()
    {
        var id = await world.PublishedAsync();
        var problem = await world.DoAsync(world.Manager, id, "submit", 409);
        problem.Text("state").ShouldBe("published");
        problem.Texts("allowed").ShouldBe(["revise", "withdraw", "reconfirm"]);
        (await world.GetAsync(world.Manager, $"/{id}")).Texts("allowed").ShouldBe(["revise", "withdraw", "reconfirm"]);
        (await world.GetAsync(world.Visitor, $"/{id}")).Texts("allowed").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_audit_trail_says_who_did_what_and_is_for_owner_and_reviewer()
    {
        var id = await world.DraftAsync(world.Member);
        await world.DoAsync(world.Member, id, "submit");
        await world.DoAsync(world.Manager, id, "publish");
        await world.DoAsync(world.County, id, "return");
        await world.PutAsync(world.Manager, id, world.Complete("改好"), 1);
        await world.DoAsync(world.Manager, id, "submit");
        await world.DoAsync(world.County, id, "publish");
        await world.DoAsync(world.Administrator, id, "takedown");
        foreach (var reader in new[] { world.Member, world.Province, world.Administrator })
        {
            var items = (await world.GetAsync(reader, $"/{id}/audit")).GetProperty("items").EnumerateArray().ToList();
            items.Select(x => x.Text("action")).ShouldBe(["create", "submit", "submit", "return", "revise", "submit", "publish", "takedown"]);
            items[3].Text("detail").ShouldBe("请补充技术指标");
            items[0].Text("by").ShouldStartWith("member@");
            items[7].Text("by").ShouldStartWith("administrator@");
        }
        await world.GetAsync(world.Other, $"/{id}/audit", 404);
        var open = await world.PublishedAsync();
        await world.GetAsync(world.Other, $"/{open}/audit", 403);
    }
}
