using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Inviting;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Tests;

/// <summary>A manager invites, and whoever reads mail at the address joins.</summary>
public partial class InvitationTests : IAsyncLifetime
{
    private const string Path = "/api/identity/invitations";
    private static readonly Guid Company = new("01920000-0000-7000-8000-000000000012");
    private static readonly Guid University = new("01920000-0000-7000-8000-000000000001");
    private readonly Clock _clock = new();
    private TestApp _app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private HttpClient Manager => Act(Company, PersonOfCompany, Roles.Member, Roles.Manager);

    public async ValueTask InitializeAsync() =>
        _app = await TestApp.StartAsync(
            () => [new IdentityService(), new ClockModule(_clock)],
            settings: ["Limits:SignInsPerMinute=1000", "Limits:InvitationsPerDay=12", .. await SettingsAsync()]
        );

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Of the store; SQLite without any.</summary>
    protected virtual Task<string[]> SettingsAsync() => Task.FromResult<string[]>([]);

    [Fact]
    public async Task WhoHasNoAccountSignsUpByTheLinkAndIsAMember()
    {
        var email = NewAddress();
        (await InviteAsync(Manager, email, Roles.Member, Roles.Signatory)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await _app.MailsAsync(email))[0].TextBody!.ShouldContain("长春芯衡半导体装备有限公司");
        using var browser = new Browser(_app.Address);

        var page = await browser.GoAsync(await LinkAsync(email));
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await AccountAsync(email)).ShouldBeNull("a mail program that opens the link signs nobody up");
        var answer = await SignUpAsync(browser, page);

