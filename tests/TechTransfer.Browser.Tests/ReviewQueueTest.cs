using System.Globalization;
using System.Text.RegularExpressions;
using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

/// <summary>An operator works through the queue without a mouse, and two of them do not get into each other's way.</summary>
public sealed partial class ReviewQueueTest(Product product)
{
    private const int Prepared = 20;

    /// <summary>More than the queue is long: what waits besides belongs to other tests, which decide it or take it back at any moment.</summary>
    private const int Steps = 200;

    [BrowserFact]
    public async Task Twenty_submissions_are_decided_by_keyboard_alone()
    {
        var prepared = new HashSet<Guid>();
        for (var i = 0; i < Prepared; i++)
            prepared.Add(await SubmittedAsync(i));
        await using var visit = await product.VisitAsync("county-operator@demo");
        await using var colleague = await product.VisitAsync("city-operator@demo", "en", width: 390);
        var page = visit.Page;
        await visit.OpenAsync("/reviews");
        await visit.ShotAsync("reviews-overview");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(Submission());
        await visit.OpenAsync($"/reviews/achievement/{prepared.First()}");
        await SeesWhoHoldsItAsync(colleague, new Uri(page.Url).AbsolutePath);

        // N goes on to the next one without a decision; what was passed over comes again.
        var decided = new Dictionary<Guid, string>();
        for (var i = 0; i < Steps && decided.Count < Prepared; i++)
        {
            var here = page.Url;
            if (i == 0 || Submission().Match(here) is not { Success: true } match || !prepared.Contains(Guid.Parse(match.Groups[1].Value)))
            {
                await page.Keyboard.PressAsync("n");
                await page.WaitForURLAsync(x => x != here);
                continue;
            }
            var id = Guid.Parse(match.Groups[1].Value);
            decided.ShouldNotContainKey(id);
            var returns = decided.Count % 3 == 2;
            if (returns)
                await ReturnAsync(page, withText: decided.Count == 2);
            else
                await page.Keyboard.PressAsync("a");
            decided[id] = returns ? "returned" : "published";
            await page.WaitForURLAsync(x =>
                x.Contains(returns ? "done=return" : "done=publish", StringComparison.Ordinal) && !x.Contains(id.ToString(), StringComparison.Ordinal)
            );
        }
        decided.Count.ShouldBe(Prepared);
        foreach (var id in prepared)
            (await product.Api.GetAsync($"/api/achievements/{id}", "demo-university")).GetProperty("state").GetString().ShouldBe(decided[id]);
        await visit.ShouldBeInOrderAsync();
    }

    /// <summary>R leads to the reasons first; a figure ticks one, and a sentence may follow.</summary>
    private static async Task ReturnAsync(Microsoft.Playwright.IPage page, bool withText)
    {
        await page.Keyboard.PressAsync("r");
        (await page.EvaluateAsync<string>("document.activeElement.name")).ShouldBe("Reasons");
        await page.Keyboard.PressAsync("2");
        if (withText)
        {
            for (var i = 0; i < 6 && await page.EvaluateAsync<string>("document.activeElement.id") != "f-reason"; i++)
                await page.Keyboard.PressAsync("Tab");
            // An A or R in the sentence decides nothing.
            await page.Keyboard.TypeAsync("Trial record at 200 L is missing, please add");
            await page.Keyboard.PressAsync("Escape");
        }
        await page.Keyboard.PressAsync("r");
    }

    private static async Task SeesWhoHoldsItAsync(Visit colleague, string address)
    {
        await colleague.OpenAsync(address);
        (await colleague.Main.InnerTextAsync()).ShouldContain("夏清和 is reviewing this");
        (await colleague.Page.Locator("button[name=Do][value=publish]").CountAsync()).ShouldBe(0);
        await colleague.ShotAsync("review-held-en-390");
        await colleague.ShouldBeInOrderAsync();
    }

    private async Task<Guid> SubmittedAsync(int number)
    {
        var title = string.Create(CultureInfo.InvariantCulture, $"键盘审核样例第{number + 1}项：{Themes[number % Themes.Length]}");
        var answer = await product.Api.PostAsync(
            "/api/achievements",
            "demo-university",
            new
            {
                title,
                summary = $"{title}。已在试验装置上连续运行，主要指标经第三方检测，适合中试放大和联合开发。",
                modes = new[] { "joint" },
                declarations = new
                {
                    noStateSecret = true,
                    entitledToPublish = true,
                    patentFiledOrNotNeeded = true,
                },
            }
        );
        var id = answer.GetProperty("id").GetGuid();
        await product.Api.PostAsync($"/api/achievements/{id}/submit", "demo-university");
        return id;
    }

    private static readonly string[] Themes =
    [
        "低温热泵除霜控制",
        "玉米芯制备木糖醇",
        "轴承钢纯净冶炼",
        "激光陀螺装调工装",
        "人参皂苷发酵转化",
        "盐碱地水稻耐盐菌剂",
        "高速列车受电弓监测",
    ];

    [GeneratedRegex("/reviews/(?:achievement|demand)/([0-9a-f-]{36})")]
    private static partial Regex Submission();
}
