using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TechTransfer.Listings.Samples;
using Xunit;

namespace TechTransfer.Achievements.Tests.Import;

/// <summary>What is published in bulk is looked at afterwards, two in a hundred.</summary>
public sealed class SampleTests
{
    private const string Head =
        "title,summary,modes,declarations.noStateSecret,declarations.entitledToPublish,declarations.patentFiledOrNotNeeded,externalId,organisation\n";

    [Fact]
    public async Task Two_in_a_hundred_are_drawn_and_the_same_file_again_draws_no_more()
    {
        await using var world = await ImportWorld.StartAsync();
        await ImportWorld.ImportAsync(world.Operator, Rows(2000), "?publish=true");
        var drawn = await world.StoreAsync(db => db.Samples.ToListAsync());
        // Of 2,000 between 15 and 70 with all but one in a hundred thousand certainty.
        drawn.Count.ShouldBeInRange(15, 70);
        drawn.ShouldAllBe(x => SampleRow.IsDrawn(x.ListingId, x.Version, 2));
        (await world.StoreAsync(db => db.Listings.ToListAsync())).Count(x => SampleRow.IsDrawn(x.Id, x.Version, 2)).ShouldBe(drawn.Count);
        await ImportWorld.ImportAsync(world.Operator, Rows(2000), "?publish=true");
        (await world.StoreAsync(db => db.Samples.CountAsync())).ShouldBe(drawn.Count);

        // A small list is asked for by pages.
        var first = await ListAsync(world.Operator, "?limit=10");
        var next = await ListAsync(world.Operator, "?limit=10&after=" + first.GetProperty("next").GetString());
        Ids(first).Concat(Ids(next)).Distinct().Count().ShouldBe(10 + Ids(next).Length);
        first.GetProperty("counts").GetProperty("open").GetInt32().ShouldBe(drawn.Count);
    }

    [Fact]
    public async Task A_sample_is_fine_or_taken_down_by_an_operator_of_the_region()
    {
        await using var world = await ImportWorld.StartAsync("Reviews:SamplePercent=100");
        await ImportWorld.ImportAsync(world.Operator, Rows(3), "?publish=true");
        var ids = Ids(await ListAsync(world.Operator));
        ids.Length.ShouldBe(3);
        await PostAsync(world.University, ids[0], new { outcome = "fine" }, 403);
        await PostAsync(world.App.As(Guid.CreateVersion7(), "220200", "operator"), ids[0], new { outcome = "fine" }, 403);
        await PostAsync(world.Operator, ids[0], new { outcome = "0" }, 422);
        await PostAsync(world.Operator, ids[0], new { outcome = "fine" }, 200);
        await PostAsync(world.Operator, ids[0], new { outcome = "fine" }, 409);
        await PostAsync(world.Operator, ids[1], new { outcome = "takenDown" }, 422);
        (await PostAsync(world.Operator, ids[1], new { outcome = "takenDown", reason = "不是科技成果" }, 200))
            .GetProperty("state")
            .GetString()
            .ShouldBe("takenDown");
        (await world.App.Visitor().GetAsync($"/api/achievements/{ids[1]}")).StatusCode.ShouldBe(global::System.Net.HttpStatusCode.NotFound);
        await (await world.Operator.PostAsJsonAsync($"/api/achievements/{ids[2]}/takedown", new { reason = "侵权" })).BodyAsync(200);

        var left = await ListAsync(world.Operator);
        Ids(left).ShouldBeEmpty();
        var counts = left.GetProperty("counts");
        (counts.GetProperty("fine").GetInt32(), counts.GetProperty("takenDown").GetInt32()).ShouldBe((1, 2));
        (await world.StoreAsync(db => db.Audit.Where(x => x.ListingId == ids[0]).Select(x => x.Action).ToListAsync())).ShouldBe(["import", "sample"]);
    }

