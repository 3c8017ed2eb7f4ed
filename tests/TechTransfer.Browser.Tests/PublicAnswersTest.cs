using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests;

/// <summary>What needs no browser: pages answer with a text that is whole without script.</summary>
public sealed class PublicAnswersTest(Product product)
{
    [Fact]
    public async Task Demand_shows_its_matches_in_the_answer_itself()
    {
        using var answer = await product.Api.AnswerAsync($"/demands/{product.Scene.Demand}");
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        page.ShouldContain(Scene.Need);
        page.ShouldContain(Scene.Technology);
        page.ShouldContain("匹配依据");
    }
}
