using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace TechTransfer.Achievements.Tests.Import;

public sealed class ImportAgainTests
{
    [Fact]
    public async Task The_same_again_is_unchanged_and_other_content_is_a_new_version()
    {
        await using var world = await ImportWorld.StartAsync();
        var first = "title,source,externalId\n甲,系统,1\n乙,系统,2\n丙,,\n";
        (await ImportWorld.ImportAsync(world.University, first)).ShouldCount("done", rows: 3, accepted: 3);
        // A row without an id is new each time: nobody can tell that it is the same.
        (await ImportWorld.ImportAsync(world.University, first)).ShouldCount("done", rows: 3, accepted: 1, unchanged: 2);
        (await ImportWorld.ImportAsync(world.University, "title,source,externalId\n甲,系统,1\n乙二,系统,2\n甲,别处,1\n")).ShouldCount(
            "done",
            rows: 3,
            accepted: 1,
            updated: 1,
            unchanged: 1
        );
        // Another organisation's ids are its own.
        (await ImportWorld.ImportAsync(world.Other, first)).ShouldCount("done", rows: 3, accepted: 3);

        var changed = await world.StoreAsync(db => db.Listings.SingleAsync(x => x.Title == "乙二"));
        changed.Version.ShouldBe(2);
        (await world.StoreAsync(db => db.Versions.SingleAsync(x => x.ListingId == changed.Id))).ContentJson.ShouldContain("\"乙\"");
        (await world.StoreAsync(db => db.Audit.Where(x => x.ListingId == changed.Id).Select(x => x.Action).ToListAsync())).ShouldBe([
            "import",
            "import",
        ]);
    }

    [Fact]
    public async Task A_later_row_of_the_file_changes_an_earlier_one()
    {
        await using var world = await ImportWorld.StartAsync();
        var done = await ImportWorld.ImportAsync(
            world.University,
            "title,externalId\n一稿,1\n另一,2\n二稿,1\n二稿,1\n",
            "?source=%E7%A7%91%E7%A0%94%E7%B3%BB%E7%BB%9F"
        );
        done.ShouldCount("done", rows: 4, accepted: 2, updated: 1, unchanged: 1);
        var contents = await world.ContentsAsync();
        contents.Select(x => (x.Title, x.Source)).ShouldBe([("二稿", "科研系统"), ("另一", "科研系统")]);
    }

    [Fact]
    public async Task A_submitted_listing_is_locked_and_a_published_one_is_revised_beside_its_public_version()
    {
        await using var world = await ImportWorld.StartAsync();
        var complete =
            "title,summary,modes,declarations.noStateSecret,declarations.entitledToPublish,declarations.patentFiledOrNotNeeded,externalId\n{0},"
            + ImportWorld.Summary
            + ",均可,是,是,是,1\n短,太短,均可,是,是,是,2\n";
        var submitted = await ImportWorld.ImportAsync(world.University, string.Format(null, complete, "甲"), "?submit=true");
        submitted.ShouldCount("done", rows: 2, accepted: 1, refused: 1);
        (await ImportWorld.RefusedAsync(world.University, submitted))[0].ShouldStartWith("3,summary,tooShort,");
        var id = (await world.StoreAsync(db => db.Listings.SingleAsync())).Id;
        (await world.Operator.GetFromJsonAsync<JsonElement>($"/api/achievements/{id}")).GetProperty("state").GetString().ShouldBe("submitted");

        var locked = await ImportWorld.ImportAsync(world.University, string.Format(null, complete, "乙"));
        locked.ShouldCount("done", rows: 2, accepted: 1, refused: 1);
        (await ImportWorld.RefusedAsync(world.University, locked))[0].ShouldStartWith("2,externalId,locked,");

        await (await world.Operator.PostAsJsonAsync($"/api/achievements/{id}/publish", new { })).BodyAsync(200);
        (await ImportWorld.ImportAsync(world.University, string.Format(null, complete, "丙"))).ShouldCount("done", rows: 2, updated: 1, unchanged: 1);
        (await world.App.Visitor().GetFromJsonAsync<JsonElement>($"/api/achievements/{id}")).GetProperty("title").GetString().ShouldBe("甲");
    }

    [Fact]
    public async Task A_dry_run_counts_and_refuses_but_takes_nothing_in()
    {
        await using var world = await ImportWorld.StartAsync();
        await ImportWorld.ImportAsync(world.University, "title,externalId\n甲,1\n");
        var tried = await ImportWorld.ImportAsync(world.University, "title,externalId,trl\n甲,1,\n乙,2,\n丙,3,x\n", "?dryRun=true");
        tried.ShouldCount("done", rows: 3, accepted: 1, unchanged: 1, refused: 1);
        tried.GetProperty("dryRun").GetBoolean().ShouldBeTrue();
        (await ImportWorld.RefusedAsync(world.University, tried)).ShouldHaveSingleItem().ShouldStartWith("4,trl,format,");
        (await world.ContentsAsync()).ShouldHaveSingleItem();

        var published = await ImportWorld.ImportAsync(world.Operator, "title,organisation\n甲,没有听说过的研究所\n", "?dryRun=true&publish=true");
        published.ShouldCount("done", rows: 1, accepted: 1);
        (await world.StoreAsync(db => db.Organisations.CountAsync())).ShouldBe(3);
        (await world.StoreAsync(db => db.Set<Messaging.OutboxRow>().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task The_same_call_again_under_its_key_is_the_same_import()
    {
        await using var world = await ImportWorld.StartAsync();
        byte[] body =
        [
            .. "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"u8,
            .. Encoding.UTF8.GetBytes("title\n甲\n"),
            .. "\r\n--b--\r\n"u8,
        ];
        var first = await (await PostAsync("k1")).BodyAsync(202);
        var again = await (await PostAsync("k1")).BodyAsync(202);
        again.GetProperty("id").GetGuid().ShouldBe(first.GetProperty("id").GetGuid());
        var other = await (await PostAsync("k2")).BodyAsync(202);
        other.GetProperty("id").GetGuid().ShouldNotBe(first.GetProperty("id").GetGuid());
        body = [.. body, .. "\r\n"u8];
        await (await PostAsync("k1")).BodyAsync(422);
        await ImportWorld.EndAsync(world.University, new Uri($"/api/achievements/imports/{other.GetProperty("id").GetGuid()}", UriKind.Relative));
        (await world.ContentsAsync()).Count.ShouldBe(2);

        Task<HttpResponseMessage> PostAsync(string key)
        {
            var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
            return world.University.SendAsync(
                new HttpRequestMessage(HttpMethod.Post, "/api/achievements/imports") { Content = content, Headers = { { "Idempotency-Key", key } } }
            );
        }
    }
}