        answer.Headers.Location!.ToString().ShouldStartWith($"/signin?organisation={Company}");
        var account = await AccountAsync(email);
        account!.EmailConfirmed.ShouldBeTrue();
        account.Name.ShouldBe("林晓");
        account.TermsVersion.ShouldBe(Terms.Version);
        account.ActingFor.ShouldBe(Company);
        (await RolesAsync(account.Id)).ShouldBe([Roles.Member, Roles.Signatory]);
        (await ItemsAsync(Manager)).ShouldBeEmpty();
        (await ActsAsync()).Select(x => x.Kind).ShouldBe([ActKind.Invited, ActKind.Joined]);
    }

    [Fact]
    public async Task WhatIsMissingInTheSignUpIsSaidBesideTheField()
    {
        var email = NewAddress();
        await InviteAsync(Manager, email);
        using var browser = new Browser(_app.Address);
        var page = await browser.GoAsync(await LinkAsync(email));

        var answer = await SendAsync(browser, page, ("name", ""), ("password", "short"));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var html = await TextAsync(answer);
        html.ShouldContain("name-mistake");
        html.ShouldContain("password-mistake");
        html.ShouldContain("consent-mistake");
        (await AccountAsync(email)).ShouldBeNull();
    }

    [Fact]
    public async Task WhoHasAnAccountGivesItsPassword()
    {
        var (_, email) = await PersonAsync();
        await InviteAsync(Manager, email, Roles.Manager);
        using var browser = new Browser(_app.Address);
        var page = await browser.GoAsync(await LinkAsync(email));

        (await SendAsync(browser, page, ("password", "a stranger's one"))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RolesAsync((await AccountAsync(email))!.Id)).ShouldBeNull();
        (await SendAsync(browser, page, ("password", Password))).StatusCode.ShouldBe(HttpStatusCode.Found);

        (await RolesAsync((await AccountAsync(email))!.Id)).ShouldBe([Roles.Manager]);
    }

    [Fact]
    public async Task AStrangersUnconfirmedSignUpIsNotTheInvitedPersons()
    {
        var email = NewAddress();
        using var stranger = new Browser(_app.Address);
        var form = await TextAsync(await stranger.GoAsync("/account/sign-up"));
        await stranger.SubmitAsync(
            "/account/sign-up",
            null,
            ("name", "陌生人"),
            ("email", email),
            ("password", "a stranger's password"),
            ("consent", Terms.Version),
            ("__RequestVerificationToken", Browser.Field(form, "__RequestVerificationToken"))
        );
        await InviteAsync(Manager, email);
        using var browser = new Browser(_app.Address);

        (await SignUpAsync(browser, await browser.GoAsync(await LinkAsync(email, 2)))).StatusCode.ShouldBe(HttpStatusCode.Found);

        (await AccountAsync(email))!.Name.ShouldBe("林晓");
        var signIn = await stranger.SignInAsync(await stranger.GoAsync("/account/sign-in"), email, "a stranger's password");
        signIn.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task TheLinkWorksForTheInvitedAddressOnly()
    {
        var email = NewAddress();
        await InviteAsync(Manager, email);
        var (other, otherEmail) = await PersonAsync();

        var answer = await AcceptAsync(other, TokenOf(await LinkAsync(email)));

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await TextAsync(answer)).ShouldNotContain(email);
        using var browser = new Browser(_app.Address);
        await browser.SignInAsync(await browser.GoAsync("/account/sign-in"), otherEmail, Password, "/signin");
        var page = await TextAsync(await browser.GoAsync((await LinkAsync(email)).Replace("lang=zh", "lang=en", StringComparison.Ordinal)));
        page.ShouldContain($"You are signed in as {otherEmail}, but the invitation is for {email}");
        (await RolesAsync((await AccountAsync(otherEmail))!.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task WhoIsSignedInWithTheAddressJoinsWithOneClickOrByTheApi()
    {
        var (person, email) = await PersonAsync();
        await InviteAsync(Manager, email);
        using var browser = new Browser(_app.Address);
        await browser.SignInAsync(await browser.GoAsync("/account/sign-in"), email, Password, "/signin");
        (await SendAsync(browser, await browser.GoAsync(await LinkAsync(email)))).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await RolesAsync((await AccountAsync(email))!.Id)).ShouldBe([Roles.Member]);

        var (second, secondEmail) = await PersonAsync();
        await InviteAsync(Manager, secondEmail, Roles.Signatory);
        var joined = await AcceptAsync(second, TokenOf(await LinkAsync(secondEmail)));
        joined.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await JsonAsync(joined)).GetProperty("organisationId").GetGuid().ShouldBe(Company);
        (await RolesAsync((await AccountAsync(secondEmail))!.Id)).ShouldBe([Roles.Signatory]);
        (await AcceptAsync(person, TokenOf(await LinkAsync(email)))).StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task AnInvitationHasSevenDays()
    {
        var (person, email) = await PersonAsync();
        await InviteAsync(Manager, email);
        var link = await LinkAsync(email);
        using var browser = new Browser(_app.Address);
        _clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        (await browser.GoAsync(link)).StatusCode.ShouldBe(HttpStatusCode.OK);

        _clock.Advance(TimeSpan.FromMinutes(1));

        await ShouldHaveEndedAsync(person, link, "expired", "has expired");
        (await ItemsAsync(Manager)).ShouldHaveSingleItem().GetProperty("expired").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task ALinkWorksOnce()
    {
        var (person, email) = await PersonAsync();
        await InviteAsync(Manager, email);
        var link = await LinkAsync(email);

        var answers = await Task.WhenAll(AcceptAsync(person, TokenOf(link)), AcceptAsync(person, TokenOf(link)));

        answers.Select(x => x.StatusCode).ShouldBe([HttpStatusCode.OK, HttpStatusCode.Gone], ignoreOrder: true);
        await ShouldHaveEndedAsync(person, link, "accepted", "has been used");
    }

    [Fact]
    public async Task AWithdrawnInvitationLetsNobodyIn()
    {
        var (person, email) = await PersonAsync();
        await InviteAsync(Manager, email);
        var link = await LinkAsync(email);
        var path = $"{Path}/{(await ItemsAsync(Manager))[0].GetProperty("id").GetGuid()}/withdraw";

        (await PostAsync(Manager, path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await PostAsync(Manager, path)).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        await ShouldHaveEndedAsync(person, link, "withdrawn", "has withdrawn");
        (await ItemsAsync(Manager)).ShouldBeEmpty();
        (await ActsAsync()).Select(x => x.Kind).ShouldBe([ActKind.Invited, ActKind.InvitationWithdrawn]);
    }

    [Fact]
    public async Task TheSameAddressAgainReplacesTheFormerInvitation()
    {
        var (person, email) = await PersonAsync();
        await InviteAsync(Manager, email, Roles.Manager);
        var former = await LinkAsync(email);
        await InviteAsync(Manager, email.ToUpperInvariant(), Roles.Member);
        var mails = await _app.MailsAsync(email.ToUpperInvariant());

        await ShouldHaveEndedAsync(person, former, "replaced", "newest mail");
        (await ItemsAsync(Manager)).ShouldHaveSingleItem();
        (await AcceptAsync(person, TokenOf(await LinkAsync(email.ToUpperInvariant())))).StatusCode.ShouldBe(HttpStatusCode.OK);
        mails.ShouldHaveSingleItem();
        (await RolesAsync((await AccountAsync(email))!.Id)).ShouldBe([Roles.Member]);
    }

    [Fact]
    public async Task AMadeUpLinkOpensNothing()
    {
        var (person, _) = await PersonAsync();
        using var browser = new Browser(_app.Address);

        (await browser.GoAsync("/account/invitation")).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await browser.GoAsync("/account/invitation?token=x")).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await AcceptAsync(person, "x")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await AcceptAsync(person, "")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await AcceptAsync(_app.Visitor(), "x")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await AcceptAsync(_app.As(Company, "220172", Roles.Manager), "x")).StatusCode.ShouldBe(HttpStatusCode.Forbidden, "a client has no account");
    }

    [Fact]
    public async Task TheStoreDoesNotHoldTheLink()
    {
        var email = NewAddress();
        await InviteAsync(Manager, email);
        var token = TokenOf(await LinkAsync(email));

        var row = (await RowsAsync()).ShouldHaveSingleItem();

        row.TokenHash.ShouldNotContain(token);
        row.TokenHash.ShouldBe(Invitation.HashOf(token));
        token.Length.ShouldBe(43);
    }

    [Fact]
    public async Task EndedInvitationsAreForgottenAfterAMonth()
    {
        var (person, email) = await PersonAsync();
        await InviteAsync(Manager, email);
        await AcceptAsync(person, TokenOf(await LinkAsync(email)));
        await InviteAsync(Manager, NewAddress());

        (await RemoveAsync(DateTimeOffset.UtcNow.AddDays(29))).ShouldBe(0);
        (await RemoveAsync(DateTimeOffset.UtcNow.AddDays(31))).ShouldBe(1);
        (await RemoveAsync(DateTimeOffset.UtcNow.AddDays(38))).ShouldBe(1);
    }
}
