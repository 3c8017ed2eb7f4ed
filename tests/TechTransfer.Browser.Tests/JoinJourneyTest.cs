using Microsoft.Playwright;
using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

/// <summary>
/// A stranger joins without a telephone call: signs up, confirms by mail, enters the firm with its licence, is verified by the operator of the region and posts a need; then
/// looks at what is held about him, and may not leave the firm without a manager.
/// </summary>
public sealed class JoinJourneyTest(Product product)
{
    private const string Password = "quite-a-long-one";
    private const string Need = "低温环境下密封圈的快速老化评价";

    [BrowserTheory]
    [InlineData("zh", 1280, "91220104MA14LX7K2R", "长春北辰密封技术有限公司")]
    [InlineData("en", 390, "91220104MA17PQ3T8P", "Changchun North Star Sealing Ltd")]
    public async Task A_firm_joins_is_verified_and_posts(string language, int width, string code, string firm)
    {
        var email = $"join-{language}@example.test";
        await using var person = await product.VisitAsync(null, language, width);
        await SignUpAsync(person, email);
        await ConfirmAsync(person, email, language);
        await EnterAsync(person, code, firm, language);
        (await person.Main.InnerTextAsync()).ShouldContain(language == "zh" ? "未认证" : "Unverified");

        await VerifyAsync(firm);
        await person.OpenAsync("/my/organisation");
        (await person.Main.InnerTextAsync()).ShouldContain(language == "zh" ? "已认证" : "Verified");
        await ShouldKnowWhatIsHeldAsync(person, email, firm, language);
        if (language == "zh")
            await PostAsync(person);
    }

    private static async Task SignUpAsync(Visit person, string email)
    {
        await person.OpenAsync("/signin");
        await person.Page.ClickAsync("a[href^='/account/sign-up']");
        await person.Page.FillAsync("#name", "林晓");
        await person.Page.FillAsync("#email", email);
        await person.Page.FillAsync("#password", Password);
        await person.Page.CheckAsync("#consent");
        await person.Page.ClickAsync("main form button.main");
        await person.Page.Locator("[role=status]").WaitForAsync();
    }

    /// <summary>The mail is a file of the drop; its link asks for the password that was chosen.</summary>
    private async Task ConfirmAsync(Visit person, string email, string language)
    {
        await person.OpenAsync(await product.Mailbox.LinkAsync(email, "/account/confirm"));
        await person.ShotAsync($"join-1-confirm.{language}");
        await person.Page.FillAsync("#password", Password);
        await person.Page.ClickAsync("main form button.main");
        await person.ArriveAsync("/join");
    }

    private static async Task EnterAsync(Visit person, string code, string firm, string language)
    {
        await person.Page.FillAsync("#f-creditCode", code);
        await person.Page.ClickAsync("main form button.main");
        await person.Page.FillAsync("#f-name", firm);
        await person.Page.SetInputFilesAsync(
            "#f-licenceScan",
            new FilePayload
            {
                Name = "licence.pdf",
                MimeType = "application/pdf",
                Buffer = [.. "%PDF-1.4 licence"u8],
            }
        );
        await person.ShotAsync($"join-2-enter.{language}");
        await person.Page.ClickAsync("main form button.main");
        await person.ArriveAsync("/my/organisation.*done=entered");
    }

    private async Task VerifyAsync(string firm)
    {
        await using var operate = await product.VisitAsync("operator@demo");
        await operate.OpenAsync("/reviews/organisations");
        var row = operate.Page.Locator("ol.items > li", new() { HasText = firm });
        var licence = await operate.Page.APIRequest.GetAsync(
            new Uri(product.Address, await row.Locator("a[download]").GetAttributeAsync("href")).ToString()
        );
        (await licence.TextAsync()).ShouldBe("%PDF-1.4 licence");
        await row.Locator("button[value=verify]").ClickAsync();
        await operate.ArriveAsync("done=verified");
    }

    private static async Task ShouldKnowWhatIsHeldAsync(Visit person, string email, string firm, string language)
    {
        await person.OpenAsync("/desk");
        await person.Page.ClickAsync("a[href='/my/data']");
        await person.Page.Locator("table").WaitForAsync();
        await person.ShotAsync($"own-data.{language}");
        await person.ShouldBeInOrderAsync();
        var download = await person.Page.RunAndWaitForDownloadAsync(() => person.Page.ClickAsync("a[download]"));
        var file = await File.ReadAllTextAsync(await download.PathAsync());
        file.ShouldContain(email);
        file.ShouldContain(firm);
        await person.Page.ClickAsync("a[href='/account/erase']");
        await person.Page.Locator(".notice.error").WaitForAsync();
        (await person.Main.InnerTextAsync()).ShouldContain(firm);
        await person.ShotAsync($"erase-last-manager.{language}");
        await person.ShouldBeInOrderAsync();
    }

    private async Task PostAsync(Visit person)
    {
        await person.OpenAsync("/my/demands/new");
        await person.Page.FillAsync("#f-title", Need);
        await person.Page.FillAsync("#f-content", "零下四十度工况下橡胶密封圈老化快，需要两周内给出寿命评价的加速试验方法和判据，样件由我方提供。");
        await person.Page.CheckAsync("input[name=modes][value=commission]");
        await person.Page.CheckAsync("#f-declarations-noStateSecret");
        await person.Page.CheckAsync("#f-declarations-entitledToPublish");
        await person.Page.ClickAsync("button.main[name=Do][value=submit]");
        if (person.Page.Url.Contains("/my/", StringComparison.Ordinal) && await person.Page.Locator("input[name=Confirmed]").CountAsync() > 0)
            await person.Page.ClickAsync("button.main[name=Do][value=submit]");
        await person.ArriveAsync("/demands/[0-9a-f-]{36}");
        var need = new Uri(person.Page.Url).AbsolutePath;
        await product.Api.PostAsync($"/api{need}/publish", "demo-operator");
        (await (await product.Api.AnswerAsync(need)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(Need);
    }
}
