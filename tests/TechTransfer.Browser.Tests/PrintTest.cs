using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TechTransfer.Browser.Tests.Harness;
using ZXing;
using ZXing.Common;

namespace TechTransfer.Browser.Tests;

public sealed partial class PrintTest(Product product)
{
    [BrowserFact]
    public async Task A_printed_need_is_its_text_and_its_matches()
    {
        await using var visit = await product.VisitAsync(dark: true);
        await visit.OpenAsync($"/demands/{product.Scene.Demand}");
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
        (await visit.Page.Locator(".masthead nav").IsVisibleAsync()).ShouldBeFalse();
        (await visit.Page.Locator("aside").First.IsVisibleAsync()).ShouldBeFalse("buttons are no use on paper");
        (await visit.Page.Locator(".facts").IsVisibleAsync()).ShouldBeTrue();
        (await visit.Page.Locator(".branches").First.IsVisibleAsync()).ShouldBeTrue();
        (await visit.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor")).ShouldBe("rgb(255, 255, 255)", "no dark paper");
        await visit.ShotAsync("print-need");
    }

    [BrowserTheory, InlineData("zh"), InlineData("en")]
    public async Task The_sheet_for_fairs_is_one_page_however_long_the_listing_is(string language)
    {
        var id = await PublishedAsync();
        await using var visit = await product.VisitAsync(language: language);
        foreach (var path in new[] { $"/achievements/{id}/print", $"/demands/{product.Scene.Demand}/print" })
        {
            (await visit.OpenAsync(path)).ShouldBe(200);
            var paper = await visit.Page.PdfAsync(new() { Format = "A4", PreferCSSPageSize = true });
            PaperPage().Count(Encoding.Latin1.GetString(paper)).ShouldBe(1, path);
            await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
            var code = await visit.Page.Locator(".poster footer img").BoundingBoxAsync();
            // 96 pixels are an inch: less than 3 cm is hard to scan from a wall.
            code.ShouldNotBeNull().Width.ShouldBeGreaterThan(3f / 2.54f * 96);
            await visit.ShotAsync($"sheet-{(path.StartsWith("/a", StringComparison.Ordinal) ? "long" : "need")}.{language}");
            await visit.Page.EmulateMediaAsync(new() { Media = Media.Null });
        }
        await product.Api.PostAsync($"/api/achievements/{id}/withdraw", "demo-university", new { reason = "other" });
        (await visit.OpenAsync($"/achievements/{id}/print")).ShouldBe(404);
    }

    [BrowserFact]
    public async Task The_code_leads_to_the_page()
    {
        await using var visit = await product.VisitAsync();
        foreach (var path in new[] { $"/demands/{product.Scene.Demand}", $"/achievements/{product.Scene.Achievement}" })
        {
            await visit.OpenAsync(path);
            var shared = await visit.Page.Locator("meta[property='og:image']").GetAttributeAsync("content");
            shared.ShouldBe(new Uri(product.Address, path + "/qr.png").ToString());
            (await visit.Page.Locator("meta[property='og:title']").GetAttributeAsync("content")).ShouldNotBeNullOrWhiteSpace();
            var side = await visit.Page.EvaluateAsync<int>(
                """
                async address => {
                  const code = new Image();
                  code.src = address;
                  await code.decode();
                  const canvas = document.createElement('canvas');
                  [canvas.width, canvas.height] = [code.naturalWidth, code.naturalHeight];
                  const paper = canvas.getContext('2d');
                  paper.drawImage(code, 0, 0);
                  window.pixels = [...paper.getImageData(0, 0, canvas.width, canvas.height).data];
                  return code.naturalWidth === code.naturalHeight ? code.naturalWidth : 0;
                }
                """,
                shared
            );
            side.ShouldBeGreaterThan(300, "messengers leave out what is smaller");
            var pixels = (await visit.Page.EvaluateAsync<int[]>("window.pixels")).Select(x => (byte)x).ToArray();
            var source = new RGBLuminanceSource(pixels, side, side, RGBLuminanceSource.BitmapFormat.RGBA32);
            var read = new ZXing.QrCode.QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source)));
            read.ShouldNotBeNull().Text.ShouldBe(new Uri(product.Address, path).ToString());
        }
    }

    [Fact]
    public async Task A_draft_has_neither_sheet_nor_code()
    {
        foreach (var part in new[] { "print", "qr.png" })
        {
            using var answer = await product.Api.AnswerAsync($"/demands/{product.Scene.Draft}/{part}");
            ((int)answer.StatusCode).ShouldBe(404);
        }
    }

    /// <summary>As long as each field may be.</summary>
    private async Task<Guid> PublishedAsync()
    {
        var text = string.Concat(Enumerable.Repeat("连续制备过程中每一步都有记录可查，样件在现场反复试用。", 60));
        var made = await product.Api.PostAsync(
            "/api/achievements",
            "demo-university",
            new
            {
                title = string.Concat(Enumerable.Repeat("很长的题目也要放得下", 20)),
                summary = text,
                problem = text,
                advantage = text,
                application = text,
                parameters = Enumerable
                    .Range(1, 50)
                    .Select(x => new
                    {
                        name = $"第{x}项指标" + new string('长', 60),
                        value = new string('9', 40),
                        unit = "MPa",
                    }),
                modes = new[] { "licence" },
                declarations = new
                {
                    noStateSecret = true,
                    entitledToPublish = true,
                    patentFiledOrNotNeeded = true,
                },
            }
        );
        var id = made.GetProperty("id").GetGuid();
        await product.Api.PostAsync($"/api/achievements/{id}/submit", "demo-university");
        await product.Api.PostAsync($"/api/achievements/{id}/publish", "demo-operator");
        return id;
    }

    [GeneratedRegex(@"/Type\s*/Page\b", RegexOptions.None, 5000)]
    private static partial Regex PaperPage();
}
