using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests.Pages;

/// <summary>What an operator looks at besides the queue, with something on it: samples of imports, and a number that two organisations claim.</summary>
public sealed class OperatorPagesTest(Product product) : PagesTest(product)
{
    private const string Who = "operator@demo";
    private const string Number = "202210987654.2";
    private static readonly SemaphoreSlim Claiming = new(1, 1);
    private static bool _claimed;

    public static TheoryData<string, string, int> All => Everywhere("samples", "sample", "conflicts");

    [BrowserTheory, MemberData(nameof(All))]
    public async Task Page_is_in_order(string page, string language, int width)
    {
        if (page == "conflicts")
            await ClaimAsync();
        await ShouldBeInOrderAsync(page, page == "sample" ? await SampleAsync() : "/reviews/" + page, Who, language, width);
        if (page == "sample")
            return;
        await using var visit = await Product.VisitAsync(Who, language, width);
        await visit.OpenAsync("/reviews/" + page);
        (await visit.Page.Locator("ol.items > li").CountAsync()).ShouldBeGreaterThan(0);
    }

    /// <summary>It is given back with a reason, and stays public.</summary>
    [BrowserFact]
    public async Task A_sample_is_returned_without_script()
    {
        var address = await SampleAsync();
        await using var visit = await Product.VisitAsync(Who, script: false);
        await visit.OpenAsync(address);
        await visit.Page.ClickAsync("button[value=returned]");
        (await visit.Main.InnerTextAsync()).ShouldContain("请至少选一条理由");
        await visit.Page.CheckAsync("input[name=Reasons][value=evidence]");
        await visit.Page.ClickAsync("button[value=returned]");
        await visit.ArriveAsync("done=returned");
        visit.Complaints.ShouldBeEmpty();
        (await Product.Api.GetAsync("/api/achievements/" + address.Split('/')[^1])).GetProperty("state").GetString().ShouldBe("published");
    }

    /// <summary>One of what the demo province's import has published.</summary>
    private async Task<string> SampleAsync()
    {
        var drawn = await Product.Api.GetAsync("/api/achievements/samples?limit=1", "demo-operator");
        return "/reviews/samples/achievement/" + drawn.GetProperty("items")[0].GetProperty("id").GetGuid();
    }

    private async Task ClaimAsync()
    {
        await Claiming.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_claimed)
                return;
            await SubmitAsync("demo-university", "齿轮渗碳的在线监控");
            await SubmitAsync("demo-company", "渗碳炉气氛的闭环控制");
            _claimed = true;
        }
        finally
        {
            Claiming.Release();
        }
    }

    private async Task SubmitAsync(string client, string title)
    {
        var made = await Product.Api.PostAsync(
            "/api/achievements",
            client,
            new
            {
                title,
                summary = $"{title}：在两条产线上连续运行，层深偏差减半，已由第三方检测，适合许可和联合改造。",
                modes = new[] { "licence" },
                ip = new[]
                {
                    new
                    {
                        kind = "inventionPatent",
                        title,
                        number = Number,
                    },
                },
                declarations = new
                {
                    noStateSecret = true,
                    entitledToPublish = true,
                    patentFiledOrNotNeeded = true,
                },
            }
        );
        var path = $"/api/achievements/{made.GetProperty("id").GetGuid()}";
        await Product.Api.PostAsync(path + "/submit", client);
        await Product.Api.PostAsync(path + "/publish", "demo-operator");
    }
}
