using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SkiaSharp;
using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

/// <summary>A listing with pictures: put there by its owner, seen and kept by others, counted for the owner.</summary>
public sealed partial class FilesJourneyTest(Product product)
{
    private const string University = "university@demo";

    [BrowserFact]
    public async Task Pictures_are_added_published_seen_within_the_budget_kept_and_counted()
    {
        var id = await DraftAsync();
        await AddWithoutScriptAsync(id);
        foreach (var (language, width) in new[] { ("zh", 1280), ("en", 390) })
        {
            await using var owner = await product.VisitAsync(University, language, width);
            await owner.OpenAsync($"/my/achievements/{id}/files");
            await owner.ShotAsync($"files.{language}.{width}");
            await owner.ShouldBeInOrderAsync();
        }
        await AddTheOthersAsync(id);
        await product.Api.PostAsync($"/api/achievements/{id}/submit", "demo-university");
        await product.Api.PostAsync($"/api/achievements/{id}/publish", "demo-operator");

        foreach (var (language, width) in new[] { ("zh", 1280), ("en", 390) })
        {
            var load = await BudgetTest.LoadAsync(product, $"/achievements/{id}", width);
            TestContext.Current.TestOutputHelper?.WriteLine($"seven pictures of noise at {width}: {load.Bytes} bytes, shift {load.Shift:0.000}");
            load.Bytes.ShouldBeLessThanOrEqualTo(BudgetTest.MostBytes);
            load.Shift.ShouldBeLessThanOrEqualTo(BudgetTest.MostShift);
            await using var visitor = await product.VisitAsync(language: language, width: width);
            await visitor.OpenAsync($"/achievements/{id}");
            (await visitor.Page.Locator(".pictures img").CountAsync()).ShouldBe(7);
            (await visitor.Page.Locator(".pictures img").First.GetAttributeAsync("alt")).ShouldBe("装在台架上的样件");
            (await visitor.Page.Locator(".pictures img").First.EvaluateAsync<int>("x => x.decode().then(() => x.naturalWidth)")).ShouldBeGreaterThan(
                0
            );
            (await visitor.Page.Locator(".attached").CountAsync()).ShouldBe(0, "attachments are on request");
            await visitor.ShotAsync($"pictured.{language}.{width}");
            await visitor.ShouldBeInOrderAsync();
            var shared = await visitor.Page.Locator("meta[property='og:image']").GetAttributeAsync("content");
            var square = await visitor.Page.EvaluateAsync<int[]>(
                "async x => { const i = new Image(); i.src = x; await i.decode(); return [i.naturalWidth, i.naturalHeight]; }",
                shared
            );
            square.ShouldBe([600, 600]);
            await visitor.OpenAsync($"/achievements/{id}/print");
            PaperPage().Count(Encoding.Latin1.GetString(await visitor.Page.PdfAsync(new() { Format = "A4", PreferCSSPageSize = true }))).ShouldBe(1);
        }
        await KeepAsync(id);
        await CountedAsync(id);
        await product.Api.PostAsync($"/api/achievements/{id}/withdraw", "demo-university", new { reason = "other" });
    }

    private async Task AddWithoutScriptAsync(Guid id)
    {
        await using var owner = await product.VisitAsync(University, script: false);
        await owner.OpenAsync($"/my/achievements/{id}/edit");
        await owner.Page.Locator("details:has(button[value='files']) > summary").ClickAsync();
        await owner.Page.Locator("button[value='files']").ClickAsync();
        await owner.ArriveAsync($"/my/achievements/{id}/files");
        await owner.Page.Locator("#f-image").SetInputFilesAsync(File("drawing.png", "<svg onload='alert(1)'/>"u8.ToArray()));
        await owner.Page.Locator("#f-alt").FillAsync("装在台架上的样件");
        await owner.Page.Locator("button[value='image']").ClickAsync();
        (await owner.Page.Locator("[role=alert]").InnerTextAsync()).ShouldContain("不是 JPEG、PNG 或 WebP 图片");
        (await owner.Page.Locator("#f-alt").InputValueAsync()).ShouldBe("装在台架上的样件", "nothing typed is lost");
        await owner.Page.Locator("#f-attachment").SetInputFilesAsync(File("large.pdf", new byte[12_000_000]));
        await owner.Page.Locator("button[value='attachment']").ClickAsync();
        (await owner.Page.Locator("[role=alert]").InnerTextAsync()).ShouldContain("文件最大10 MB");
        await owner.Page.Locator("#f-alt").FillAsync("装在台架上的样件");
        await owner.Page.Locator("#f-image").SetInputFilesAsync(File("IMG_1.jpg", Noise(1)));
        await owner.Page.Locator("button[value='image']").ClickAsync();
        await owner.ArriveAsync("done=image");
        (await owner.Page.Locator(".pictures-edited img").CountAsync()).ShouldBe(1);
        await owner.Page.Locator("#f-attachment").SetInputFilesAsync(File("检测报告.pdf", "%PDF-1.7\n"u8.ToArray()));
        await owner.Page.Locator("button[value='attachment']").ClickAsync();
        await owner.ArriveAsync("done=attachment");
        (await owner.Main.InnerTextAsync()).ShouldContain("检测报告.pdf");
        // The form carries the files on.
        await owner.OpenAsync($"/my/achievements/{id}/edit");
        await owner.Page.Locator(".actionbar button[value='save']").ClickAsync();
        await owner.ArriveAsync("saved=");
        await owner.OpenAsync($"/my/achievements/{id}/files");
        (await owner.Page.Locator(".pictures-edited img").CountAsync()).ShouldBe(1);
    }