    [Fact]
    public async Task A_trusted_organisations_import_is_published_in_bulk_and_sampled_and_anothers_waits()
    {
        await using var world = await ImportWorld.StartAsync("Reviews:SamplePercent=100");
        await TrustAsync(world);
        var member = world.App.As(world.UniversityId, "220104", "member");
        await ImportWorld.ImportAsync(world.University, Rows(2, ""), "?submit=true");
        await ImportWorld.ImportAsync(world.Other, Rows(2, ""), "?submit=true");
        await ImportWorld.ImportAsync(member, Encoding.UTF8.GetBytes(Head + Row(9, "")), "?submit=true");
        var states = await world.StoreAsync(db =>
            db.Listings.GroupBy(x => new { x.OrganisationId, x.State }).Select(x => new { x.Key, Count = x.Count() }).ToListAsync()
        );
        states
            .Select(x => (x.Key.OrganisationId == world.UniversityId, x.Key.State.ToString(), x.Count))
            .ShouldBe([(true, "Published", 2), (true, "OfficeReview", 1), (false, "Submitted", 2)], ignoreOrder: true);
        Ids(await ListAsync(world.Operator)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_returned_sample_stays_public_and_its_owner_is_asked_for_changes()
    {
        await using var world = await ImportWorld.StartAsync("Reviews:SamplePercent=100");
        await TrustAsync(world);
        await ImportWorld.ImportAsync(world.University, Rows(1, ""), "?submit=true");
        var id = Ids(await ListAsync(world.Operator)).ShouldHaveSingleItem();
        await PostAsync(world.Operator, id, new { outcome = "returned" }, 422);
        await PostAsync(world.Operator, id, new { outcome = "returned", reasons = Array.Empty<string>() }, 422);
        (await PostAsync(world.Operator, id, new { outcome = "returned", reasons = (string[])["units", "请写明试验条件"] }, 200))
            .GetProperty("state")
            .GetString()
            .ShouldBe("published");
        (await ListAsync(world.Operator)).GetProperty("counts").GetProperty("returned").GetInt32().ShouldBe(1);
        await PostAsync(world.Operator, id, new { outcome = "fine" }, 409);

        (await world.App.Visitor().GetAsync($"/api/achievements/{id}")).StatusCode.ShouldBe(global::System.Net.HttpStatusCode.OK);
        var mine = await world.University.GetFromJsonAsync<JsonElement>($"/api/achievements/{id}");
        mine.GetProperty("pending").GetProperty("state").GetString().ShouldBe("returned");
        mine.GetProperty("reasons").EnumerateArray().Select(x => x.GetString()).ShouldBe(["units", "请写明试验条件"]);
        var row = (await world.University.GetFromJsonAsync<JsonElement>("/api/achievements/mine")).GetProperty("items")[0];
        row.GetProperty("needs").EnumerateArray().Select(x => x.GetString()).ShouldContain("changes");

        using var change = new HttpRequestMessage(HttpMethod.Put, $"/api/achievements/{id}");
        change.Headers.TryAddWithoutValidation("If-Match", $"\"{mine.GetProperty("version").GetInt64()}\"");
        change.Content = JsonContent.Create(
            new
            {
                title = "成果1",
                summary = ImportWorld.Summary + "试验温度23℃。",
                modes = new[] { "open" },
                declarations = new
                {
                    noStateSecret = true,
                    entitledToPublish = true,
                    patentFiledOrNotNeeded = true,
                },
            }
        );
        await (await world.University.SendAsync(change)).BodyAsync(200);
        (await (await world.University.PostAsJsonAsync($"/api/achievements/{id}/submit", new { })).BodyAsync(200))
            .TryGetProperty("pending", out _)
            .ShouldBeFalse("a trusted organisation's change is public at once");
        (await world.App.Visitor().GetStringAsync($"/api/achievements/{id}")).ShouldContain("试验温度");
    }

    [Fact]
    public async Task What_waits_for_its_review_already_is_not_returned_as_a_sample_besides()
    {
        await using var world = await ImportWorld.StartAsync("Reviews:SamplePercent=100");
        await TrustAsync(world);
        await ImportWorld.ImportAsync(world.University, Rows(1, ""), "?submit=true");
        var id = Ids(await ListAsync(world.Operator)).ShouldHaveSingleItem();
        var member = world.App.As(world.UniversityId, "220104", "member");
        var mine = await member.GetFromJsonAsync<JsonElement>($"/api/achievements/{id}");
        using var change = new HttpRequestMessage(HttpMethod.Put, $"/api/achievements/{id}");
        change.Headers.TryAddWithoutValidation("If-Match", $"\"{mine.GetProperty("version").GetInt64()}\"");
        change.Content = JsonContent.Create(
            new
            {
                title = "成果1，第二批",
                summary = ImportWorld.Summary,
                modes = new[] { "open" },
                declarations = new
                {
                    noStateSecret = true,
                    entitledToPublish = true,
                    patentFiledOrNotNeeded = true,
                },
            }
        );
        await (await member.SendAsync(change)).BodyAsync(200);
        await (await member.PostAsJsonAsync($"/api/achievements/{id}/submit", new { })).BodyAsync(200);
        await PostAsync(world.Operator, id, new { outcome = "returned", reasons = (string[])["units"] }, 409);
        await PostAsync(world.Operator, id, new { outcome = "fine" }, 200);
    }

    [Fact]
    public async Task What_looks_like_no_text_is_reviewed_also_of_a_trusted_organisation()
    {
        await using var world = await ImportWorld.StartAsync("Reviews:SamplePercent=100");
        await TrustAsync(world);
        const string Advertising = "办理贷款加微信，额度高放款快，全省上门服务，无需抵押，当天到账，欢迎各单位来电咨询。";
        var file = Head + Row(1, "") + Row(2, "").Replace(ImportWorld.Summary, Advertising, StringComparison.Ordinal);
        await ImportWorld.ImportAsync(world.University, Encoding.UTF8.GetBytes(file), "?submit=true");
        var draft = await (
            await world.University.PostAsJsonAsync(
                "/api/achievements",
                new
                {
                    title = "成果3",
                    summary = new string('a', 40),
                    modes = new[] { "open" },
                    declarations = new
                    {
                        noStateSecret = true,
                        entitledToPublish = true,
                        patentFiledOrNotNeeded = true,
                    },
                }
            )
        ).BodyAsync(201);
        var id = draft.GetProperty("id").GetGuid();
        (await (await world.University.PostAsJsonAsync($"/api/achievements/{id}/submit", new { })).BodyAsync(200))
            .GetProperty("state")
            .GetString()
            .ShouldBe("submitted");

        (await world.StoreAsync(db => db.Listings.OrderBy(x => x.Title).Select(x => x.State).ToListAsync())).ShouldBe([
            Listings.ListingState.Published,
            Listings.ListingState.Submitted,
            Listings.ListingState.Submitted,
        ]);
        Ids(await ListAsync(world.Operator)).Length.ShouldBe(1, "what waits is no sample");
        var seen = await world.Operator.GetFromJsonAsync<JsonElement>($"/api/achievements/{id}");
        seen.GetProperty("warnings").TryGetProperty("text", out _).ShouldBeTrue("the reviewer is told why");
        var own = await world.University.GetFromJsonAsync<JsonElement>($"/api/achievements/{id}");
        own.TryGetProperty("warnings", out _).ShouldBeFalse();
        await (await world.Operator.PostAsJsonAsync($"/api/achievements/{id}/publish", new { })).BodyAsync(200);
    }

    private static Task TrustAsync(ImportWorld world) =>
        world.StoreAsync(db =>
            db.Organisations.Where(x => x.Id == world.UniversityId).ExecuteUpdateAsync(x => x.SetProperty(o => o.TrustedToSelfPublish, true))
        );

    private static byte[] Rows(int count, string organisation = ImportWorld.UniversityName) =>
        Encoding.UTF8.GetBytes(Head + string.Concat(Enumerable.Range(1, count).Select(i => Row(i, organisation))));

    private static string Row(int number, string organisation) =>
        string.Create(CultureInfo.InvariantCulture, $"成果{number},{ImportWorld.Summary},均可,是,是,是,S{number:00000},{organisation}\n");

    private static Task<JsonElement> ListAsync(HttpClient who, string query = "?limit=100") =>
        who.GetFromJsonAsync<JsonElement>("/api/achievements/samples" + query);

    private static Guid[] Ids(JsonElement list) => [.. list.GetProperty("items").EnumerateArray().Select(x => x.GetProperty("id").GetGuid())];

    private static async Task<JsonElement> PostAsync(HttpClient who, Guid id, object body, int status) =>
        await (await who.PostAsJsonAsync($"/api/achievements/{id}/sample", body)).BodyAsync(status);
}
