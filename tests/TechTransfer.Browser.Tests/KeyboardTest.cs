using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

public sealed class KeyboardTest(Product product)
{
    private const int MostKeys = 60;

    [BrowserFact]
    public async Task A_visitor_searches_and_opens_the_first_result_by_keyboard_alone()
    {
        await using var visit = await product.VisitAsync();
        await visit.OpenAsync("/");
        await TabToAsync(visit, "#q");
        await visit.Page.Keyboard.InsertTextAsync(Scene.Technology);
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync(x => x.Contains("/search", StringComparison.Ordinal));
        await TabToAsync(visit, "ol.items .item-title a");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync(x => x.Contains("/achievements/", StringComparison.Ordinal));
        (await visit.Page.Locator("h1").InnerTextAsync()).ShouldBe(Scene.Technology);
    }

    [BrowserFact]
    public async Task The_first_key_leads_past_the_menu()
    {
        await using var visit = await product.VisitAsync();
        await visit.OpenAsync("/search?kind=demand");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");
        (await visit.Page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("main");
    }

    [BrowserFact]
    public async Task J_and_K_walk_through_the_matches()
    {
        await using var visit = await product.VisitAsync("company@demo");
        await visit.OpenAsync("/matches");
        await visit.Page.Keyboard.PressAsync("j");
        (await FocusedRowAsync(visit)).ShouldBe(0);
        await visit.Page.Keyboard.PressAsync("j");
        (await FocusedRowAsync(visit)).ShouldBe(1);
        await visit.Page.Keyboard.PressAsync("k");
        (await FocusedRowAsync(visit)).ShouldBe(0);
    }

    [BrowserFact]
    public async Task The_language_switch_stays_on_the_page_with_its_filters()
    {
        await using var visit = await product.VisitAsync();
        await visit.OpenAsync("/search?kind=demand&sort=closing");
        await visit.Page.Locator(".masthead a[hreflang=en]").ClickAsync();
        visit.Page.Url.ShouldContain("/search?kind=demand&sort=closing");
        (await visit.Page.GetAttributeAsync("html", "lang")).ShouldBe("en");
        await visit.OpenAsync($"/demands/{product.Scene.Demand}");
        (await visit.Page.GetAttributeAsync("html", "lang")).ShouldBe("en", "the choice is kept");
    }

    private static Task<int> FocusedRowAsync(Visit visit) =>
        visit.Page.EvaluateAsync<int>("[...document.querySelectorAll('[data-rows] > li')].indexOf(document.activeElement.closest('li'))");

    private static async Task TabToAsync(Visit visit, string selector)
    {
        for (var i = 0; i < MostKeys; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            if (await visit.Page.EvaluateAsync<bool>("x => document.activeElement.matches(x)", selector))
                return;
        }
        throw new InvalidOperationException($"{selector} cannot be reached with {MostKeys} tabs.");
    }
}
