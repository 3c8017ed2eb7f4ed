using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests.Pages;

/// <summary>Pages behind the sign-in, each seen by somebody whose daily page it is.</summary>
public sealed class SignedInPagesTest(Product product) : PagesTest(product)
{
    public static TheoryData<string, string, int> Dealing =>
        Everywhere(
            "home",
            "own-need",
            "technology",
            "compare",
            "matches",
            "matches-declined",
            "introductions",
            "introductions-sent",
            "introductions-empty",
            "deals",
            "deal",
            "contracts",
            "contract",
            "password"
        );

    [BrowserTheory, MemberData(nameof(Dealing))]
    public Task Page_is_in_order(string page, string language, int width) => ShouldBeInOrderAsync(page, Address(page), Who(page), language, width);

    private static string Who(string page) =>
        page switch
        {
            "introductions" or "deals" or "deal" => "university@demo",
            "introductions-empty" => "signatory@demo",
            _ => "company@demo",
        };

    private string Address(string page) =>
        page switch
        {
            "own-need" => Product.Scene.Public["need"],
            "matches-declined" => "/matches?box=declined",
            "introductions-sent" => "/introductions?box=out",
            "introductions-empty" => "/introductions?box=out",
            "deal" => $"/deals/{Product.Scene.Deal}",
            "contract" => $"/contracts/{Product.Scene.Contract}",
            "password" => "/account/password",
            "matches" or "introductions" or "deals" or "contracts" => "/" + page,
            _ => Product.Scene.Public[page],
        };
}

/// <summary>Where listings are written, reviewed and kept running.</summary>
public sealed class BackOfficePagesTest(Product product) : PagesTest(product)
{
    public static TheoryData<string, string, int> Desks =>
        Everywhere(
            "desk",
            "desk-operator",
            "my-needs",
            "my-technologies",
            "new-need",
            "new-technology",
            "draft",
            "imports",
            "import",
            "reviews",
            "review",
            "broker-entry",
            "introductions-unanswered",
            "index",
            "copies",
            "dead-letters"
        );

    [BrowserTheory, MemberData(nameof(Desks))]
    public Task Page_is_in_order(string page, string language, int width) => ShouldBeInOrderAsync(page, Address(page), Who(page), language, width);

    private static string Who(string page) =>
        page switch
        {
            "broker-entry" => "broker@demo",
            "introductions-unanswered" or "desk-operator" or "reviews" or "review" => "operator@demo",
            "my-technologies" or "new-technology" => "university@demo",
            "index" or "copies" or "dead-letters" => "admin@demo",
            _ => "company@demo",
        };

    private string Address(string page) =>
        page switch
        {
            "desk-operator" => "/desk",
            "my-needs" => "/my/demands",
            "my-technologies" => "/my/achievements",
            "new-need" => "/my/demands/new",
            "new-technology" => "/my/achievements/new",
            "draft" => $"/my/demands/{Product.Scene.Draft}/edit",
            "imports" => "/my/imports",
            "import" => $"/my/imports/demand/{Product.Scene.Import}",
            "review" => $"/reviews/demand/{Product.Scene.Waiting}",
            "broker-entry" => "/my/broker",
            "introductions-unanswered" => "/introductions?box=overdue",
            "index" or "copies" or "dead-letters" => "/admin/" + page,
            _ => "/" + page,
        };
}
