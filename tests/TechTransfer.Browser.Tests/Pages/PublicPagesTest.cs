using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests.Pages;

public sealed class PublicPagesTest(Product product) : PagesTest(product)
{
    public static TheoryData<string, string, int> All =>
        Everywhere(
            "home",
            "search",
            "technologies",
            "needs",
            "search-empty",
            "technology",
            "need",
            "sheet",
            "compare",
            "figures",
            "organisation",
            "help",
            "manual",
            "brokers",
            "accessibility",
            "signin",
            "sign-up",
            "send-again",
            "forgotten",
            "terms",
            "not-found"
        );

    [BrowserTheory, MemberData(nameof(All))]
    public Task Page_is_in_order(string page, string language, int width) =>
        ShouldBeInOrderAsync(page, Address(page), null, language, width, status: page == "not-found" ? 404 : 200);

    private string Address(string page) =>
        page switch
        {
            "technologies" => "/search?kind=achievement",
            "needs" => "/search?kind=demand&sort=closing",
            "search-empty" => "/search?q=zzzzqqqq",
            "sheet" => $"/achievements/{Product.Scene.Achievement}/print",
            "accessibility" => "/accessibility",
            "brokers" => "/brokers",
            "help" => "/help",
            "manual" => "/help/company",
            "organisation" => "/organisations/01920000-0000-7000-8000-000000000001",
            "sign-up" => "/account/sign-up",
            "send-again" => "/account/confirmation",
            "forgotten" => "/account/forgotten",
            "terms" => "/account/terms",
            "not-found" => $"/demands/{Guid.CreateVersion7()}",
            _ => Product.Scene.Public[page],
        };
}

public sealed class DarkPagesTest(Product product) : PagesTest(product)
{
    public static TheoryData<string, int> Main
    {
        get
        {
            var rows = new TheoryData<string, int>();
            foreach (var page in (string[])["home", "search", "need", "compare", "signin"])
            foreach (var width in (int[])[1280, 390])
                rows.Add(page, width);
            return rows;
        }
    }

    [BrowserTheory, MemberData(nameof(Main))]
    public Task Page_is_in_order_in_the_dark(string page, int width) =>
        ShouldBeInOrderAsync(page, Product.Scene.Public[page], null, "zh", width, dark: true);
}
