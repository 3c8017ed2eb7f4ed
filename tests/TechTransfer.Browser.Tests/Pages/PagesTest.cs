using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests.Pages;

/// <summary>Every page in both languages, on a desk and on a phone: accessible, as wide as the screen, without complaint of the browser, and kept as a picture where that is wanted.</summary>
public abstract class PagesTest(Product product)
{
    /// <summary>What the manuals show; gateway/Web/README.md says how the pictures get there.</summary>
    private static readonly string[] HelpPictures =
    [
        "new-technology",
        "my-technologies",
        "imports",
        "introductions",
        "deals",
        "new-need",
        "compare",
        "matches",
        "deal",
        "desk-operator",
        "review",
    ];

    private protected Product Product => product;

    protected static TheoryData<string, string, int> Everywhere(params string[] pages)
    {
        var rows = new TheoryData<string, string, int>();
        foreach (var page in pages)
        foreach (var language in (string[])["zh", "en"])
        foreach (var width in (int[])[1280, 390])
            rows.Add(page, language, width);
        return rows;
    }

    private protected async Task ShouldBeInOrderAsync(
        string name,
        string address,
        string? who,
        string language,
        int width,
        bool dark = false,
        int status = 200
    )
    {
        await using var visit = await product.LookAsync(who, language, width, dark);
        var answer = await visit.OpenAsync(address);
        await visit.ShotAsync($"{name}{(who is null ? "" : "." + who.Split('@')[0])}.{language}.{width}{(dark ? ".dark" : "")}");
        if (HelpPictures.Contains(name) && who is not null && width >= 1280 && !dark)
            await visit.PictureAsync($"{name}.{language}");
        answer.ShouldBe(status, address);
        (await visit.Page.GetAttributeAsync("html", "lang")).ShouldBe(language == "en" ? "en" : "zh-CN");
        (await visit.Page.TitleAsync()).ShouldNotBeNullOrWhiteSpace();
        await visit.ShouldBeInOrderAsync();
    }
}
