using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests.Pages;

/// <summary>Joining an organisation, entering a new one, and what manager and operator see of it.</summary>
public sealed class JoinPagesTest(Product product) : PagesTest(product)
{
    private const string CompanyCode = "Y1220172TT00000126";
    private static readonly SemaphoreSlim Asking = new(1, 1);

    public static TheoryData<string, string, int> All => Everywhere("join", "organisation", "verifications");

    [BrowserTheory, MemberData(nameof(All))]
    public async Task Page_is_in_order(string page, string language, int width)
    {
        await AskAsync();
        var (address, who) = page switch
        {
            "join" => ("/join", "member@demo"),
            "organisation" => ("/my/organisation", "company@demo"),
            _ => ("/reviews/organisations", "operator@demo"),
        };
        await ShouldBeInOrderAsync(page, address, who, language, width);
    }

    public static TheoryData<string, int> Entry
    {
        get
        {
            var rows = new TheoryData<string, int>();
            foreach (var language in (string[])["zh", "en"])
            foreach (var width in (int[])[1280, 390])
                rows.Add(language, width);
            return rows;
        }
    }

    [BrowserTheory, MemberData(nameof(Entry))]
    public async Task A_code_that_nobody_has_leads_to_the_entry_of_a_new_organisation(string language, int width)
    {
        await using var visit = await Product.VisitAsync("signatory@demo", language, width, script: width > 600);
        await visit.OpenAsync("/join");
        await visit.Page.FillAsync("#f-creditCode", "91420000737944946L");
        await visit.Page.Locator("main form button.main").ClickAsync();
        await visit.Page.Locator("#f-licenceScan").WaitForAsync();
        await visit.ShotAsync($"join-new.{language}.{width}");
        if (width > 600)
            await visit.ShouldBeInOrderAsync();
        await visit.Page.FillAsync("#f-name", "武汉声学技术有限公司");
        await visit.Page.SetInputFilesAsync(
            "#f-licenceScan",
            new Microsoft.Playwright.FilePayload
            {
                Name = "licence.pdf",
                MimeType = "application/pdf",
                Buffer = [.. "no pdf"u8],
            }
        );
        await visit.Page.Locator("main form button.main").ClickAsync();
        await visit.Page.Locator(".notice.error").WaitForAsync();
        await visit.ShotAsync($"join-new-refused.{language}.{width}");
        (await visit.Page.InputValueAsync("#f-name")).ShouldBe("武汉声学技术有限公司");
    }

    /// <summary>Somebody of the university asks to act for the company too; again is refused and changes nothing.</summary>
    private async Task AskAsync()
    {
        await Asking.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await using var visit = await Product.VisitAsync("member@demo", script: false);
            await visit.OpenAsync("/join");
            await visit.Page.FillAsync("#f-creditCode", CompanyCode);
            await visit.Page.FillAsync("#f-message", "成果转化处，负责企业合作");
            await visit.Page.Locator("main form button.main").ClickAsync();
        }
        finally
        {
            Asking.Release();
        }
    }
}
