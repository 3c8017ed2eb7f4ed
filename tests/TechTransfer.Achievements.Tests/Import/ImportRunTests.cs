using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TechTransfer.Listings;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.Achievements.Tests.Import;

public sealed class ImportRunTests
{
    /// <summary>It goes on while the application starts again, and is not done by then.</summary>
    private const int Many = 5_000;

    [Fact]
    public async Task A_restart_in_the_middle_goes_on_behind_the_last_batch()
    {
        await using var world = await ImportWorld.StartAsync("Imports:BatchRows=5");
        var import = await ImportWorld.StartedAsync(world.University, ImportWorld.Rows(Many));
        var running = await UnderWayAsync(world, import);
        await world.App.RestartAsync();
        var interrupted = await world.University.GetFromJsonAsync<JsonElement>(import);
        interrupted.GetProperty("rows").GetInt32().ShouldBeInRange(running.GetProperty("rows").GetInt32(), Many - 1);

        var done = await ImportWorld.EndAsync(world.University, import);
        done.ShouldCount("done", rows: Many, accepted: Many);
        done.GetProperty("startedAt").GetDateTimeOffset().ShouldBe(running.GetProperty("startedAt").GetDateTimeOffset());
        (await world.StoreAsync(db => db.Listings.CountAsync())).ShouldBe(Many);
        (await world.StoreAsync(db => db.Listings.Select(x => x.ExternalId).Distinct().CountAsync())).ShouldBe(Many);
        (await world.StoreAsync(db => db.Audit.CountAsync())).ShouldBe(Many);
    }

    [Fact]
    public async Task A_cancelled_import_keeps_what_it_took_in_and_reads_no_further()
    {
        await using var world = await ImportWorld.StartAsync("Imports:BatchRows=5");
        var import = await ImportWorld.StartedAsync(world.University, ImportWorld.Rows(Many));
        await UnderWayAsync(world, import);
        var cancelled = await (await world.University.PostAsJsonAsync(import + "/cancel", new { })).BodyAsync(200);
        cancelled.GetProperty("state").GetString().ShouldBe("cancelled");
        cancelled.GetProperty("rows").GetInt32().ShouldBeLessThan(Many);
        // The next import runs, so the cancelled one has been let go.
        (await ImportWorld.ImportAsync(world.University, "title\n甲\n")).ShouldCount("done", rows: 1, accepted: 1);
        var later = await world.University.GetFromJsonAsync<JsonElement>(import);
        later.GetProperty("rows").GetInt32().ShouldBe(cancelled.GetProperty("rows").GetInt32());
        (await world.StoreAsync(db => db.Listings.CountAsync())).ShouldBe(later.GetProperty("accepted").GetInt32() + 1);
        var late = await (await world.University.PostAsJsonAsync(import + "/cancel", new { })).BodyAsync(409);
        late.GetProperty("state").GetString().ShouldBe("cancelled");
    }