    /// <summary>The second becomes the cover and goes back again; noise is what packs worst.</summary>
    private async Task AddTheOthersAsync(Guid id)
    {
        await using var owner = await product.VisitAsync(University);
        await owner.OpenAsync($"/my/achievements/{id}/files");
        for (var number = 2; number <= 7; number++)
        {
            await owner.Page.Locator("#f-image").SetInputFilesAsync(File($"{number}.jpg", Noise(number)));
            await owner.Page.Locator("button[value='image']").ClickAsync();
            await owner.Page.Locator(".pictures-edited li").Nth(number - 1).WaitForAsync();
        }
        (await owner.Page.Locator("#f-image").CountAsync()).ShouldBe(0, "there is no room for an eighth");
        foreach (var _ in new[] { 1, 2 })
        {
            await owner.Page.Locator("button[value^='cover:']").First.ClickAsync();
            await owner.ArriveAsync("done=cover");
        }
    }

    private async Task KeepAsync(Guid id)
    {
        await using var company = await product.VisitAsync("company@demo");
        await company.UntilAsync(
            $"/achievements/{id}",
            async () =>
            {
                await company.Page.Locator("button[value='favourite']").ClickAsync();
                return company.Page.Url.EndsWith("done=favourite", StringComparison.Ordinal);
            }
        );
        await company.UntilAsync(
            "/search?q=" + Uri.EscapeDataString("带图片的减振座"),
            () => company.Page.Locator(".hit img.cover").First.IsVisibleAsync()
        );
        await ShouldBeATileAsync(company);
        await company.ShotAsync("covers-search.zh.1280");
        await company.ShouldBeInOrderAsync();
        await company.OpenAsync("/my/favourites");
        (await company.Main.InnerTextAsync()).ShouldContain("带图片的减振座");
        await ShouldBeATileAsync(company);
        await company.ShotAsync("favourites.zh.1280");
        await company.ShouldBeInOrderAsync();
    }

    private static async Task ShouldBeATileAsync(Visit visit) =>
        (await visit.Page.Locator("img.cover").First.EvaluateAsync<int>("x => x.decode().then(() => x.naturalWidth)")).ShouldBe(160);

    private async Task CountedAsync(Guid id)
    {
        await using var owner = await product.VisitAsync(University);
        await owner.UntilAsync(
            $"/achievements/{id}",
            async () =>
                await owner.Page.Locator("#counts").InnerTextAsync() is var counts
                // Two visitors and the company; the owner does not count.
                && Regex.IsMatch(counts, @"浏览\s*[3-9]", RegexOptions.None, TimeSpan.FromSeconds(1))
                && Regex.IsMatch(counts, @"收藏\s*1人", RegexOptions.None, TimeSpan.FromSeconds(1))
        );
        await owner.ShotAsync("counts.zh.1280");
        await owner.ShouldBeInOrderAsync();
        await using var phone = await product.VisitAsync(University, "en", 390);
        await phone.OpenAsync("/my/achievements?state=published");
        await ShouldBeATileAsync(phone);
        await phone.ShotAsync("covers-own.en.390");
        await phone.ShouldBeInOrderAsync();
        await phone.OpenAsync("/search?q=" + Uri.EscapeDataString("带图片的减振座"));
        await phone.ShotAsync("covers-search.en.390");
        await phone.ShouldBeInOrderAsync();
        await using var company = await product.VisitAsync("company@demo", "en", 390);
        await company.OpenAsync("/my/favourites");
        await company.ShotAsync("favourites.en.390");
        await company.ShouldBeInOrderAsync();
        await company.Page.Locator($"button[value='achievement:{id}']").ClickAsync();
        await company.ArriveAsync("done=removed");
        (await company.Page.Locator($"button[value='achievement:{id}']").CountAsync()).ShouldBe(0);
    }

    private async Task<Guid> DraftAsync()
    {
        var made = await product.Api.PostAsync(
            "/api/achievements",
            "demo-university",
            new
            {
                title = "带图片的减振座",
                summary = "安装在精密台架下的减振座，样件在现场连续试用，图片里是台架与样件。",
                modes = new[] { "licence" },
                declarations = new
                {
                    noStateSecret = true,
                    entitledToPublish = true,
                    patentFiledOrNotNeeded = true,
                },
            }
        );
        return made.GetProperty("id").GetGuid();
    }

    private static FilePayload File(string name, byte[] bytes) =>
        new()
        {
            Name = name,
            MimeType = "application/octet-stream",
            Buffer = bytes,
        };

    private static byte[] Noise(int seed)
    {
        var random = new Random(seed);
        using var picture = new SKBitmap(800, 600);
        var pixels = new SKColor[picture.Width * picture.Height];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = new SKColor((uint)random.Next() | 0xFF000000);
        picture.Pixels = pixels;
        using var data = picture.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }

    [GeneratedRegex(@"/Type\s*/Page\b", RegexOptions.None, 5000)]
    private static partial Regex PaperPage();
}
