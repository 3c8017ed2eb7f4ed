using System.Globalization;
using Microsoft.Playwright;
using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

/// <summary>
/// The main job, as four people do it who sign in and see each other only through the pages: a need is posted, reviewed, matched, introduced,
/// accepted, negotiated, contracted and signed by both, and counted where it came from.
/// </summary>
public sealed class ThreadTest(Product product)
{
    private const string Title = "四英寸晶圆检测平台的低频振动主动抑制";
    private const string ContactPhone = "0431-00017788";

    /// <summary>The firm's own paper.</summary>
    private const string Paper = $"""
        <h1>{Title}</h1>
        <p>需求内容：检测平台受厂房低频振动影响，静态抖动超标，需要气浮平台的主动隔振方案，低频段残余振动要小，安装调试不能停产太久。</p>
        <h2>指标要求</h2><ul><li>残余振动≤35 nm</li></ul>
        <p>技术成熟度：TRL 5</p>
        """;

    [BrowserFact]
    public async Task A_need_becomes_a_contract_that_both_have_signed()
    {
        await using var company = await product.VisitAsync();
        await using var operate = await product.VisitAsync();
        await using var university = await product.VisitAsync();
        await using var broker = await product.VisitAsync();
        await company.SignInAsync("company@demo");
        await operate.SignInAsync("operator@demo");
        await university.SignInAsync("university@demo");
        await broker.SignInAsync("broker@demo");
        var before = await ContractsThroughMatchesAsync(company);

        var need = await PostAsync(company);
        await PublishAsync(operate, need);
        await ShouldBeMatchedAsync(company, need);
        await KeepInMindAsync(broker, need);
        await IntroduceAsync(company, need);
        await AcceptAsync(university);
        var deal = await ShouldShareContactsAsync(university, need);
        await NegotiateAsync(university, deal);
        var contract = await DraftAsync(company, deal);
        (await broker.OpenAsync(contract)).ShouldBe(404, "a stranger to the contract");
        await SignAsync(company, contract);
        await SignAsync(university, contract);
        await ShouldBeContractedAsync(company, need);
        await company.UntilAsync("/figures", async () => await ContractsThroughMatchesAsync(company) > before);
        await company.ShotAsync("thread-9-figures");
    }

