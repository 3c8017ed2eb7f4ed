using System.Net;
using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using TechTransfer.Gateway.Web.Dealing;
using Xunit;

namespace TechTransfer.Web.Tests;

/// <summary>Nobody may sign what the page did not show.</summary>
public sealed partial class DocumentTextTests
{
    [Fact]
    public async Task Headings_and_lists_are_set_and_everything_else_stays_text()
    {
        var html = await HtmlAsync("# 技术许可合同\n\n## 一、标的\n[见](javascript:alert(1)) <b>粗</b>\n第二行\n\n- 甲方\n- 乙方\n\n- 丙方");
        var decoded = WebUtility.HtmlDecode(html);
        decoded.ShouldContain("<h3>技术许可合同</h3>");
        decoded.ShouldContain("<h4>一、标的</h4>");
        decoded.ShouldContain("[见](javascript:alert(1)) <b>");
        html.ShouldNotContain("<b>");
        Regex.Count(html, "<ul>").ShouldBe(2);
        Regex.Count(html, "<li>").ShouldBe(3);
    }

    [Fact]
    public Task No_character_is_left_out() =>
        Gen.Char["#-* []()<>&\"'`_|\\a1中\n"]
            .Array[0, 60]
            .Select(x => new string(x))
            .SampleAsync(async text => Shown(await HtmlAsync(text)) == Read(text), iter: 2_000);

    /// <summary>What a reader of the page sees, blanks apart.</summary>
    private static string Shown(string html) => Blanks().Replace(WebUtility.HtmlDecode(Tags().Replace(html, "")), "");

    /// <summary>The text without the marks that became headings and lists.</summary>
    private static string Read(string text) => Blanks().Replace(Marks().Replace(text, ""), "");

    private static async Task<string> HtmlAsync(string text)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { ["Text"] = text });
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<DocumentText>(parameters)).ToHtmlString());
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s")]
    private static partial Regex Blanks();

    [GeneratedRegex("^(# |## |- )", RegexOptions.Multiline)]
    private static partial Regex Marks();
}