    [Fact]
    public async Task The_list_goes_back_page_by_page_and_only_so_many_may_wait()
    {
        await using var world = await ImportWorld.StartAsync("Imports:MaxOpen=1", "Imports:BatchRows=5");
        for (var i = 0; i < 5; i++)
            await ImportWorld.ImportAsync(world.University, $"title\n第{i}次\n");
        var seen = new List<Guid>();
        for (string? after = ""; after is not null; )
        {
            var page = await world.University.GetFromJsonAsync<JsonElement>($"/api/achievements/imports?limit=2&after={after}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(x => x.GetProperty("id").GetGuid()));
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        seen.Count.ShouldBe(5);
        seen.ShouldBe(seen.OrderDescending());
        await (await world.University.GetAsync("/api/achievements/imports?limit=101")).BodyAsync(422);
        await (await world.University.GetAsync("/api/achievements/imports?after=x")).BodyAsync(422);

        var import = await ImportWorld.StartedAsync(world.University, ImportWorld.Rows(Many));
        var refused = await (await ImportWorld.SendAsync(world.University, ImportWorld.Rows(1))).BodyAsync(409);
        refused.GetProperty("limit").GetInt32().ShouldBe(1);
        await (await world.University.PostAsJsonAsync(import + "/cancel", new { })).BodyAsync(200);
    }

    [Fact]
    public async Task The_file_is_forgotten_after_the_import_and_its_result_is_kept()
    {
        await using var world = await ImportWorld.StartAsync("Imports:KeepFileHours=0");
        var done = await ImportWorld.ImportAsync(world.University, "title,trl\n甲,x\n");
        (await world.StoreAsync(db => db.ImportChunks.CountAsync())).ShouldBe(1);
        await world.App.RestartAsync();
        await TestApp.EventuallyAsync(() => world.StoreAsync(db => db.ImportChunks.CountAsync()), x => x == 0, ImportWorld.Patience);
        (await ImportWorld.RefusedAsync(world.University, done)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_operator_publishes_thin_rows_of_organisations_that_nobody_knows()
    {
        await using var world = await ImportWorld.StartAsync();
        var done = await ImportWorld.ImportAsync(
            world.Operator,
            $"""
            title,organisation,externalId
            薄的一行,北岭 新材料研究所,1
            同一家的,北岭 新材料研究所,2
            大学的,{ImportWorld.UniversityName},3
            没有单位,,4
            """,
            "?publish=true&source=bulk"
        );
        done.ShouldCount("done", rows: 4, accepted: 3, refused: 1);
        (await ImportWorld.RefusedAsync(world.Operator, done)).ShouldHaveSingleItem().ShouldStartWith("5,organisation,required,");
        var listings = await world.StoreAsync(db => db.Listings.OrderBy(x => x.ExternalId).ToListAsync());
        listings.ShouldAllBe(x => x.State == ListingState.Published && x.Incomplete && x.Bulk);
        listings[0].OrganisationId.ShouldBe(listings[1].OrganisationId);
        listings[2].OrganisationId.ShouldBe(world.UniversityId);

        var named = await TestApp.EventuallyAsync(
            () => world.App.RecordedAsync<IntegrationEvents.OrganisationNamed>(),
            x => x.Count > 0,
            ImportWorld.Patience
        );
        (named.ShouldHaveSingleItem().Name, named[0].OrganisationId).ShouldBe(("北岭 新材料研究所", listings[0].OrganisationId));
        var published = await TestApp.EventuallyAsync(
            () => world.App.RecordedAsync<IntegrationEvents.AchievementPublished>(),
            x => x.Count == 3,
            ImportWorld.Patience
        );
        published.ShouldAllBe(x => x.Incomplete && x.Bulk);
        published.Select(x => x.OrganisationName).ShouldBe(["北岭 新材料研究所", "北岭 新材料研究所", ImportWorld.UniversityName], ignoreOrder: true);
        var seen = await world.App.Visitor().GetFromJsonAsync<JsonElement>($"/api/achievements/{listings[0].Id}");
        (seen.GetProperty("title").GetString(), seen.GetProperty("incomplete").GetBoolean()).ShouldBe(("薄的一行", true));

        // Near-duplicates are found once the job behind the import has written their fingerprints.
        await TestApp.EventuallyAsync(
            () => world.StoreAsync(db => db.Listings.CountAsync(x => x.NeedsFingerprint)),
            x => x == 0,
            ImportWorld.Patience
        );
        (await world.StoreAsync(db => db.Fingerprints.Select(x => x.ListingId).Distinct().CountAsync())).ShouldBe(3);

        // What stood as a draft goes on when the same rows are to be published.
        (await ImportWorld.ImportAsync(world.Operator, "title,organisation,externalId\n先存着,北岭 新材料研究所,9\n")).ShouldCount(
            "done",
            1,
            accepted: 1
        );
        var again = "title,organisation,externalId\n先存着,北岭 新材料研究所,9\n";
        (await ImportWorld.ImportAsync(world.Operator, again, "?publish=true")).ShouldCount("done", 1, updated: 1);
        (await ImportWorld.ImportAsync(world.Operator, again, "?publish=true")).ShouldCount("done", 1, unchanged: 1);
    }

    private static Task<JsonElement> UnderWayAsync(ImportWorld world, Uri import) =>
        TestApp.EventuallyAsync(
            () => world.University.GetFromJsonAsync<JsonElement>(import),
            x => x.GetProperty("rows").GetInt32() > 0,
            ImportWorld.Patience
        );
}
