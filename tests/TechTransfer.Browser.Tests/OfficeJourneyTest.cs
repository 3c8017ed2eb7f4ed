using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

/// <summary>
/// A member of a university writes a draft; it goes to the university's office, which returns it once and then passes it on, and only then to the regional
/// operator.
/// </summary>
public sealed class OfficeJourneyTest(Product product)
{
    [BrowserTheory]
    [InlineData("zh", 1280, "黑土地保护性耕作的秸秆覆盖监测")]
    [InlineData("en", 390, "Monitoring straw cover on black soil farmland")]
    public async Task A_members_draft_goes_through_the_office(string language, int width, string title)
    {
        await using var member = await product.VisitAsync("member@demo", language, width);
        await member.OpenAsync("/my/achievements/new");
        await member.Page.FillAsync("#f-title", title);
        await member.Page.FillAsync("#f-summary", "用无人机影像识别田块的秸秆覆盖率，已在三个县连续两季试用，结果与人工样方对照过。");
        await member.Page.CheckAsync("input[name=modes][value=service]");
        foreach (var declaration in (string[])["noStateSecret", "entitledToPublish"])
            await member.Page.CheckAsync("#f-declarations-" + declaration);
        await member.Page.SelectOptionAsync("#f-declarations-patentFiledOrNotNeeded", "true");
        var address = await SubmitAsync(member);
        (await member.Main.InnerTextAsync()).ShouldContain(language == "zh" ? "等您的单位管理员审核" : "Waiting for your organisation's manager");
        (await member.Page.Locator("button[value=publish]").CountAsync()).ShouldBe(0, "a member does not approve");
        await LookAsync(member, $"office-member.{language}.{width}");

        await using var manager = await product.VisitAsync("university@demo", language, width);
        await manager.OpenAsync("/my/achievements?state=officeReview");
        await manager.Page.Locator($".items a.btn[href^='{address}']").ClickAsync();
        await LookAsync(manager, $"office-manager.{language}.{width}");
        await manager.Page.Locator("details", new() { Has = manager.Page.Locator("#text-return") }).Locator("summary").ClickAsync();
        await manager.Page.FillAsync("#text-return", "请写明识别精度");
        await manager.Page.ClickAsync("button[name=Do][value=return]");
        await manager.ArriveAsync("done=return");

        await member.OpenAsync($"/my{address}/edit");
        (await member.Main.InnerTextAsync()).ShouldContain("请写明识别精度");
        await member.Page.FillAsync("#f-summary", "用无人机影像识别田块的秸秆覆盖率，精度九成五，已在三个县连续两季试用，结果与人工样方对照过。");
        (await SubmitAsync(member)).ShouldBe(address);

        await manager.OpenAsync(address);
        await manager.Page.ClickAsync("button[name=Do][value=publish]");
        await manager.ArriveAsync("done=publish");
        (await manager.Main.InnerTextAsync()).ShouldContain(language == "zh" ? "等地区管理员审核" : "Waiting for the regional operator");
        await product.Api.PostAsync($"/api{address}/publish", "demo-operator");
        await using var visitor = await product.VisitAsync(null, language, width);
        (await visitor.OpenAsync(address)).ShouldBe(200);
    }

    /// <summary>What may be alike, the other language's, is shown first; it is another thing.</summary>
    private static async Task<string> SubmitAsync(Visit member)
    {
        await member.Page.ClickAsync("button.main[name=Do][value=submit]");
        if (member.Page.Url.Contains("/my/", StringComparison.Ordinal) && await member.Page.Locator("input[name=Confirmed]").CountAsync() > 0)
            await member.Page.ClickAsync("button.main[name=Do][value=submit]");
        await member.ArriveAsync("/achievements/[0-9a-f-]{36}.*done=office");
        return new Uri(member.Page.Url).AbsolutePath;
    }

    private static async Task LookAsync(Visit visit, string name)
    {
        await visit.ShotAsync(name);
        await visit.ShouldBeInOrderAsync();
    }
}
