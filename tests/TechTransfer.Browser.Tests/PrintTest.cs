using Microsoft.Playwright;
using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

public sealed class PrintTest(Product product)
{
    [BrowserFact]
    public async Task A_printed_need_is_its_text_and_its_matches()
    {
        await using var visit = await product.VisitAsync(dark: true);
        await visit.OpenAsync($"/demands/{product.Scene.Demand}");
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
        (await visit.Page.Locator(".masthead nav").IsVisibleAsync()).ShouldBeFalse();
        (await visit.Page.Locator("aside").First.IsVisibleAsync()).ShouldBeFalse("buttons are no use on paper");
        (await visit.Page.Locator(".facts").IsVisibleAsync()).ShouldBeTrue();
        (await visit.Page.Locator(".branches").First.IsVisibleAsync()).ShouldBeTrue();
        (await visit.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor")).ShouldBe("rgb(255, 255, 255)", "no dark paper");
        await visit.ShotAsync("print-need");
    }
}
