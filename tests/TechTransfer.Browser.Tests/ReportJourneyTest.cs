using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

/// <summary>
/// A visitor complains of an infringement; the organisation answers; the operator takes the listing down; the owner appeals, which the one who took it down may not decide but
/// the operator above does. Every page on the way is looked at, in one language on a desk and in the other on a phone.
/// </summary>
public sealed class ReportJourneyTest(Product product)
{
    [BrowserTheory]
    [InlineData("zh", 1280)]
    [InlineData("en", 390)]
    public async Task A_complaint_leads_to_a_take_down_and_an_appeal(string language, int width)
    {
        var title = $"耐低温密封材料的配方与成型 {language}";
        var listing = await PublishAsync(title);
        await using var visitor = await product.VisitAsync(null, language, width);
        var outcome = await ReportAsync(visitor, listing, language);
        await using var university = await product.VisitAsync("university@demo", language, width);
        await AnswerAsync(university, title, language);
        await TakeDownAsync(title, language, width);

        await visitor.UntilAsync(
            outcome,
            async () => (await visitor.Main.InnerTextAsync()).Contains(language == "zh" ? "已下架" : "Taken down", StringComparison.Ordinal)
        );
        await university.OpenAsync(listing);
        await university.Page.Locator("details", new() { Has = university.Page.Locator("#text-appeal") }).Locator("summary").ClickAsync();
        await university.Page.FillAsync("#text-appeal", "该配方由我校独立完成，权属证明已随成果登记提交。");
        await university.Page.ClickAsync("button[name=Do][value=appeal]");
        await university.ArriveAsync("done=appeal");
        await LookAsync(university, $"appeal-waiting.{language}.{width}");
        await DecideAsync(title, language, width);

        await university.OpenAsync(listing);
        (await university.Main.InnerTextAsync()).ShouldContain(language == "zh" ? "已发布" : "Published");
        await visitor.UntilAsync(
            outcome,
            async () => (await visitor.Main.InnerTextAsync()).Contains(language == "zh" ? "恢复" : "Put back", StringComparison.Ordinal)
        );
    }

    private static async Task<string> ReportAsync(Visit visitor, string listing, string language)
    {
        await visitor.OpenAsync(listing);
        await visitor.Page.Locator("details", new() { Has = visitor.Page.Locator("#f-reason") }).Locator("summary").ClickAsync();
        await visitor.Page.SelectOptionAsync("#f-reason", "infringement");
        await visitor.Page.ClickAsync("button[name=Do][value=report]");
        await visitor.Page.Locator(".notice.error").WaitForAsync();
        await visitor.Page.FillAsync("#f-text", "该成果使用了我公司发明专利的配方，未经许可。");
        await visitor.Page.ClickAsync("button[name=Do][value=report]");
        await visitor.ArriveAsync("/reports/.*token=");
        await LookAsync(visitor, $"report-followed.{language}.{visitor.Page.ViewportSize!.Width}");
        return new Uri(visitor.Page.Url).PathAndQuery;
    }

    private static async Task AnswerAsync(Visit university, string title, string language)
    {
        await university.OpenAsync("/my/reports");
        var row = university.Page.Locator("ol.items > li", new() { HasText = title });
        await row.Locator("textarea").FillAsync("由我校自主研发，与该专利技术路线不同。");
        await LookAsync(university, $"my-reports.{language}.{university.Page.ViewportSize!.Width}");
        await row.Locator("button.main").ClickAsync();
        await university.ArriveAsync("done=answered");
        (await row.InnerTextAsync()).ShouldContain("技术路线不同");
    }

    private async Task TakeDownAsync(string title, string language, int width)
    {
        await using var operate = await product.VisitAsync("city-operator@demo", language, width);
        await operate.OpenAsync("/reviews/reports");
        var row = operate.Page.Locator("ol.items > li", new() { HasText = title });
        (await row.InnerTextAsync()).ShouldContain("技术路线不同", customMessage: "the statement stands beside the complaint");
        await row.Locator("textarea").FillAsync("专利权人提供了判决书。");
        await LookAsync(operate, $"reports.{language}.{width}");
        await row.Locator("button[value=takedown]").ClickAsync();
        await operate.ArriveAsync("done=takedown");
    }

    /// <summary>Whoever took it down only sees the appeal.</summary>
    private async Task DecideAsync(string title, string language, int width)
    {
        await using var city = await product.VisitAsync("city-operator@demo", language, width);
        await city.OpenAsync("/reviews/reports");
        var seen = city.Page.Locator("ol.items > li", new() { HasText = title });
        (await seen.Locator("button[value=reinstate]").CountAsync()).ShouldBe(0);
        await using var province = await product.VisitAsync("operator@demo", language, width);
        await province.OpenAsync("/reviews/reports");
        var row = province.Page.Locator("ol.items > li", new() { HasText = title });
        await row.Locator("textarea").FillAsync("判决已被二审撤销。");
        await LookAsync(province, $"appeals.{language}.{width}");
        await row.Locator("button[value=reinstate]").ClickAsync();
        await province.ArriveAsync("done=reinstate");
    }

    private static async Task LookAsync(Visit visit, string name)
    {
        await visit.ShotAsync(name);
        await visit.ShouldBeInOrderAsync();
    }

    private async Task<string> PublishAsync(string title)
    {
        var made = await product.Api.PostAsync(
            "/api/achievements",
            "demo-university",
            new
            {
                title,
                summary = "零下五十度仍保持弹性的密封材料，给出配方范围、成型工艺和寿命评价方法，已在试验台连续运行。",
                modes = new[] { "licence" },
                declarations = new
                {
                    noStateSecret = true,
                    entitledToPublish = true,
                    patentFiledOrNotNeeded = true,
                },
            }
        );
        var path = $"/achievements/{made.GetProperty("id").GetGuid()}";
        await product.Api.PostAsync($"/api{path}/submit", "demo-university");
        await product.Api.PostAsync($"/api{path}/publish", "demo-operator");
        // Matching has heard of it, so that it can be reported.
        await product.Api.EventuallyAsync(
            "/api/search?kind=achievement&q=" + Uri.EscapeDataString(title),
            x => x.GetProperty("items").EnumerateArray().Any(y => y.GetProperty("title").GetString() == title)
        );
        return path;
    }
}
