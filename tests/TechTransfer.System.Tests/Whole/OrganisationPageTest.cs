using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Shouldly;
using TechTransfer.Hosting;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Whole;

public sealed partial class OrganisationPageTest(Town town)
{
    [Fact]
    public async Task A_listing_leads_to_its_organisation_and_back_and_a_draft_stands_on_neither()
    {
        var word = "院页" + Guid.NewGuid().ToString("N")[..10];
        var draft = "稿页" + Guid.NewGuid().ToString("N")[..10];
        await town.DraftAsync("achievements", Town.Content("achievements", draft));
        var listing = await town.PublishedAsync("achievements", Town.Content("achievements", word));
        var page = await TestApp.EventuallyAsync(
            () => PageAsync($"/organisations/{Town.University}?kind=achievement"),
            text => text.Contains(word, StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)
        );
        page.ShouldContain("松嫩理工大学");
        page.ShouldContain($"href=\"/achievements/{listing}\"");
        page.ShouldNotContain(draft);
        (await PageAsync($"/achievements/{listing}")).ShouldContain($"href=\"/organisations/{Town.University}\"");
        (await PageAsync($"/organisations/{Town.University}?kind=demand")).ShouldNotContain(word);
        (await PageAsync("/sitemap.xml")).ShouldContain($"/organisations/{Town.University}<");
    }

    [Fact]
    public async Task What_is_published_comes_page_by_page_and_a_wrong_place_in_it_is_refused()
    {
        var organisation = Town.Demo(14);
        var owner = town.As(organisation, "220421", Roles.Member, Roles.Manager);
        var published = new HashSet<Guid>();
        for (var i = 0; i < 21; i++)
            published.Add(await town.PublishedAsync("demands", Town.Content("demands", $"第{i}项"), owner));
        var first = await TestApp.EventuallyAsync(
            () => PageAsync($"/organisations/{organisation}"),
            text => text.Contains("rel=\"next\"", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)
        );
        var second = await PageAsync(WebUtility.HtmlDecode(Next().Match(first).Groups[1].Value));
        second.ShouldNotContain("rel=\"next\"");
        var shown = Listing().Matches(first + second).Select(x => Guid.Parse(x.Groups[1].Value)).ToHashSet();
        published.IsSubsetOf(shown).ShouldBeTrue();
        (await CodeAsync(town.Visitor, $"/organisations/{organisation}?after=x")).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_suspended_organisation_has_no_page_for_anybody()
    {
        var organisation = Town.Demo(17);
        var path = $"/organisations/{organisation}";
        (await CodeAsync(town.Visitor, path)).ShouldBe(HttpStatusCode.OK);
        await ChangeAsync(organisation, "suspend");
        var own = town.As(organisation, "220621", Roles.Member, Roles.Manager);
        foreach (var who in new[] { town.Visitor, own, town.Province, town.Administrator })
            (await CodeAsync(who, path)).ShouldBe(HttpStatusCode.NotFound);
        await ChangeAsync(organisation, "resume");
        (await CodeAsync(town.Visitor, path)).ShouldBe(HttpStatusCode.OK);
    }

    private async Task ChangeAsync(Guid organisation, string what) =>
        (
            await town.Province.PostAsJsonAsync($"/api/identity/organisations/{organisation}/{what}", new { reason = "核查" })
        ).IsSuccessStatusCode.ShouldBeTrue();

    private Task<string> PageAsync(string path) => town.Visitor.GetStringAsync(path);

    private static async Task<HttpStatusCode> CodeAsync(HttpClient who, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await who.SendAsync(request);
        return answer.StatusCode;
    }

    [GeneratedRegex("rel=\"next\" href=\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Next();

    [GeneratedRegex("href=\"/demands/([0-9a-f-]{36})\"", RegexOptions.None, 1000)]
    private static partial Regex Listing();
}
