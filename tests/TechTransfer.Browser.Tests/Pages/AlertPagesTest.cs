using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests.Pages;

/// <summary>Saved searches, what they found, and where that is sent to.</summary>
public sealed class AlertPagesTest(Product product) : PagesTest(product)
{
    private const string Who = "company@demo";
    private const string Search = "/search?q=%E6%8C%AF%E5%8A%A8&kind=achievement&region=220000";
    private static readonly SemaphoreSlim Saving = new(1, 1);

    public static TheoryData<string, string, int> All =>
        Everywhere("alerts", "searches", "save-search", "change-search", "alert-settings", "unsubscribe");

    [BrowserTheory, MemberData(nameof(All))]
    public async Task Page_is_in_order(string page, string language, int width)
    {
        var saved = await SavedAsync();
        await ShouldBeInOrderAsync(page, Address(page, saved), page == "unsubscribe" ? null : Who, language, width);
    }

    [BrowserFact]
    public async Task A_search_is_saved_changed_and_forgotten_without_script()
    {
        await using var visit = await Product.VisitAsync("member@demo", script: false);
        await visit.OpenAsync(Search);
        await visit.Page.Locator("a[href^='/my/searches/new']").ClickAsync();
        (await visit.Page.InputValueAsync("#f-q")).ShouldBe("振动");
        await visit.Page.FillAsync("#f-name", "振动控制");
        await visit.Page.Locator("main form button.main").ClickAsync();
        visit.Page.Url.ShouldEndWith("/my/searches?done=saved");
        await visit.Page.Locator("ol.items a[href^='/my/searches/']").First.ClickAsync();
        await visit.Page.UncheckAsync("input[name=Region]");
        await visit.Page.CheckAsync("input[name=Tell][value=atOnce]");
        await visit.Page.Locator("main form button.main").ClickAsync();
        var row = visit.Page.Locator("ol.items > li").First;
        (await row.InnerTextAsync()).ShouldContain("即时提醒");
        (await row.InnerTextAsync()).ShouldNotContain("吉林省");
        await row.Locator("form button").ClickAsync();
        (await visit.Page.Locator("ol.items > li").CountAsync()).ShouldBe(0);
        visit.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Good_matches_are_asked_for_without_script()
    {
        await using var visit = await Product.VisitAsync("member@demo", script: false);
        await visit.OpenAsync("/my/alert-settings");
        (await visit.Page.IsCheckedAsync("input[name=FromLevel][value='4']")).ShouldBeTrue();
        foreach (var level in new[] { "3", "4" })
        {
            await visit.Page.CheckAsync($"input[name=FromLevel][value='{level}']");
            await visit.Page.Locator("main form button.main").ClickAsync();
            visit.Page.Url.ShouldEndWith("/my/alert-settings?done=saved");
            (await visit.Page.IsCheckedAsync($"input[name=FromLevel][value='{level}']")).ShouldBeTrue();
        }
        visit.Complaints.ShouldBeEmpty();
    }

    private static string Address(string page, string saved) =>
        page switch
        {
            "alerts" => "/my/alerts",
            "searches" => "/my/searches",
            "save-search" => "/my/searches/new" + Search["/search".Length..],
            "change-search" => saved,
            "alert-settings" => "/my/alert-settings",
            _ => $"/unsubscribe/{Guid.CreateVersion7()}?token=x",
        };

    /// <summary>The page of a search that is saved once for all pages here.</summary>
    private async Task<string> SavedAsync()
    {
        await Saving.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await using var visit = await Product.VisitAsync(Who, script: false);
            await visit.OpenAsync("/my/searches");
            if (await visit.Page.Locator("ol.items > li").CountAsync() == 0)
            {
                await visit.OpenAsync("/my/searches/new" + Search["/search".Length..]);
                await visit.Page.Locator("main form button.main").ClickAsync();
                await PublishAsync();
                await visit.UntilAsync("/my/alerts", async () => await visit.Page.Locator("ol.items > li").CountAsync() > 0);
                await visit.OpenAsync("/my/searches");
            }
            return (await visit.Page.Locator("ol.items a[href^='/my/searches/']").First.GetAttributeAsync("href"))!;
        }
        finally
        {
            Saving.Release();
        }
    }

    /// <summary>A new technology that the saved search finds.</summary>
    private async Task PublishAsync()
    {
        var listing = await Product.Api.PostAsync(
            "/api/achievements",
            "demo-university",
            new
            {
                title = "厂房地面微振动的在线监测装置",
                summary = "在厂房地面布设传感器，在线监测微振动并给出隔振建议，已在两处实验室连续运行一年。",
                modes = new[] { "licence" },
                declarations = new
                {
                    noStateSecret = true,
                    entitledToPublish = true,
                    patentFiledOrNotNeeded = true,
                },
            }
        );
        var path = $"/api/achievements/{listing.GetProperty("id").GetGuid()}";
        await Product.Api.PostAsync(path + "/submit", "demo-university", new { });
        await Product.Api.PostAsync(path + "/publish", "demo-operator", new { });
    }
}
