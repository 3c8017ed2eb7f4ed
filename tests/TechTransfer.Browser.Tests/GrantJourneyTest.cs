using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

/// <summary>
/// A company asks for what a university shows on request, with an undertaking; the university finds it among what waits today, grants it, sees who read it, and revokes it.
/// Every page on the way is looked at, in one language on a desk and in the other on a phone.
/// </summary>
public sealed class GrantJourneyTest(Product product)
{
    private const string Secret = "溶剂配比为三比一，固化六小时";

    [BrowserTheory]
    [InlineData("zh", 1280)]
    [InlineData("en", 390)]
    public async Task What_is_on_request_is_asked_for_granted_read_and_revoked(string language, int width)
    {
        var title = $"弹性密封胶的常温固化工艺 {language}";
        var listing = await PublishAsync(title);
        await using var company = await product.VisitAsync("company@demo", language, width);
        await using var university = await product.VisitAsync("university@demo", language, width);
        await AskAsync(company, listing, $"{language}.{width}");
        await GrantAsync(university, title, $"{language}.{width}");

        await company.OpenAsync(listing);
        (await company.Main.InnerTextAsync()).ShouldContain(Secret);
        await LookAsync(company, $"granted.{language}.{width}");
        await using (var visitor = await product.VisitAsync(null, language, width))
        {
            await visitor.OpenAsync(listing);
            (await visitor.Main.InnerTextAsync()).ShouldNotContain(Secret);
            (await visitor.Page.Locator("#on-request a[href^='/signin']").CountAsync()).ShouldBe(1);
            await visitor.OpenAsync(listing + "/print");
            (await visitor.Page.Locator("body").InnerTextAsync()).ShouldNotContain(Secret);
        }

        await university.OpenAsync("/my" + listing + "/view-log");
        (await university.Page.Locator("tbody tr").CountAsync()).ShouldBe(1, "one page is one view");
        (await university.Main.InnerTextAsync()).ShouldContain("高思齐");
        await LookAsync(university, $"view-log.{language}.{width}");
        var csv = await university.Page.RunAndWaitForDownloadAsync(() => university.Page.Locator("a[href$='view-log.csv']").ClickAsync());
        (await File.ReadAllTextAsync(await csv.PathAsync(), TestContext.Current.CancellationToken)).ShouldContain("长春芯衡半导体装备有限公司");

        await RevokeAsync(university, title);
        await company.OpenAsync(listing);
        (await company.Main.InnerTextAsync()).ShouldNotContain(Secret);
        await company.OpenAsync("/my/access?box=out");
        (await company.Main.InnerTextAsync()).ShouldContain("合作已经结束");
        await LookAsync(company, $"access-out.{language}.{width}");
    }

    private static async Task AskAsync(Visit company, string listing, string shot)
    {
        await company.OpenAsync(listing);
        (await company.Main.InnerTextAsync()).ShouldNotContain(Secret);
        await LookAsync(company, $"on-request.{shot}");
        await company.Page.ClickAsync("#on-request a.btn");
        (await company.Page.Locator("input[name=Sections]").CountAsync()).ShouldBe(1);
        await LookAsync(company, $"ask.{shot}");
        // A purpose of blanks is sent back, and what was chosen stays.
        await company.Page.FillAsync("#f-purpose", "  ");
        await company.Page.CheckAsync("input[name=Accepted]");
        await company.Page.ClickAsync("button.btn.main");
        await company.Page.Locator(".notice.error a[href='#f-purpose']").WaitForAsync();
        await LookAsync(company, $"ask-refused.{shot}");
        await company.Page.FillAsync("#f-purpose", "评估能否用于探针台的真空腔密封");
        await company.Page.CheckAsync("input[name=Accepted]");
        await company.Page.ClickAsync("button.btn.main");
        await company.ArriveAsync("box=out&done=asked");
        await company.OpenAsync(listing);
        (await company.Page.Locator("#on-request a[href^='/my/access']").CountAsync()).ShouldBe(1, "it waits");
    }

    private async Task GrantAsync(Visit university, string title, string shot)
    {
        await product.Mailbox.LinkAsync("university@demo", "/my/access");
        await university.OpenAsync("/desk");
        await LookAsync(university, $"desk-access.{shot}");
        await university.Page.Locator(".todo a.btn[href^='/my/access']").First.ClickAsync();
        var row = university.Page.Locator("ol.items > li", new() { HasText = title });
        (await row.InnerTextAsync()).ShouldContain("真空腔密封");
        await LookAsync(university, $"access-in.{shot}");
        await row.Locator("button[value=grant]").ClickAsync();
        await university.ArriveAsync("done=grant");
    }

    private static async Task RevokeAsync(Visit university, string title)
    {
        await university.OpenAsync("/my/access?box=in");
        var row = university.Page.Locator("ol.items > li", new() { HasText = title });
        await row.Locator("summary").ClickAsync();
        await row.Locator("textarea").FillAsync("合作已经结束");
        await row.Locator("button[value=revoke]").ClickAsync();
        await university.ArriveAsync("done=revoke");
    }

    private static async Task LookAsync(Visit visit, string name)
    {
        await visit.ShotAsync(name);
        await visit.ShouldBeInOrderAsync();
    }

    private async Task<string> PublishAsync(string title)
    {
        var made = await product.Api.PostAsync(
            "/api/achievements",
            "demo-university",
            new
            {
                title,
                summary = "常温固化的弹性密封胶，给出工艺窗口和寿命评价方法，已在试验台连续运行，适合真空和低温装置的密封。",
                features = Secret,
                modes = new[] { "licence" },
                disclosure = new { details = "granted" },
                declarations = new
                {
                    noStateSecret = true,
                    entitledToPublish = true,
                    patentFiledOrNotNeeded = true,
                },
            }
        );
        var path = $"/achievements/{made.GetProperty("id").GetGuid()}";
        await product.Api.PostAsync($"/api{path}/submit", "demo-university");
        await product.Api.PostAsync($"/api{path}/publish", "demo-operator");
        return path;
    }
}
