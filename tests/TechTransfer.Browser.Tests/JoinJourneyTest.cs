using Microsoft.Playwright;
using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

/// <summary>
/// A stranger joins without a telephone call: signs up, confirms by mail, enters the firm with its licence, is verified by the operator of the region, looks at what is held about
/// him (and may not leave the firm without a manager), and posts a need out of a text that is pasted or a PDF; it is returned once, mended and published.
/// </summary>
public sealed class JoinJourneyTest(Product product)
{
    private const string Password = "quite-a-long-one";

    [BrowserTheory]
    [InlineData("zh", 1280, "91220173MA14LX7K2P", "长春北辰密封技术有限公司")]
    [InlineData("en", 390, "91220173MA17PQ3T8M", "Changchun North Star Sealing Ltd")]
    public async Task A_firm_joins_is_verified_posts_is_returned_and_published(string language, int width, string code, string firm)
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
        var need = await PostAsync(person, language);
        await ReturnAsync(need, language, width);
        await MendAsync(person, need, language);
        await PublishAsync(need, language);
        await using var visitor = await product.VisitAsync(null, language, width);
        (await visitor.OpenAsync(need)).ShouldBe(200);
        (await visitor.Main.InnerTextAsync()).ShouldContain("七十二小时");
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

    /// <summary>In Chinese it is pasted, in English it comes as a PDF; what was guessed is confirmed and the rest filled in.</summary>
    private static async Task<string> PostAsync(Visit person, string language)
    {
        var title = language == "zh" ? "低温环境下密封圈的快速老化评价" : "Rapid ageing test for cold seals";
        string[] lines =
        [
            "需求内容：零下四十度工况下橡胶密封圈老化快，需要给出寿命评价的加速试验方法和判据，样件由我方提供，结果要能与现场失效件对照。",
            "技术指标：",
            "1. 试验周期≤14天",
            "技术成熟度：TRL 6",
        ];
        await person.OpenAsync("/my/demands/new");
        var page = person.Page;
        if (language == "zh")
            await page.FillAsync("#f-text", string.Join('\n', lines.Prepend(title)));
        else
            await page.SetInputFilesAsync(
                "#f-file",
                await person.PrintedAsync($"<h1>{title}</h1>" + string.Concat(lines.Select(x => $"<p>{x}</p>")), "need.pdf")
            );
        await page.ClickAsync("button[data-prefill]");
        await page.Locator("button[name=Do][value=sure]").WaitForAsync();
        (await page.InputValueAsync("#f-title")).ShouldBe(title);
        (await page.InputValueAsync("#f-targets-0-value") + await page.InputValueAsync("#f-targets-0-unit")).ShouldBe("14天");
        await person.ShotAsync($"join-3-prefilled.{language}");
        await page.ClickAsync("button[name=Do][value=sure]");
        await page.Locator(".guessed").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.CheckAsync("input[name=modes][value=commission]");
        await page.CheckAsync("#f-declarations-noStateSecret");
        await page.CheckAsync("#f-declarations-entitledToPublish");
        return await SubmitAsync(person);
    }

    /// <summary>What may be alike, the other language's need, is shown first; it is another thing.</summary>
    private static async Task<string> SubmitAsync(Visit person)
    {
        await person.Page.ClickAsync("button.main[name=Do][value=submit]");
        if (person.Page.Url.Contains("/my/", StringComparison.Ordinal) && await person.Page.Locator("input[name=Confirmed]").CountAsync() > 0)
            await person.Page.ClickAsync("button.main[name=Do][value=submit]");
        await person.ArriveAsync("/demands/[0-9a-f-]{36}.*done=submit");
        return new Uri(person.Page.Url).AbsolutePath;
    }

    private async Task ReturnAsync(string need, string language, int width)
    {
        await using var operate = await product.VisitAsync("operator@demo", language, width);
        await operate.OpenAsync("/reviews/demand/" + need.Split('/')[^1]);
        await operate.Page.CheckAsync("input[name=Reasons][value=vague]");
        await operate.Page.FillAsync("#f-reason", "请写明每次试验的时长");
        await operate.Page.ClickAsync("button[name=Do][value=return]");
        await operate.ArriveAsync("done=return");
    }

    /// <summary>The desk leads to the form, which says why it came back.</summary>
    private static async Task MendAsync(Visit person, string need, string language)
    {
        await person.OpenAsync("/desk");
        await person.Page.ClickAsync($".todo a.btn[href='/my{need}/edit']");
        (await person.Main.InnerTextAsync()).ShouldContain("请写明每次试验的时长");
        await person.ShotAsync($"join-4-returned.{language}");
        await person.ShouldBeInOrderAsync();
        await person.Page.FillAsync(
            "#f-content",
            "零下四十度工况下橡胶密封圈老化快，需要给出寿命评价的加速试验方法和判据；每次试验不超过七十二小时，样件由我方提供。"
        );
        (await SubmitAsync(person)).ShouldBe(need);
    }

    private async Task PublishAsync(string need, string language)
    {
        await using var operate = await product.VisitAsync("operator@demo", language);
        await operate.OpenAsync("/reviews/demand/" + need.Split('/')[^1]);
        await operate.Page.ClickAsync("button[name=Do][value=publish]");
        await operate.ArriveAsync("done=publish");
    }
}
