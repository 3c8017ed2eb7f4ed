using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests.Pages;

/// <summary>The page on which a person erases his account: what goes and stays, and what is missing.</summary>
public sealed class ErasePageTest(Product product) : PagesTest(product)
{
    public static TheoryData<string, string, int> All => Everywhere("erase");

    [BrowserTheory, MemberData(nameof(All))]
    public async Task Page_is_in_order_and_says_what_is_missing(string page, string language, int width)
    {
        await using var visit = await Product.VisitAsync("signatory@demo", language, width, script: width > 600);
        (await visit.OpenAsync("/account/erase")).ShouldBe(200);
        await visit.ShotAsync($"{page}.{language}.{width}");
        await visit.Page.FillAsync("#password", "not the password");
        await visit.Page.ClickAsync("main form button.danger");
        await visit.Page.Locator(".notice.error").WaitForAsync();
        await visit.ShotAsync($"{page}-refused.{language}.{width}");
        if (width > 600)
            await visit.ShouldBeInOrderAsync();
    }
}
