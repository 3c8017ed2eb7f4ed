using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

/// <summary>
/// A broker enters a need for a firm, which returns it once with a reason and then confirms it; only then does the operator see it, and the broker no more
/// than everybody else. Each page is looked at in Chinese on a desk and in English on a phone.
/// </summary>
public sealed class EntryJourneyTest(Product product)
{
    private const string Firm = "长春芯衡半导体装备有限公司";

    [BrowserTheory]
    [InlineData("zh", 1280, "探针台卡盘的低温平面度控制")]
    [InlineData("en", 390, "Flatness of a probe station chuck at low temperature")]
    public async Task A_broker_enters_for_a_firm_that_confirms(string language, int width, string title)
    {
        await using var broker = await product.VisitAsync("broker@demo", language, width);
        var need = await EnterAsync(broker, title, language);
        var form = "/my" + need + "/edit";
        await using var firm = await product.VisitAsync("company@demo", language, width);
        await ReturnAsync(firm, need);

        await broker.OpenAsync("/desk");
        await broker.Page.Locator(".todo a.btn[href='" + form + "']").ClickAsync();
        (await broker.Main.InnerTextAsync()).ShouldContain("请写明温度范围");
        await broker.Page.FillAsync(
            "#f-content",
            "探针台卡盘在零下六十度变形，平面度须不大于十微米，需要结构与温控方案，样件由企业提供，三个月内给出结果。"
        );
        await HandOverAsync(broker);

        await firm.OpenAsync(await product.Mailbox.LinkAsync("company@demo", need));
        await firm.Page.ClickAsync("button[name=Do][value=publish]");
        await firm.ArriveAsync("done=publish");
        var text = await firm.Main.InnerTextAsync();
        text.ShouldContain("陆子衿", customMessage: "who entered it");
        text.ShouldContain("高思齐", customMessage: "who confirmed it");
        await LookAsync(firm, "entry-confirmed");

        (await broker.OpenAsync(need)).ShouldBe(404, "it is the firm's now");
        await broker.OpenAsync("/my/entries?kind=demand");
        (await broker.Main.InnerTextAsync()).ShouldNotContain(title);
        await product.Api.PostAsync($"/api{need}/publish", "demo-operator");
        (await broker.OpenAsync(need)).ShouldBe(200);
    }

    private static async Task<string> EnterAsync(Visit broker, string title, string language)
    {
        await broker.OpenAsync("/desk");
        await broker.Page.Locator("main a[href='/my/entries']").First.ClickAsync();
        await broker.Page.ClickAsync("a[href='/my/entries?kind=demand']");
        await LookAsync(broker, "entries");
        await broker.Page.ClickAsync("a.main[href^='/my/demands/new']");
        await broker.Page.FillAsync("#f-title", title);
        await broker.Page.FillAsync("#f-content", "探针台卡盘在低温下变形，平面度超差，需要结构与温控方案，样件由企业提供，三个月内给出结果。");
        await broker.Page.CheckAsync("input[name=modes][value=joint]");
        await broker.Page.CheckAsync("#f-declarations-noStateSecret");
        await broker.Page.CheckAsync("#f-declarations-entitledToPublish");
        await broker.Page.ClickAsync("button.main[name=Do][value=submit]");
        await broker.Page.Locator("#f-organisation[aria-invalid=true]").WaitForAsync();
        await broker.Page.FillAsync("#f-organisation", Firm);
        await LookAsync(broker, "entry-form");
        var need = await HandOverAsync(broker);
        (await broker.Page.Locator("button[value=publish]").CountAsync()).ShouldBe(0, "the broker does not confirm for the firm");
        await broker.OpenAsync("/my/entries?kind=demand");
        var row = broker.Page.Locator("ol.items > li", new() { HasText = title });
        (await row.InnerTextAsync()).ShouldContain(language == "zh" ? "等单位确认" : "Waiting to be confirmed");
        return need;
    }

    /// <summary>What may be alike is shown first; it is another thing.</summary>
    private static async Task<string> HandOverAsync(Visit broker)
    {
        await broker.Page.ClickAsync("button.main[name=Do][value=submit]");
        await broker
            .Page.Locator("input[name=Confirmed], .notice[role=status]")
            .First.WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Attached });
        if (await broker.Page.Locator("input[name=Confirmed]").CountAsync() > 0)
            await broker.Page.ClickAsync("button.main[name=Do][value=submit]");
        await broker.ArriveAsync("/demands/[0-9a-f-]{36}.*done=office");
        return new Uri(broker.Page.Url).AbsolutePath;
    }

    private static async Task ReturnAsync(Visit firm, string need)
    {
        await firm.OpenAsync("/my/demands?state=officeReview");
        await LookAsync(firm, "my-entered");
        await firm.OpenAsync("/desk");
        await firm.Page.Locator($".todo a.btn[href^='{need}']").ClickAsync();
        (await firm.Main.InnerTextAsync()).ShouldContain("陆子衿", customMessage: "who entered it");
        await LookAsync(firm, "entry-received");
        await firm.Page.Locator("details", new() { Has = firm.Page.Locator("#text-return") }).Locator("summary").ClickAsync();
        await firm.Page.FillAsync("#text-return", "请写明温度范围");
        await firm.Page.ClickAsync("button[name=Do][value=return]");
        await firm.ArriveAsync("done=return");
    }

    private static async Task LookAsync(Visit visit, string name)
    {
        await visit.ShotAsync($"{name}.{await visit.Page.GetAttributeAsync("html", "lang")}.{visit.Page.ViewportSize!.Width}");
        await visit.ShouldBeInOrderAsync();
    }
}
