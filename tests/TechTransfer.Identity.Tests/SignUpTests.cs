using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TechTransfer.Identity.Accounts;

namespace TechTransfer.Identity.Tests;

public sealed partial class SignUpTests(IdentityApp identity)
{
    private const string Password = "quite-a-long-one";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private TestApp App => identity.App;

    [Fact]
    public async Task WhoSignsUpConfirmsByMailAndIsSignedIn()
    {
        var email = NewAddress();
        using var browser = new Browser(App.Address);
        (await SignUpAsync(browser, email)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var page = await browser.GoAsync(await App.LinkAsync(email, "/account/confirm"));
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ConfirmAsync(browser, page)).Headers.Location!.ToString().ShouldBe("/signin?returnUrl=/join");

        var me = await browser.GoAsync("/signin?returnUrl=/api/identity/me");
        (await me.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("email").GetString().ShouldBe(email);
        var account = await AccountAsync(App, email);
        account!.Name.ShouldBe("林晓");
        account.TermsVersion.ShouldBe(Terms.Version);
        account.TermsAcceptedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task WithoutConfirmationNobodySignsInAndOnlyWhoKnowsThePasswordHearsWhy()
    {
        var email = NewAddress();
        using var browser = new Browser(App.Address);
        await SignUpAsync(browser, email);
        var page = await browser.GoAsync("/account/sign-in?lang=en");

        var right = await TextAsync(await browser.SignInAsync(page, email, Password));
        var wrong = await TextAsync(await browser.SignInAsync(page, email, "something else"));

        right.ShouldContain("not confirmed");
        right.ShouldContain("/account/confirmation");
        wrong.ShouldNotContain("confirm");
        (await browser.GoAsync("/api/identity/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task TheLinkWorksOnceAndOnlyWithThePassword()
    {
        var email = NewAddress();
        using var browser = new Browser(App.Address);
        await SignUpAsync(browser, email);
        var link = await App.LinkAsync(email, "/account/confirm");
        var page = await browser.GoAsync(link);

        (await ConfirmAsync(browser, page, "a stranger's")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await AccountAsync(App, email))!.EmailConfirmed.ShouldBeFalse();
        (await ConfirmAsync(browser, page)).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await ConfirmAsync(browser, page)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await browser.GoAsync(link)).StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Theory]
    [InlineData("/account/confirm")]
    [InlineData("/account/confirm?account=01920000-0000-7000-8000-000000000001&token=x")]
    [InlineData("/account/reset")]
    [InlineData("/account/reset?account=01920000-0000-7000-8000-000000000001&token=x")]
    public async Task AMadeUpLinkOpensNothing(string link)
    {
        using var browser = new Browser(App.Address);

        (await browser.GoAsync(link)).StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task ATakenAddressGetsTheAnswerOfAFreeOneAndItsOwnerAMail()
    {
        using var browser = new Browser(App.Address);
        var free = await SignUpAsync(browser, NewAddress());
        var taken = await TakenAsync(browser);

        var again = await SignUpAsync(browser, taken, name: "别人", password: "a stranger's password");

        again.StatusCode.ShouldBe(free.StatusCode);
        (await TextAsync(again)).ShouldBe(await TextAsync(free));
        (await App.MailsAsync(taken, 2))[^1].Subject!.ShouldContain("已有账号");
        (await AccountAsync(App, taken))!.Name.ShouldBe("林晓");
        using var owner = new Browser(App.Address);
        (await owner.SignInAsync(await owner.GoAsync("/account/sign-in"), taken, Password, "/signin")).StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task TheLastToSignUpCountsUntilSomebodyConfirms()
    {
        var email = NewAddress();
        using var browser = new Browser(App.Address);
        await SignUpAsync(browser, email, name: "陌生人", password: "a stranger's password");
        var first = await App.LinkAsync(email, "/account/confirm");
        await SignUpAsync(browser, email);
        var second = await App.LinkAsync(email, "/account/confirm", 2);

        (await browser.GoAsync(first)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await ConfirmAsync(browser, await browser.GoAsync(second))).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await AccountAsync(App, email))!.Name.ShouldBe("林晓");
    }

    [Theory]
    [InlineData("name", "", "Enter your name")]
    [InlineData("email", "nobody", "whole e-mail address")]
    [InlineData("email", "nobody@localhost", "whole e-mail address")]
    [InlineData("email", "No Body <nobody@example.test>", "whole e-mail address")]
    [InlineData("password", "short", "10 to 200 characters")]
    [InlineData("password", "aaaaaaaaaaaaaaaa", "10 to 200 characters")]
    [InlineData("consent", "", "needs your agreement")]
    [InlineData("consent", "1999-01-01", "needs your agreement")]
    public async Task WhatIsMissingOrWrongIsNamed(string field, string value, string message)
    {
        using var browser = new Browser(App.Address);
        var page = await browser.GoAsync("/account/sign-up?lang=en");
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = "林晓",
            ["email"] = NewAddress(),
            ["password"] = Password,
            ["consent"] = Terms.Version,
            [field] = value,
        };

        var answer = await PostAsync(browser, page, "/account/sign-up", null, [.. fields.Select(x => (x.Key, x.Value))]);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var html = await TextAsync(answer);
        html.ShouldContain(message);
        html.ShouldContain($"href=\"#{field}\"");
    }

    [Fact]
    public async Task TheConfirmationComesAgainAndNoAddressIsToldApart()
    {
        var email = NewAddress();
        using var browser = new Browser(App.Address);
        await SignUpAsync(browser, email);
        var page = await browser.GoAsync("/account/confirmation");

        var waiting = await PostAsync(browser, page, "/account/confirmation", null, ("email", email));
        var unknown = await PostAsync(browser, page, "/account/confirmation", null, ("email", NewAddress()));

        unknown.StatusCode.ShouldBe(waiting.StatusCode);
        (await TextAsync(unknown)).ShouldBe(await TextAsync(waiting));
        (await ConfirmAsync(browser, await browser.GoAsync(await App.LinkAsync(email, "/account/confirm", 2)))).StatusCode.ShouldBe(
            HttpStatusCode.Found
        );
    }

    [Fact]
    public async Task AForgottenPasswordIsReplacedOnceAndEndsEverySignIn()
    {
        using var browser = new Browser(App.Address);
        var email = await TakenAsync(browser);
        await browser.GoAsync("/signin?returnUrl=/api/identity/me");
        using var elsewhere = new Browser(App.Address);
        for (var i = 0; i < 5; i++)
            await elsewhere.SignInAsync(await elsewhere.GoAsync("/account/sign-in"), email, "wrong");
        var ask = await elsewhere.GoAsync("/account/forgotten");
        var known = await PostAsync(elsewhere, ask, "/account/forgotten", null, ("email", email.ToUpperInvariant()));
        var unknown = await PostAsync(elsewhere, ask, "/account/forgotten", null, ("email", NewAddress()));
        (await TextAsync(unknown)).ShouldBe(await TextAsync(known));
        var page = await elsewhere.GoAsync(await App.LinkAsync(email, "/account/reset", 2));

        (await ResetAsync(elsewhere, page, "short")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await ResetAsync(elsewhere, page, "another-long-one")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ResetAsync(elsewhere, page, "a-third-long-one")).StatusCode.ShouldBe(HttpStatusCode.Gone);

        await browser.GoAsync("/account/password");
        browser.At!.AbsolutePath.ShouldBe("/account/sign-in");
        // The address was locked by wrong tries; its owner is let in again.
        var signIn = await elsewhere.GoAsync("/account/sign-in");
        (await elsewhere.SignInAsync(signIn, email, "another-long-one", "/signin")).StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task LinksEndWithTime()
    {
        await using var app = await IdentityApp.StartAsync();
        using var browser = new Browser(app.Address);
        var (waiting, confirmed) = (NewAddress(), NewAddress());
        await SignUpAsync(browser, waiting);
        await SignUpAsync(browser, confirmed);
        await ConfirmAsync(browser, await browser.GoAsync(await app.LinkAsync(confirmed, "/account/confirm")));
        await PostAsync(browser, await browser.GoAsync("/account/forgotten"), "/account/forgotten", null, ("email", confirmed));
        var links = new[] { await app.LinkAsync(waiting, "/account/confirm"), await app.LinkAsync(confirmed, "/account/reset", 2) };
        foreach (var link in links)
            (await browser.GoAsync(link)).StatusCode.ShouldBe(HttpStatusCode.OK);

        app.Services.GetRequiredService<IOptions<DataProtectionTokenProviderOptions>>().Value.TokenLifespan = TimeSpan.Zero;
        app.Services.GetRequiredService<IOptions<ResetTokenOptions>>().Value.TokenLifespan = TimeSpan.Zero;

        foreach (var link in links)
            (await browser.GoAsync(link)).StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task OneAddressGetsFiveMailsAnHour()
    {
        var (flooded, other) = (NewAddress(), NewAddress());
        using var browser = new Browser(App.Address);
        for (var i = 0; i < 7; i++)
            (await SignUpAsync(browser, flooded)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await SignUpAsync(browser, other);

        // Mails go in the order in which they were written.
        await App.MailsAsync(other);
        (await App.MailsAsync(flooded)).Count.ShouldBe(5);
    }

    [Fact]
    public async Task AnAccountThatNobodyConfirmsGoesAfterAWeek()
    {
        await using var app = await IdentityApp.StartAsync();
        using var browser = new Browser(app.Address);
        var (waiting, confirmed) = (NewAddress(), NewAddress());
        await SignUpAsync(browser, waiting);
        await SignUpAsync(browser, confirmed);
        await ConfirmAsync(browser, await browser.GoAsync(await app.LinkAsync(confirmed, "/account/confirm")));
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();

        (await UnconfirmedAccounts.RemoveAsync(db, DateTimeOffset.UtcNow.AddDays(6), Cancel)).ShouldBe(0);
        (await UnconfirmedAccounts.RemoveAsync(db, DateTimeOffset.UtcNow.AddDays(8), Cancel)).ShouldBe(1);
        (await AccountAsync(app, confirmed)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("/account/sign-up")]
    [InlineData("/account/confirm")]
    [InlineData("/account/confirmation")]
    [InlineData("/account/forgotten")]
    [InlineData("/account/reset")]
    public async Task AFormWithoutItsTokenIsRefused(string path)
    {
        using var browser = new Browser(App.Address);

        (await browser.SubmitAsync(path, null, ("email", NewAddress()))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task OneNetworkAddressMayNotTryForEver()
    {
        await using var app = await IdentityApp.StartAsync("Limits:SignInsPerMinute=2");
        using var browser = new Browser(app.Address);
        await SignUpAsync(browser, NewAddress());
        await SignUpAsync(browser, NewAddress());

        (await SignUpAsync(browser, NewAddress())).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("/account/sign-up")]
    [InlineData("/account/confirmation")]
    [InlineData("/account/forgotten")]
    public async Task WithoutAMailServerThePageSaysSo(string path)
    {
        await using var app = await IdentityApp.StartAsync("environment=Production");
        using var browser = new Browser(app.Address);

        var answer = await browser.GoAsync(path + "?lang=en");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await TextAsync(answer)).ShouldContain("has no mail server set up");
    }

    [Fact]
    public async Task AMailThatCannotBeSentWaitsForTheServer()
    {
        // A folder cannot be made where a file stands.
        var blocked = Path.GetTempFileName();
        await using var app = await IdentityApp.StartAsync("Mail:Folder=" + blocked);
        using var browser = new Browser(app.Address);
        var email = NewAddress();
        await SignUpAsync(browser, email);
        await TestApp.EventuallyAsync(() => WaitingAsync(app), x => x.Exists(m => m.Attempts > 0));

        File.Delete(blocked);
        await app.RestartAsync();

        await TestApp.EventuallyAsync(() => WaitingAsync(app), x => x.Count == 0, TimeSpan.FromSeconds(60));
        Directory.GetFiles(blocked, "*.eml").Length.ShouldBe(1);
        Directory.Delete(blocked, recursive: true);
    }
}
