using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Reports;
using TechTransfer.Messaging;
using TechTransfer.TestApplication;

namespace TechTransfer.Matching.Tests;

/// <summary>Somebody reports a listing, its organisation answers, the operator of its region decides, and the reporter sees the outcome.</summary>
public sealed class ReportTests : IAsyncLifetime
{
    private readonly MatchingWorld _world = new() { Settings = ["Limits:ReportsPerHour=1", "Limits:ReportsPerDay=3"] };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private HttpClient Operator => Person("operator", Guid.CreateVersion7(), "220100", "operator");
    private HttpClient Manager => Person("manager", MatchingWorld.University, "220104", "manager");

    public async ValueTask InitializeAsync()
    {
        await _world.InitializeAsync();
        await _world.AnnounceAsync(
            new OrganisationChanged(
                MatchingWorld.University,
                1,
                "示例大学",
                "Sample University",
                null,
                "university",
                "220104",
                "verified",
                false,
                false
            ),
            new OrganisationChanged(MatchingWorld.Company, 1, "示例公司", null, null, "company", "220204", "verified", false, false)
        );
        await _world.SettledAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_visitor_reports_and_sees_why_it_was_dismissed()
    {
        var listing = await PublishedAsync();

        var made = await PostAsync(_world.Visitor, Report(listing, "outdated", "三年前就停产了"), 201);

        var id = made.GetProperty("id").GetGuid();
        var followed = $"/api/reports/{id}?token={made.GetProperty("token").GetString()}";
        (await _world.GetAsync(followed)).GetProperty("state").GetString().ShouldBe("open");
        (await _world.Visitor.GetAsync($"/api/reports/{id}?token=x", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _world.Visitor.GetAsync($"/api/reports/{id}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var item = (await OpenAsync(Operator)).Single(x => x.GetProperty("id").GetGuid() == id);
        item.TryGetProperty("from", out _).ShouldBeFalse("a visitor");
        item.GetProperty("owner").GetString().ShouldBe("示例大学");
        (await OpenAsync(Person("operator", Guid.CreateVersion7(), "220200", "operator"))).ShouldBeEmpty("another city's");
        (await OpenAsync(Person("operator", MatchingWorld.University, "220100", "operator"))).ShouldBeEmpty("never of the own organisation");
        await PostAsync(Operator, new { reason = "" }, 422, $"/api/reports/{id}/dismiss");
        await PostAsync(Operator, new { reason = "已核实仍在供应" }, 204, $"/api/reports/{id}/dismiss");
        await PostAsync(Operator, new { reason = "再说一次" }, 409, $"/api/reports/{id}/dismiss");
        var seen = await _world.GetAsync(followed);
        (seen.GetProperty("state").GetString(), seen.GetProperty("decision").GetString()).ShouldBe(("dismissed", "已核实仍在供应"));
    }

    [Fact]
    public async Task What_nobody_answers_or_decides_is_counted_for_owner_and_operator()
    {
        var listing = await PublishedAsync();
        await PostAsync(Manager, Report(listing, "outdated", "三年前就停产了"), 201);
        await PostAsync(
            Person("company", MatchingWorld.Company, "220204", "member"),
            Report(listing, "infringement", "用了我们的专利，未经许可"),
            201
        );

        var later = await CountedAsync(days: 30);
        later
            .Single(x => x.OrganisationId == MatchingWorld.University)
            .Work.Select(x => (x.Kind, x.Role, x.Count))
            .ShouldBe([("complaint", "manager", 1)]);
        later.Single(x => x.Region == "220104").Work.Select(x => (x.Kind, x.Role, x.Count)).ShouldBe([("report", "operator", 2)]);
        (await CountedAsync(days: 0)).ShouldBeEmpty("nothing has waited for a working day yet");
    }

    private async Task<IReadOnlyList<WorkWaits>> CountedAsync(int days)
    {
        var now = DateTimeOffset.UtcNow.AddDays(days);
        await using var scope = _world.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        await CountReports.CountAsync(db, WorkingCalendar.Load(), WorkingCalendar.DayOf(now), now, Cancel);
        return
        [
            .. db.ChangeTracker.Entries<OutboxRow>().Select(x => JsonSerializer.Deserialize<WorkWaits>(x.Entity.Body, JsonSerializerOptions.Web)!),
        ];
    }

    [Fact]
    public async Task The_organisation_answers_a_complaint_without_knowing_who_complains()
    {
        var listing = await PublishedAsync();
        var complainant = Person("complainant", MatchingWorld.Company, "220204", "member");
        await PostAsync(complainant, Report(listing, "infringement", null), 422);
        var id = (await PostAsync(complainant, Report(listing, "infringement", "侵犯我公司发明专利权"), 201)).GetProperty("id").GetGuid();
        await PostAsync(complainant, Report(listing, "other", "再举报一次"), 409);

        var against = await Manager.GetStringAsync("/api/reports/against", Cancel);

        against.ShouldContain("侵犯我公司发明专利权");
        against.ShouldNotContain("complainant");
        against.ShouldNotContain(MatchingWorld.Company.ToString());
        (await Person("other", MatchingWorld.Stranger, "220104", "manager").GetStringAsync("/api/reports/against", Cancel)).ShouldNotContain(
            "专利权"
        );
        var statement = $"/api/reports/{id}/statement";
        await PostAsync(Person("member", MatchingWorld.University, "220104", "member"), new { text = "x" }, 403, statement);
        await PostAsync(Person("other", MatchingWorld.Stranger, "220104", "manager"), new { text = "x" }, 404, statement);
        await PostAsync(Manager, new { text = " " }, 422, statement);
        await PostAsync(Manager, new { text = "我校自主研发，专利号见附件" }, 204, statement);
        (await OpenAsync(Operator)).Single(x => x.GetProperty("id").GetGuid() == id).GetProperty("statement").GetString()!.ShouldContain("自主研发");
        await PostAsync(Operator, new { reason = "权利归属清楚" }, 204, $"/api/reports/{id}/dismiss");
        await PostAsync(Manager, new { text = "补充" }, 409, statement);
    }

    [Fact]
    public async Task A_report_follows_what_becomes_of_its_listing()
    {
        var taken = await PublishedAsync();
        var withdrawn = await PublishedAsync();
        var reporter = Person("follower", MatchingWorld.Company, "220204", "member");
        foreach (var listing in new[] { taken, withdrawn })
            await PostAsync(reporter, Report(listing, "spam", "广告"), 201);

        await _world.AnnounceAsync(new AchievementClosed(taken, 2, "takenDown", null), new AchievementClosed(withdrawn, 2, "withdrawn", null));
        await StatesAsync(reporter, (taken, "takenDown"), (withdrawn, "withdrawn"));
        (await OpenAsync(Operator)).ShouldNotContain(x => x.GetProperty("listingId").GetGuid() == taken);
        await _world.AnnounceAsync(
            MatchingWorld.Achievement("聚氨酯弹性体", "断裂强度不低于四十兆帕", 3, taken),
            MatchingWorld.Achievement("聚氨酯弹性体", "断裂强度不低于四十兆帕", 3, withdrawn)
        );
        await StatesAsync(reporter, (taken, "reinstated"), (withdrawn, "withdrawn"));
    }

    [Fact]
    public async Task Doubtful_texts_come_last_and_nobody_reports_without_end()
    {
        var listings = new List<Guid>();
        for (var i = 0; i < 4; i++)
            listings.Add(await PublishedAsync());
        var person = Person("busy", MatchingWorld.Company, "220204", "member");
        await PostAsync(person, Report(listings[0], "other", "代开发票，加微信 abc"), 201);
        await PostAsync(person, Report(listings[1], "other", "参数与说明书不一致，请核对"), 201);
        await PostAsync(person, Report(listings[2], "other", null), 201);
        await PostAsync(person, Report(listings[3], "other", null), 429);

        (await OpenAsync(Operator)).Select(x => x.GetProperty("listingId").GetGuid()).ShouldBe([listings[1], listings[2], listings[0]]);

        // What comes from this machine may come sixty times as often as from elsewhere.
        for (var i = 0; i < 60; i++)
            await PostAsync(_world.Visitor, Report(listings[i / 20], "other", null), 201);
        await PostAsync(_world.Visitor, Report(listings[3], "other", null), 429);
    }

    [Theory]
    [InlineData("kind", "patent")]
    [InlineData("reason", "ugly")]
    [InlineData("id", null)]
    public async Task What_is_wrong_is_named(string field, string? value)
    {
        var body = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["kind"] = "achievement",
            ["id"] = Guid.CreateVersion7(),
            ["reason"] = "other",
        };
        body[field] = value;
        (await PostAsync(_world.Visitor, body, 422)).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("参数与说明书不一致，请核对附件第三页的曲线。", false)]
    [InlineData("Our patent CN101234567B covers exactly this process.", false)]
    [InlineData("ok", false)]
    [InlineData(null, false)]
    [InlineData("代开发票，加微信 abc123", true)]
    [InlineData("sdfghjklqw zxcvbnm qwrtpsdf", true)]
    [InlineData("哈哈哈哈哈哈哈哈哈哈哈哈", true)]
    [InlineData("!!!! 1234 ???? 5678 ####", true)]
    [InlineData("http://a.cn http://b.cn www.c.cn buy", true)]
    public void Doubt_is_a_guess_by_a_few_rules(string? text, bool expected) => Doubt.About(text).ShouldBe(expected);

    private async Task<Guid> PublishedAsync()
    {
        var listing = MatchingWorld.Achievement("聚氨酯弹性体", "断裂强度不低于四十兆帕");
        await _world.AnnounceAsync(listing);
        await _world.SettledAsync();
        return listing.AchievementId;
    }

    private Task<JsonElement[]> StatesAsync(HttpClient reporter, params (Guid Listing, string State)[] states) =>
        TestApp.EventuallyAsync(
            async () => (await _world.GetAsync("/api/reports/mine", reporter)).GetProperty("items").EnumerateArray().ToArray(),
            items =>
                states.All(x => items.Any(y => y.GetProperty("listingId").GetGuid() == x.Listing && y.GetProperty("state").GetString() == x.State))
        );

    private async Task<JsonElement[]> OpenAsync(HttpClient operate) =>
        [.. (await _world.GetAsync("/api/reports", operate)).GetProperty("items").EnumerateArray()];

    private static object Report(Guid id, string reason, string? text) =>
        new
        {
            kind = "achievement",
            id,
            reason,
            text,
        };

    private static async Task<JsonElement> PostAsync(HttpClient who, object body, int status, string path = "/api/reports")
    {
        using var answer = await who.PostAsJsonAsync(path, body, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        ((int)answer.StatusCode).ShouldBe(status, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    private HttpClient Person(string subject, Guid organisation, string region, params string[] roles)
    {
        var client = _world.App.Visitor();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _world.App.Token(organisation, region, roles, subject));
        return client;
    }
}
