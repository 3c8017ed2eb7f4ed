using TechTransfer.Browser.Tests.Harness;

namespace TechTransfer.Browser.Tests.Pages;

/// <summary>Whom a manager lets act for his organisation: people who follow the link of a mail, and programs with a secret.</summary>
public sealed class InvitationPagesTest(Product product) : PagesTest(product)
{
    private const string Link = "/account/invitation";
    private static readonly SemaphoreSlim Inviting = new(1, 1);

    public static TheoryData<string, string, int> All => Everywhere("invitations", "clients", "oversight", "invitation-ended");

    [BrowserTheory, MemberData(nameof(All))]
    public async Task Page_is_in_order(string page, string language, int width)
    {
        if (page == "invitations")
            await InvitedAsync("waiting@example.test", language);
        var (address, who, status) = page switch
        {
            "invitations" => ("/my/organisation", "company@demo", 200),
            "clients" => ("/my/organisation/clients", "company@demo", 200),
            "oversight" => ("/reviews/organisations?q=" + Uri.EscapeDataString("长春"), "operator@demo", 200),
            _ => (Link + "?token=x", (string?)null, 410),
        };
        await ShouldBeInOrderAsync(page, address, who, language, width, status: status);
    }

    public static TheoryData<string, string, int> Links => Everywhere("invitation-sign-up", "invitation-sign-in", "invitation-join");

    [BrowserTheory, MemberData(nameof(Links))]
    public async Task The_page_of_a_link_is_in_order(string page, string language, int width)
    {
        var email = $"{page}-{language}-{width}@example.test";
        var link = await InvitedAsync(email, language);
        await using var visit = await Product.VisitAsync(null, language, width);
        if (page != "invitation-sign-up")
        {
            await visit.OpenAsync(link);
            await FillAsync(visit);
            await visit.ArriveAsync("/my/organisation");
            link = await InvitedAsync(email, language, "university@demo", link);
            if (page == "invitation-sign-in")
                await visit.Context.ClearCookiesAsync();
        }
        (await visit.OpenAsync(link)).ShouldBe(200);
        await visit.ShotAsync($"{page}.{language}.{width}");
        await visit.ShouldBeInOrderAsync();
        if (page == "invitation-join")
            return;
        await visit.Page.ClickAsync("main form button.main");
        await visit.Page.Locator(".msg").First.WaitForAsync();
        await visit.ShotAsync($"{page}-refused.{language}.{width}");
        await visit.ShouldBeInOrderAsync();
    }

    [BrowserFact]
    public async Task A_manager_invites_and_a_new_person_signs_up_and_is_a_member()
    {
        const string email = "lin-xiao@example.test";
        await using var manager = await Product.VisitAsync("university@demo");
        await manager.OpenAsync("/my/organisation");
        await manager.Page.FillAsync("#f-email", email);
        await manager.Page.CheckAsync("#f-roles input[value=signatory]");
        await manager.Page.ClickAsync("form[action='/my/organisation/invitations'] button.main");
        await manager.ArriveAsync("done=invited");
        (await manager.Main.InnerTextAsync()).ShouldContain(email);

        // Without script, as mail programs' own browsers are.
        await using var person = await Product.VisitAsync(script: false);
        await person.OpenAsync(await Product.Mailbox.LinkAsync(email, Link));
        await FillAsync(person);
        await person.ArriveAsync("/my/organisation.*done=joined");

        (await person.Main.InnerTextAsync()).ShouldContain("松嫩理工大学");
        await person.ShotAsync("invited-and-joined");
        await manager.OpenAsync("/my/organisation");
        var row = manager.Page.Locator("ol.items > li", new() { HasText = email });
        (await row.Locator("h3").InnerTextAsync()).ShouldBe("林晓");
        (await row.Locator("input[value=signatory]").IsCheckedAsync()).ShouldBeTrue();
        await row.Locator("button[value=remove]").ClickAsync();
        await manager.ArriveAsync("done=removed");
    }

    [BrowserFact]
    public async Task A_client_is_made_its_secret_shown_once_renewed_and_revoked()
    {
        await using var manager = await Product.VisitAsync("broker@demo", width: 390);
        await manager.OpenAsync("/my/organisation/clients");
        await manager.Page.FillAsync("#f-name", "成果同步");
        await manager.Page.ClickAsync("form[action='/my/organisation/clients'] button.main");
        var secret = await SecretAsync(manager);
        await manager.ShotAsync("client-made");
        await manager.ShouldBeInOrderAsync();
        await manager.OpenAsync("/my/organisation/clients");
        (await manager.Main.InnerTextAsync()).ShouldNotContain(secret);

        var row = manager.Page.Locator("ol.items > li", new() { HasText = "成果同步" });
        await row.Locator("button[value=renew]").ClickAsync();
        (await SecretAsync(manager)).ShouldNotBe(secret);
        await row.Locator("summary").ClickAsync();
        await row.Locator("button[value=revoke]").ClickAsync();
        await manager.ArriveAsync("done=revoked");
        (await row.CountAsync()).ShouldBe(0);
    }

    private static Task<string> SecretAsync(Visit visit) => visit.Page.Locator(".notice code").Last.InnerTextAsync();

    private static async Task FillAsync(Visit visit)
    {
        await visit.Page.FillAsync("#name", "林晓");
        await visit.Page.FillAsync("#password", Product.Password);
        await visit.Page.CheckAsync("#consent");
        await visit.Page.ClickAsync("main form button.main");
    }

    /// <summary>The link in the mail of an invitation that the manager sends through his page.</summary>
    private async Task<string> InvitedAsync(string email, string language, string who = "company@demo", string? former = null)
    {
        await Inviting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await using var visit = await Product.VisitAsync(who, language, script: false);
            await visit.OpenAsync("/my/organisation");
            await visit.Page.FillAsync("#f-email", email);
            await visit.Page.ClickAsync("form[action='/my/organisation/invitations'] button.main");
            await visit.ArriveAsync("done=invited");
        }
        finally
        {
            Inviting.Release();
        }
        return await Product.Mailbox.LinkAsync(email, Link, former);
    }
}