    /// <summary>Has the need read from a PDF, confirms what was guessed, completes the form and submits it; it is not the same as another.</summary>
    private static async Task<string> PostAsync(Visit company)
    {
        await company.OpenAsync("/my/demands/new");
        var page = company.Page;
        await page.SetInputFilesAsync("#f-file", await company.PrintedAsync(Paper, "需求.pdf"));
        await page.ClickAsync("button[data-prefill]");
        await page.Locator("button[name=Do][value=sure]").WaitForAsync();
        (await page.InputValueAsync("#f-title")).ShouldBe(Title);
        (await page.InputValueAsync("#f-content")).ShouldEndWith("安装调试不能停产太久。");
        (await page.InputValueAsync("#f-targets-0-name")).ShouldBe("残余振动");
        (await page.InputValueAsync("#f-targets-0-comparator")).ShouldBe("<=");
        (await page.InputValueAsync("#f-targets-0-value") + await page.InputValueAsync("#f-targets-0-unit")).ShouldBe("35nm");
        (await page.InputValueAsync("#f-trlWanted")).ShouldBe("5");
        (await page.Locator(".guessed").CountAsync()).ShouldBe(4);
        await company.ShotAsync("thread-1-prefilled");
        await company.ShouldBeInOrderAsync();
        await page.ClickAsync("input[name=Sure][value=title]");
        await page.FillAsync("#f-targets-0-value", "35.0");
        await page.FillAsync("#f-targets-0-value", "35");
        (await page.Locator(".guessed").CountAsync()).ShouldBe(2, "one was confirmed, one changed");
        await page.ClickAsync("button[name=Do][value=sure]");
        await page.Locator(".guessed").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.CheckAsync("input[name=modes][value=commission]");
        await page.CheckAsync("input[name=modes][value=joint]");
        await page.Locator("details", new() { Has = page.Locator("#f-contact-phone") }).Locator("summary").ClickAsync();
        await page.FillAsync("#f-contact-name", "高思齐");
        await page.FillAsync("#f-contact-phone", ContactPhone);
        await page.CheckAsync("#f-declarations-noStateSecret");
        await page.CheckAsync("#f-declarations-entitledToPublish");
        await company.ShotAsync("thread-1-form");
        await page.ClickAsync("button.main[name=Do][value=submit]");
        if (page.Url.Contains("/my/", StringComparison.Ordinal) && await page.Locator("input[name=Confirmed]").CountAsync() > 0)
            await page.ClickAsync("button.main[name=Do][value=submit]");
        await company.ArriveAsync("/demands/[0-9a-f-]{36}");
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task PublishAsync(Visit operate, string need)
    {
        await operate.OpenAsync("/reviews/demand/" + need.Split('/')[^1]);
        (await operate.Main.InnerTextAsync()).ShouldContain("残余振动");
        await operate.ShotAsync("thread-2-review");
        await operate.Page.ClickAsync("button[name=Do][value=publish]");
        await operate.ArriveAsync("done=publish");
    }

    private static async Task ShouldBeMatchedAsync(Visit company, string need)
    {
        var match = Match(company.Page);
        await company.UntilAsync(need, () => match.IsVisibleAsync());
        (await match.Locator(".level").First.GetAttributeAsync("data-level")).ShouldBeOneOf("2", "3", "4");
        (await match.Locator(".why dd").First.InnerTextAsync()).ShouldContain("残余振动");
        await company.ShotAsync("thread-3-matched");
    }

    /// <summary>A third party sees the pair and its reasons, too.</summary>
    private static async Task KeepInMindAsync(Visit broker, string need)
    {
        await broker.OpenAsync(need);
        await Match(broker.Page).Locator("a.btn").ClickAsync();
        await broker.Page.ClickAsync("button[name=Do][value=save]");
        await broker.ArriveAsync("done=save");
    }

    private static async Task IntroduceAsync(Visit company, string need)
    {
        await company.OpenAsync(need);
        await Match(company.Page).Locator("a.btn").ClickAsync();
        await company.Page.FillAsync("#f-message", "我们的检测平台要在明年三月前完成隔振改造，希望约一次技术交流。");
        await company.ShotAsync("thread-4-compare");
        await company.Page.ClickAsync("button[name=Do][value=introduce]");
        await company.ArriveAsync("/introductions.*done=requested");
        (await company.Main.InnerTextAsync()).ShouldNotContain(ContactPhone);
    }

    private static async Task AcceptAsync(Visit university)
    {
        // The desk counts anew; the menu goes by it, and what was just answered waits no longer.
        await university.OpenAsync("/desk");
        await university.OpenAsync("/introductions");
        var waiting = await WaitingAsync(university);
        waiting.ShouldBeGreaterThan(0);
        var row = Row(university.Page);
        (await row.InnerTextAsync()).ShouldNotContain(ContactPhone);
        await university.ShotAsync("thread-5-introductions");
        await row.Locator("button[value=accept]").ClickAsync();
        await university.ArriveAsync("done=accept");
        (await WaitingAsync(university)).ShouldBeLessThan(waiting);
    }

    private static async Task<int> WaitingAsync(Visit visit)
    {
        var count = visit.Page.Locator(".masthead a[href='/introductions'] .waiting");
        return await count.CountAsync() == 0
            ? 0
            : int.Parse(string.Concat((await count.InnerTextAsync()).Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture);
    }

    private static async Task<string> ShouldShareContactsAsync(Visit university, string need)
    {
        await Row(university.Page).Locator("a[href^='/deals/']").ClickAsync();
        var deal = new Uri(university.Page.Url).AbsolutePath;
        // Who asked stands in the deal; the need's own contact opens on its page when the event of the deal has arrived there.
        await university.UntilAsync(need, async () => (await university.Main.InnerTextAsync()).Contains(ContactPhone, StringComparison.Ordinal));
        await university.OpenAsync(deal);
        (await university.Main.InnerTextAsync()).ShouldContain("company@demo");
        await university.ShotAsync("thread-6-deal");
        await university.ShouldBeInOrderAsync();
        return deal;
    }

    private static async Task NegotiateAsync(Visit university, string deal)
    {
        await university.OpenAsync(deal);
        await university.Page.SelectOptionAsync("#f-stage", "negotiating");
        await university.Page.FillAsync("#f-nextStep", "到现场测一次振动");
        await university.Page.FillAsync("#f-nextOn", DateTime.UtcNow.AddDays(14).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await university.Page.ClickAsync("button[name=Do][value=stage]");
        await university.ArriveAsync("done=moved");
        (await university.Main.InnerTextAsync()).ShouldContain("到现场测一次振动");
    }

    private static async Task<string> DraftAsync(Visit company, string deal)
    {
        await company.OpenAsync(deal);
        await company.Page.SelectOptionAsync("#f-type", "development/commissioned");
        await company.Page.FillAsync("#f-value", "68");
        await company.Page.FillAsync("#f-technicalValue", "52");
        await company.Page.ClickAsync("button[name=Do][value=contract]");
        await company.ArriveAsync("/contracts/[0-9a-f-]{36}");
        (await company.Page.Locator(".document h3").InnerTextAsync()).ShouldBe("技术开发合同（委托开发）");
        (await company.Page.Locator(".document h4").CountAsync()).ShouldBeGreaterThan(10);
        (await company.Page.Locator(".document").InnerTextAsync()).ShouldNotContain("#");
        await company.ShotAsync("thread-7-contract");
        return new Uri(company.Page.Url).AbsolutePath;
    }

    private static async Task SignAsync(Visit party, string contract)
    {
        await party.OpenAsync(contract);
        await party.Page.ClickAsync("button[name=Do][value=sign]");
        await party.ArriveAsync("done=sign");
        await party.ShotAsync("thread-8-signed");
    }

    private static Task ShouldBeContractedAsync(Visit company, string need) =>
        company.UntilAsync(need, async () => (await company.Page.Locator(".listing-head .tag").AllInnerTextsAsync()).Contains("已成交"));

    private static async Task<int> ContractsThroughMatchesAsync(Visit visit)
    {
        await visit.OpenAsync("/figures");
        var row = visit.Page.Locator(
            ".funnel tbody tr",
            new() { Has = visit.Page.GetByRole(AriaRole.Rowheader, new() { Name = "匹配", Exact = true }) }
        );
        return int.Parse(await row.Locator("td").Nth(2).InnerTextAsync(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    private static ILocator Match(IPage page) => page.Locator(".branches li", new() { HasText = Scene.Technology });

    private static ILocator Row(IPage page) => page.Locator("ol.items > li", new() { HasText = Title });
}
