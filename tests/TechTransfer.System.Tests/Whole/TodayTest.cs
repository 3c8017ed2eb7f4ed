using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Shouldly;
using TechTransfer.IntegrationEvents;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Whole;

public sealed partial class TodayTest(Town town)
{
    [Fact]
    public async Task What_waits_for_somebody_stands_on_his_desk_and_is_counted_in_the_menu_of_every_page()
    {
        var word = "今日" + Guid.NewGuid().ToString("N")[..10];
        await town.RequestedAsync(word);
        var desk = await ReadAsync(town.UniversityManager, "/desk");
        desk.ShouldContain("等您回应");
        CountOf(desk, "/introductions").ShouldBeGreaterThan(0);
        // Another page says the same without counting again.
        var elsewhere = await ReadAsync(town.UniversityManager, "/my/data");
        CountOf(elsewhere, "/introductions").ShouldBe(CountOf(desk, "/introductions"));
        CountOf(elsewhere, "/desk").ShouldBe(CountOf(desk, "/desk"));
        CountOf(desk, "/desk").ShouldBeGreaterThanOrEqualTo(CountOf(desk, "/introductions"));

        (await ReadAsync(town.Visitor, "/")).ShouldNotContain("class=\"waiting\"");
        await town.WithdrawAsync(word);
    }

    [Fact]
    public async Task Submissions_and_what_was_found_unclear_wait_for_those_whose_work_it_is()
    {
        await town.SubmittedAsync("demands", Town.Content("demands", "待审"));
        var operators = await ReadAsync(town.Province, "/desk");
        CountOf(operators, "/reviews").ShouldBeGreaterThan(0);

        var title = "说不清" + Guid.NewGuid().ToString("N")[..10];
        var demand = await town.PublishedAsync("demands", Town.Content("demands", title));
        var match = MatchId.Of(demand, await town.PublishedAsync("achievements", Town.Content("achievements", "")));
        await TestApp.EventuallyAsync(
            async () =>
                (int)(await town.UniversityManager.PostAsJsonAsync($"/api/matches/{match}/decline", new { reason = "needUnclear" })).StatusCode,
            code => code == 200,
            TimeSpan.FromSeconds(60)
        );
        // A few of each kind stand on the desk; the newest unclear one is among them.
        var owners = await ReadAsync(town.CompanyManager, "/desk");
        owners.ShouldContain("对方看不明白");
        owners.ShouldContain($"/demands/{demand}#advice-section");
        (await ReadAsync(town.Stranger, "/desk")).ShouldNotContain(title);
    }

    private static int CountOf(string page, string address) =>
        Menu().Matches(page).FirstOrDefault(x => x.Groups[1].Value == address) is { } found
            ? int.Parse(found.Groups[2].Value, global::System.Globalization.CultureInfo.InvariantCulture)
            : 0;

    private static async Task<string> ReadAsync(HttpClient who, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await who.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("<a href=\"([^\"]+)\"[^>]*>[^<]+<span class=\"waiting\">(\\d+)", RegexOptions.None, 1000)]
    private static partial Regex Menu();
}
