using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

/// <summary>
/// Two published needs are the same thing: the operator merges one into the other, its old address leads to the one that stays, and the firm takes over what only the
/// other one said.
/// </summary>
public sealed class DuplicateJourneyTest(Product product)
{
    private const string OnlyThere = "试过更换密封油，低温下仍然渗漏。";

    [BrowserTheory]
    [InlineData("zh", 1280, "真空传输腔门阀的低温密封")]
    [InlineData("en", 390, "Gate valve seals of a vacuum transfer chamber")]
    public async Task A_duplicate_is_merged_and_its_address_leads_on(string language, int width, string title)
    {
        var stays = await PublishAsync(title, null);
        var goes = await PublishAsync(title, OnlyThere);
        await MergeAsync(stays, goes, language, width);

        await using var visitor = await product.VisitAsync(null, language, width);
        (await visitor.OpenAsync(goes)).ShouldBe(200);
        new Uri(visitor.Page.Url).AbsolutePath.ShouldBe(stays, "the old address leads on");

        await using var firm = await product.VisitAsync("company@demo", language, width);
        await firm.OpenAsync(stays);
        await LookAsync(firm, $"merged.{language}.{width}");
        await firm.Page.ClickAsync($"a[href*='{stays}/edit?merge=']");
        (await firm.Page.InputValueAsync("#f-tried")).ShouldBe(OnlyThere);
        (await firm.Page.Locator(".guessed").CountAsync()).ShouldBe(1, "what both say is not taken over");
        await LookAsync(firm, $"merged-form.{language}.{width}");
        await firm.Page.ClickAsync("button[name=Do][value=sure]");
        await firm.Page.Locator(".guessed").First.WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
        await firm.Page.ClickAsync("button.main[name=Do][value=submit]");
        if (await firm.Page.Locator("input[name=Confirmed]").CountAsync() > 0)
            await firm.Page.ClickAsync("button.main[name=Do][value=submit]");
        await firm.ArriveAsync(stays + ".*done=submit");
        await product.Api.PostAsync($"/api{stays}/publish", "demo-operator");
        await visitor.OpenAsync(stays);
        (await visitor.Main.InnerTextAsync()).ShouldContain(OnlyThere);
    }

    private async Task MergeAsync(string stays, string goes, string language, int width)
    {
        await using var operate = await product.VisitAsync("operator@demo", language, width);
        await operate.OpenAsync(goes);
        await operate.Page.ClickAsync("a[href^='/reviews/duplicates/']");
        // What stands beside it first may be the other language's.
        await operate.Page.FillAsync("#f-other", product.Address + stays[1..]);
        await operate.Page.ClickAsync("main form[method=get]:has(#f-other) button");
        await operate
            .Page.Locator($"input[name=Other][value='{stays.Split('/')[^1]}']")
            .WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Attached });
        await LookAsync(operate, $"duplicates.{language}.{width}");
        await operate.Page.ClickAsync("button[name=Do][value=merged]");
        await operate.ArriveAsync(stays + @"\?done=merged");
    }

    private async Task<string> PublishAsync(string title, string? tried)
    {
        var made = await product.Api.PostAsync(
            "/api/demands",
            "demo-company",
            new
            {
                title,
                content = $"{title}：零下四十度下门阀渗漏率须不大于规定值，寿命一百万次，需要密封结构与材料方案，样件由企业提供。",
                tried,
                modes = new[] { "joint" },
                declarations = new { noStateSecret = true, entitledToPublish = true },
            }
        );
        var path = $"/demands/{made.GetProperty("id").GetGuid()}";
        await product.Api.PostAsync($"/api{path}/submit", "demo-company");
        await product.Api.PostAsync($"/api{path}/publish", "demo-operator");
        return path;
    }

    private static async Task LookAsync(Visit visit, string name)
    {
        await visit.ShotAsync(name);
        await visit.ShouldBeInOrderAsync();
    }
}
