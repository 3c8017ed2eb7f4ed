using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using TechTransfer.Achievements.Tests.Import;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.Achievements.Tests;

/// <summary>A service tells again what it owns.</summary>
public sealed class AnnouncementTests
{
    [Fact]
    public async Task A_stop_on_the_way_loses_and_repeats_nothing()
    {
        await using var world = await ImportWorld.StartAsync();
        (await ImportWorld.ImportAsync(world.Operator, Rows(1_000), "?publish=true")).ShouldCount("done", rows: 1_000, accepted: 1_000);
        var published = await PublishedAsync(world, 1_000);
        published.Count.ShouldBe(1_000);
        var digest = await DigestAsync(world);

        var asked = await Administrator(world).PostAsJsonAsync("/api/admin/achievements/announcements", new { });
        (await asked.BodyAsync(202)).GetProperty("items").GetArrayLength().ShouldBe(2);
        await world.App.RestartAsync();

        var announcement = await TestApp.EventuallyAsync(
            async () => (await AnnouncementsAsync(world)).Single(x => x.GetProperty("kind").GetString() == "achievements"),
            x => x.TryGetProperty("finishedAt", out _),
            ImportWorld.Patience
        );
        (announcement.GetProperty("total").GetInt32(), announcement.GetProperty("done").GetInt32()).ShouldBe((1_000, 1_000));
        var again = (await PublishedAsync(world, 2_000)).Skip(1_000).ToList();
        again.Select(x => (x.AchievementId, x.Version)).Order().ShouldBe(published.Select(x => (x.AchievementId, x.Version)).Order());
        again.ShouldAllBe(x => x.Bulk);
        var rosters = await TestApp.EventuallyAsync(
            () => world.App.RecordedAsync<RosterAnnounced>(),
            x => x.Sum(part => part.Ids.Count) == 1_000,
            ImportWorld.Patience
        );
        rosters.SelectMany(x => x.Ids).Order().ShouldBe(published.Select(x => x.AchievementId).Order());
        (await DigestAsync(world)).ShouldBe(digest);
    }

    [Fact]
    public async Task What_has_ended_is_told_as_closed_and_what_nobody_heard_of_is_not_told()
    {
        await using var world = await ImportWorld.StartAsync();
        await ImportWorld.ImportAsync(world.Operator, Rows(2), "?publish=true");
        await ImportWorld.ImportAsync(world.University, "title\n没有人知道的草稿\n");
        var first = (await PublishedAsync(world, 2))[0];
        await (await world.University.PostAsJsonAsync($"/api/achievements/{first.AchievementId}/withdraw", new { reason = "sold" })).BodyAsync(200);
        await TestApp.EventuallyAsync(() => world.App.RecordedAsync<AchievementClosed>(), x => x.Count == 1);

        await (await Administrator(world).PostAsJsonAsync("/api/admin/achievements/announcements", new { rewrite = true })).BodyAsync(202);

        var closed = await TestApp.EventuallyAsync(() => world.App.RecordedAsync<AchievementClosed>(), x => x.Count == 2);
        closed[1].ShouldBe(closed[0]);
        (await PublishedAsync(world, 3)).Count.ShouldBe(3);
        var entries = await EntriesAsync(world, "achievements", Enumerable.Range(0, 256));
        entries.Count.ShouldBe(2);
        entries.Single(x => !x.GetProperty("open").GetBoolean()).GetProperty("id").GetGuid().ShouldBe(first.AchievementId);
    }

    [Theory]
    [InlineData("achievements", HttpStatusCode.UnprocessableEntity)]
    [InlineData("achievements?bucket=256", HttpStatusCode.UnprocessableEntity)]
    [InlineData("achievements?bucket=1&bucket=-1", HttpStatusCode.UnprocessableEntity)]
    [InlineData("secrets?bucket=1", HttpStatusCode.NotFound)]
    [InlineData("organisation-names?bucket=1", HttpStatusCode.NotFound)]
    public async Task Entries_are_asked_for_by_kind_and_bucket(string query, HttpStatusCode refusal)
    {
        await using var world = await ImportWorld.StartAsync();
        using var answer = await Administrator(world).GetAsync("/api/admin/achievements/digests/" + query);
        answer.StatusCode.ShouldBe(refusal);
    }

    private static HttpClient Administrator(ImportWorld world) => world.App.As(world.OfficeId, "220000", Roles.Administrator);

    private static byte[] Rows(int count) =>
        [
            .. global::System.Text.Encoding.UTF8.GetBytes(
                "title,organisation,externalId\n"
                    + string.Concat(Enumerable.Range(1, count).Select(i => $"成果{i},{ImportWorld.UniversityName},R{i}\n"))
            ),
        ];

    private static Task<IReadOnlyList<AchievementPublished>> PublishedAsync(ImportWorld world, int count) =>
        TestApp.EventuallyAsync(() => world.App.RecordedAsync<AchievementPublished>(), x => x.Count >= count, ImportWorld.Patience);

    private static async Task<string> DigestAsync(ImportWorld world) =>
        (await Administrator(world).GetFromJsonAsync<JsonElement>("/api/admin/achievements/digests")).GetProperty("owned").GetRawText();

    private static async Task<List<JsonElement>> AnnouncementsAsync(ImportWorld world) =>
        [
            .. (await Administrator(world).GetFromJsonAsync<JsonElement>("/api/admin/achievements/announcements"))
                .GetProperty("items")
                .EnumerateArray(),
        ];

    private static async Task<List<JsonElement>> EntriesAsync(ImportWorld world, string kind, IEnumerable<int> buckets)
    {
        var query = string.Join('&', buckets.Select(x => $"bucket={x}"));
        var answer = await Administrator(world).GetFromJsonAsync<JsonElement>($"/api/admin/achievements/digests/{kind}?{query}");
        return [.. answer.GetProperty("items").EnumerateArray()];
    }
}
