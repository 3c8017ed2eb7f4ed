using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TechTransfer.IntegrationEvents;
using TechTransfer.Listings;
using TechTransfer.Messaging;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.Achievements.Tests.Import;

/// <summary>What is imported for other organisations: it waits for them, and what imports knew by a name alone is claimed.</summary>
public sealed class EntryImportTests
{
    private const string Head = "title,summary,modes,declarations.noStateSecret,declarations.entitledToPublish,declarations.patentFiledOrNotNeeded";
    private const string Institute = "没有听说过的研究所";

    [Fact]
    public async Task What_is_submitted_for_another_organisation_waits_for_it()
    {
        await using var world = await ImportWorld.StartAsync();
        var file = $"{Head},organisation,externalId\n甲,{ImportWorld.Summary},均可,是,是,是,{ImportWorld.UniversityName},1\n";
        using var broker = As(world, Guid.CreateVersion7(), "broker", "manager");
        using var office = As(world, world.OfficeId, "operator");
        foreach (var who in new[] { broker, office })
            (await ImportWorld.ImportAsync(who, file, "?submit=true")).ShouldCount("done", rows: 1, accepted: 1);
        var waiting = await world.StoreAsync(db => db.Listings.AsNoTracking().ToListAsync());
        waiting.ShouldAllBe(x => x.State == ListingState.OfficeReview && x.OwnedSince == null && x.OrganisationId == world.UniversityId);

        // Once it is the university's own, nobody writes over it: neither by an import that submits nor by one that publishes.
        foreach (var listing in waiting)
            await (await world.University.PostAsJsonAsync($"/api/achievements/{listing.Id}/publish", new { })).BodyAsync(200);
        var other = file.Replace("甲", "乙", StringComparison.Ordinal);
        foreach (var (who, query) in new[] { (broker, "?submit=true"), (office, "?publish=true") })
        {
            (await ImportWorld.ImportAsync(who, file, query)).ShouldCount("done", rows: 1, unchanged: 1);
            var refused = await ImportWorld.ImportAsync(who, other, query);
            refused.ShouldCount("done", rows: 1, refused: 1);
            (await ImportWorld.RefusedAsync(who, refused)).ShouldHaveSingleItem().ShouldStartWith("2,externalId,owned,");
        }
        (await world.StoreAsync(db => db.Listings.AsNoTracking().ToListAsync())).ShouldAllBe(x =>
            x.State == ListingState.Submitted && x.Title == "甲"
        );
    }

    [Fact]
    public async Task What_a_firm_has_returned_is_not_published_over_its_head()
    {
        await using var world = await ImportWorld.StartAsync();
        var file = $"{Head},organisation,externalId\n甲,{ImportWorld.Summary},均可,是,是,是,{ImportWorld.UniversityName},1\n";
        await ImportWorld.ImportAsync(world.Operator, file, "?submit=true");
        var id = (await world.StoreAsync(db => db.Listings.SingleAsync())).Id;
        await (await world.University.PostAsJsonAsync($"/api/achievements/{id}/return", new { reasons = new[] { "不是我们的" } })).BodyAsync(200);
        var refused = await ImportWorld.ImportAsync(world.Operator, file.Replace("甲", "乙", StringComparison.Ordinal), "?publish=true");
        (await ImportWorld.RefusedAsync(world.Operator, refused)).ShouldHaveSingleItem().ShouldStartWith("2,externalId,locked,");
        (await ImportWorld.ImportAsync(world.Operator, file, "?publish=true")).ShouldCount("done", rows: 1, unchanged: 1);
    }

    [Fact]
    public async Task A_placeholders_listings_are_the_organisations_once_it_is_verified_and_name_what_they_lack()
    {
        await using var world = await ImportWorld.StartAsync();
        var file = $"title,region,organisation,externalId\n薄的一行,220203,{Institute},1\n";
        (await ImportWorld.ImportAsync(world.Operator, file, "?publish=true")).ShouldCount("done", rows: 1, accepted: 1);
        var listing = await world.StoreAsync(db => db.Listings.AsNoTracking().SingleAsync());
        var real = Guid.CreateVersion7();
        using var manager = world.App.As(real, "220203", "manager", "member");
        (await MineAsync(manager)).ShouldBeEmpty();

        await AnnounceAsync(
            world,
            new OrganisationChanged(real, 1, Institute, null, "Y1220203TT0000001X", "institute", "220203", "verified", false, false),
            new OrganisationChanged(listing.OrganisationId, 2, Institute, null, null, "institute", "220000", "closed", false, false, real)
        );
        await TestApp.EventuallyAsync(
            () => world.App.RecordedAsync<AchievementPublished>(),
            x => x.Any(y => y.OrganisationId == real && y.OrganisationName == Institute),
            ImportWorld.Patience
        );
        (await world.App.RecordedAsync<AchievementClosed>()).ShouldBeEmpty();
        var mine = (await MineAsync(manager)).ShouldHaveSingleItem();
        mine.GetProperty("missing")
            .EnumerateArray()
            .Select(x => x.GetString())
            .ShouldBe(["summary", "modes", "declarations.noStateSecret", "declarations.entitledToPublish", "declarations.patentFiledOrNotNeeded"]);

        // The import goes on with the organisation that the name stands for now, until the organisation makes the listing its own.
        (await ImportWorld.ImportAsync(world.Operator, file, "?publish=true")).ShouldCount("done", rows: 1, unchanged: 1);
        var spaced = file.Replace(Institute, "没有听说过的 研究所", StringComparison.Ordinal);
        (await ImportWorld.ImportAsync(world.Operator, spaced, "?publish=true")).ShouldCount("done", rows: 1, unchanged: 1);
        await (await manager.PostAsJsonAsync($"/api/achievements/{listing.Id}/reconfirm", new { })).BodyAsync(200);
        var changed = await ImportWorld.ImportAsync(world.Operator, file.Replace("薄的", "厚的", StringComparison.Ordinal), "?publish=true");
        (await ImportWorld.RefusedAsync(world.Operator, changed)).ShouldHaveSingleItem().ShouldStartWith("2,externalId,owned,");
    }

    [Fact]
    public async Task An_unknown_code_becomes_a_placeholder_with_that_code()
    {
        await using var world = await ImportWorld.StartAsync();
        await ImportWorld.ImportAsync(world.Operator, "title,organisation\n甲,91420000737944946l\n", "?publish=true");
        var named = await TestApp.EventuallyAsync(() => world.App.RecordedAsync<OrganisationNamed>(), x => x.Count > 0, ImportWorld.Patience);
        named.ShouldHaveSingleItem().CreditCode.ShouldBe("91420000737944946L");
    }

    private static async Task<JsonElement[]> MineAsync(HttpClient who) =>
        [.. (await who.GetFromJsonAsync<JsonElement>("/api/achievements/mine")).GetProperty("items").EnumerateArray()];

    private static HttpClient As(ImportWorld world, Guid organisation, params string[] roles)
    {
        var client = world.App.Visitor();
        var token = world.App.Token(organisation, "220000", roles, organisation.ToString());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static Task<int> AnnounceAsync(ImportWorld world, params OrganisationChanged[] events) =>
        world.StoreAsync(db =>
        {
            foreach (var announced in events)
                db.Enqueue(announced);
            return db.SaveChangesAsync();
        });
}
