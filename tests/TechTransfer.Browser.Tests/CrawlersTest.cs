using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

/// <summary>What search engines read; no browser is needed.</summary>
public sealed partial class CrawlersTest(Product product)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sitemap_names_public_pages_by_their_whole_address_and_nothing_else()
    {
        using var answer = await product.Api.AnswerAsync("/sitemap.xml");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/xml");
        var map = XDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        var addresses = map.Root!.Descendants().Where(x => x.Name.LocalName == "loc").Select(x => x.Value).ToList();
        addresses.ShouldContain(new Uri(product.Address, $"/demands/{product.Scene.Demand}").ToString());
        addresses.ShouldContain(new Uri(product.Address, $"/achievements/{product.Scene.Achievement}").ToString());
        addresses.ShouldNotContain(x => x.Contains(product.Scene.Draft.ToString(), StringComparison.Ordinal));
        addresses.ShouldBeUnique();
    }

    [Fact]
    public async Task Robots_name_the_sitemap_and_keep_out_of_what_needs_a_sign_in()
    {
        using var answer = await product.Api.AnswerAsync("/robots.txt");
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        text.ShouldContain($"Sitemap: {new Uri(product.Address, "/sitemap.xml")}");
        text.ShouldContain("Disallow: /api/");
        text.ShouldNotContain("Disallow: /search");
    }

    [Theory, InlineData("/favicon.ico"), InlineData("/")]
    public async Task The_icon_is_there(string path)
    {
        using var answer = await product.Api.AnswerAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        if (path == "/")
            (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("rel=\"icon\"");
        else
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
    }

    [Fact]
    public async Task A_listing_describes_itself_to_machines()
    {
        foreach (
            var (path, type, title) in ((string, string, string)[])
                [
                    ($"/demands/{product.Scene.Demand}", "Demand", Scene.Need),
                    ($"/achievements/{product.Scene.Achievement}", "Product", Scene.Technology),
                ]
        )
        {
            using var answer = await product.Api.AnswerAsync(path);
            var page = await answer.Content.ReadAsStringAsync(Cancel);
            Description().Match(page).Groups[1].Value.Length.ShouldBeInRange(10, 200, path);
            var data = JsonSerializer.Deserialize<JsonElement>(Data().Match(page).Groups[1].Value);
            data.GetProperty("@context").GetString().ShouldBe("https://schema.org");
            data.GetProperty("@type").GetString().ShouldBe(type);
            data.GetProperty("name").GetString().ShouldBe(title);
            data.GetProperty("url").GetString().ShouldBe(new Uri(product.Address, path).ToString());
        }
    }

    [Fact]
    public async Task A_draft_is_no_page_for_visitors()
    {
        using var answer = await product.Api.AnswerAsync($"/demands/{product.Scene.Draft}");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, InlineData("member"), InlineData("office"), InlineData("company"), InlineData("broker"), InlineData("operator")]
    public async Task The_pictures_of_a_manual_are_there_in_both_languages(string role)
    {
        foreach (var language in (string[])["zh", "en"])
        {
            using var answer = await product.Api.AnswerAsync($"/help/{role}?lang={language}");
            var pictures = Picture().Matches(await answer.Content.ReadAsStringAsync(Cancel)).Select(x => x.Groups[1].Value).ToList();
            pictures.ShouldNotBeEmpty();
            foreach (var picture in pictures)
            {
                using var there = await product.Api.AnswerAsync(picture);
                there.StatusCode.ShouldBe(HttpStatusCode.OK, picture);
                there.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
            }
        }
    }

    [GeneratedRegex("<img src=\"([^\"]+)\"")]
    private static partial Regex Picture();

    [GeneratedRegex("<meta name=\"description\" content=\"([^\"]+)\"")]
    private static partial Regex Description();

    [GeneratedRegex("<script type=\"application/ld\\+json\">(.+?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();
}
