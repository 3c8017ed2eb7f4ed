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
    public async Task Signing_in_works()
    {
        await using var visit = await product.VisitAsync(script: false);
        await visit.SignInAsync("member@demo", "/introductions");
        visit.Page.Url.ShouldEndWith("/introductions");
    }
}
