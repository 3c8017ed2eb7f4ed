using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

/// <summary>Public pages are complete for a browser that runs no script.</summary>
public sealed class WithoutScriptTest(Product product)
{
    [BrowserFact]
    public async Task A_visitor_finds_and_reads_a_need()
    {
        await using var visit = await product.VisitAsync(script: false);
        await visit.OpenAsync("/");
        await visit.Page.FillAsync("#q", Scene.Need);
        await visit.Page.Locator("form.search button").ClickAsync();
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = Scene.Need, Exact = true }).First.ClickAsync();
        (await visit.Page.Locator("h1").InnerTextAsync()).ShouldBe(Scene.Need);
        (await visit.Page.Locator(".branches").First.InnerTextAsync()).ShouldContain(Scene.Technology);
        await visit.Page.Locator(".branches a.btn").First.ClickAsync();
        visit.Page.Url.ShouldContain("/compare");
        visit.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Sorting_and_filters_work()
    {
        await using var visit = await product.VisitAsync(script: false);
        await visit.OpenAsync("/search?kind=achievement");
        await visit.Page.SelectOptionAsync("#sort", "newest");
        await visit.Page.Locator(".results-bar form button").ClickAsync();
        visit.Page.Url.ShouldContain("sort=newest");
        await visit.Page.Locator(".facets a").First.ClickAsync();
        visit.Page.Url.ShouldContain("sort=newest");
        (await visit.Page.Locator(".facets a[aria-current=true]").CountAsync()).ShouldBe(1);
    }

    [BrowserFact]
    public async Task A_pasted_abstract_fills_the_form_and_what_it_guessed_is_confirmed()
    {
        await using var visit = await product.VisitAsync("member@demo", "en", 390, script: false);
        await visit.OpenAsync("/my/achievements/new");
        var page = visit.Page;
        await page.FillAsync("#f-keywords", "typed before");
        await page.SetInputFilesAsync(
            "#f-file",
            new Microsoft.Playwright.FilePayload
            {
                Name = "scan.pdf",
                MimeType = "application/pdf",
                Buffer = [0x89, .. "PNG\r\n\u001a\n"u8, .. new byte[3 * 1024 * 1024]],
            }
        );
        await page.ClickAsync("button[data-prefill]");
        (await page.Locator("main [role=alert]").InnerTextAsync()).ShouldContain("it is a picture");
        await page.FillAsync(
            "#f-text",
            "Title: Spray drying of probiotics below 60 °C\nAbstract: A drying process for probiotics.\nKeywords: spray drying"
        );
        await page.ClickAsync("button[data-prefill]");
        (await page.InputValueAsync("#f-title")).ShouldBe("Spray drying of probiotics below 60 °C");
        (await page.InputValueAsync("#f-keywords")).ShouldBe("typed before");
        await visit.ShotAsync("prefilled-en-390");
        await page.CheckAsync("input[name=Sure][value=title]");
        await page.ClickAsync("button.main[name=Do][value=submit]");
        (await page.Locator("main [role=alert]").InnerTextAsync()).ShouldContain("this was only guessed");
        (await page.Locator("input[name=Sure]").CountAsync()).ShouldBe(1, "the title was confirmed, the summary not");
        await page.ClickAsync("button[name=Do][value=sure]");
        (await page.Locator("input[name=Sure]").CountAsync()).ShouldBe(0);
        visit.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Signing_in_works()
    {
        await using var visit = await product.VisitAsync(script: false);
        await visit.SignInAsync("member@demo", "/introductions");
        visit.Page.Url.ShouldEndWith("/introductions");
    }
}
