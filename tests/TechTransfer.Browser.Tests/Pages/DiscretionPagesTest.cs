using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests.Pages;

/// <summary>A need that does not say whose it is and is hidden from somebody: its form, its owner's page, and what others see of such a need.</summary>
public sealed class DiscretionPagesTest(Product product) : PagesTest(product)
{
    private const string Firm = "长春芯衡半导体装备有限公司";
    private static readonly SemaphoreSlim Posting = new(1, 1);
    private static (string Own, string Open)? _needs;

    public static TheoryData<string, string, int> All => Everywhere("anonymous-form", "anonymous-own", "anonymous-open");

    [BrowserTheory, MemberData(nameof(All))]
    public async Task Page_is_in_order(string page, string language, int width)
    {
        var (own, open) = await NeedsAsync();
        var (address, who) = page switch
        {
            "anonymous-form" => ($"/my{own}/edit", "company@demo"),
            "anonymous-own" => (own, "company@demo"),
            _ => (open, (string?)null),
        };
        await ShouldBeInOrderAsync(page, address, who, language, width);
        if (page == "anonymous-form")
            await ShouldSayWhatItMeansAsync(address, language, width);
        if (who is not null)
            return;
        await using var visit = await Product.VisitAsync(null, language, width);
        await visit.OpenAsync(open);
        (await visit.Page.ContentAsync()).ShouldNotContain(Firm);
    }

    private async Task ShouldSayWhatItMeansAsync(string address, string language, int width)
    {
        await using var visit = await Product.VisitAsync("company@demo", language, width);
        await visit.OpenAsync(address);
        var section = visit.Page.Locator("details", new() { Has = visit.Page.Locator("[name='anonymous']") });
        await section.Locator("summary").First.ClickAsync();
        (await section.InnerTextAsync()).ShouldContain(language == "zh" ? "看不到" : "never see");
        await visit.ShotAsync($"anonymous-section.{language}.{width}");
        await visit.ShouldBeInOrderAsync();
    }

    private async Task<(string Own, string Open)> NeedsAsync()
    {
        await Posting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _needs ??= (
                await PublishAsync("薄膜应力的在线监测", (string[])["松嫩理工大学", "Y1220203TT00000092"]),
                await PublishAsync("晶圆边缘颗粒的识别", [])
            );
        }
        finally
        {
            Posting.Release();
        }
    }

    private async Task<string> PublishAsync(string title, string[] hiddenFrom)
    {
        var made = await Product.Api.PostAsync(
            "/api/demands",
            "demo-company",
            new
            {
                title,
                // A telephone number is what the owner is warned of; here it is also what others read.
                content = $"{title}：现有方法只能抽检，需要在线给出结果，误报率须低于千分之一。电话0431-00017788。",
                modes = new[] { "joint" },
                anonymous = true,
                hiddenFrom,
                industry = "C3562",
                declarations = new { noStateSecret = true, entitledToPublish = true },
            }
        );
        var path = $"/demands/{made.GetProperty("id").GetGuid()}";
        await Product.Api.PostAsync($"/api{path}/submit", "demo-company");
        await Product.Api.PostAsync($"/api{path}/publish", "demo-operator");
        return path;
    }
}
