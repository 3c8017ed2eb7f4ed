using Shouldly;
using Xunit;

namespace TechTransfer.System.Tests.Whole;

public sealed class FooterTest(Town town)
{
    [Fact]
    public async Task Every_page_ends_with_who_runs_it_its_filings_and_what_must_be_readable()
    {
        foreach (var path in new[] { "/", "/accessibility", "/account/sign-up" })
        {
            var page = await town.Visitor.GetStringAsync(path, TestContext.Current.CancellationToken);
            page.ShouldContain("吉林省技术转移服务中心", Case.Sensitive, path);
            page.ShouldContain(
                "<a href=\"https://beian.miit.gov.cn/\" rel=\"external\" lang=\"zh-CN\">吉ICP备2026000001号-1</a>",
                Case.Sensitive,
                path
            );
            page.ShouldContain("https://beian.mps.gov.cn/#/query/webSearch?code=22010402000001\"", Case.Sensitive, path);
        }
        foreach (var (path, text) in new[] { ("/account/terms", "id=\"data\""), ("/accessibility", "WCAG 2.2 AA") })
            (await town.Visitor.GetStringAsync(path, TestContext.Current.CancellationToken)).ShouldContain(text);
    }
}
