namespace TechTransfer.Identity.Tests;

public sealed class SignInTests(IdentityApp identity)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FiveWrongPasswordsLockAnAddressForTheRightOneToo()
    {
        using var browser = new Browser(identity.App.Address);
        var page = await browser.GoAsync("/account/sign-in");
        for (var i = 0; i < 5; i++)
            page = await browser.SignInAsync(page, "county-operator@demo", "wrong");

        page = await browser.SignInAsync(page, "county-operator@demo");

        page.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        Cookies(page).ShouldNotContain(x => x.StartsWith("tt-issuer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ManyTriesAtOnceAreCountedOneByOne()
    {
        using var browser = new Browser(identity.App.Address);
        var page = await browser.GoAsync("/account/sign-in");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => browser.SignInAsync(page, "city-operator@demo", "wrong")));

        (await browser.SignInAsync(page, "city-operator@demo")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task AnUnknownAddressIsAnsweredAndLockedAsAKnownOne()
    {
        using var browser = new Browser(identity.App.Address);
        var page = await browser.GoAsync("/account/sign-in");
        for (var i = 0; i < 7; i++)
        {
            var known = await browser.SignInAsync(page, "operator@demo", "wrong");
            var unknown = await browser.SignInAsync(page, "operatoX@demo", "wrong");

            unknown.StatusCode.ShouldBe(known.StatusCode);
            (await TextAsync(unknown)).ShouldBe(
                (await TextAsync(known)).Replace("operator@demo\" aria", "operatoX@demo\" aria", StringComparison.Ordinal)
            );
        }
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task NobodyIsLedToAnotherSite(string returnUrl)
    {
        using var browser = new Browser(identity.App.Address);
        var page = await browser.GoAsync("/account/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl));
        Browser.Field(await page.Content.ReadAsStringAsync(Cancel), "returnUrl").ShouldBe("");

        var answer = await browser.SubmitAsync(
            "/account/sign-in",
            "/signin",
            ("email", "signatory@demo"),
            ("password", Browser.DemoPassword),
            ("returnUrl", returnUrl),
            ("__RequestVerificationToken", Browser.Field(await page.Content.ReadAsStringAsync(Cancel), "__RequestVerificationToken"))
        );

        answer.Headers.Location!.ToString().ShouldBe("/signin");
    }

    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/account/sign-out")]
    public async Task AFormWithoutItsTokenIsRefused(string path)
    {
        using var browser = new Browser(identity.App.Address);

        var answer = await browser.SubmitAsync(path, null, ("email", "university@demo"), ("password", Browser.DemoPassword));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Cookies(answer).ShouldNotContain(x => x.StartsWith("tt-issuer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatIsMissingIsNamed()
    {
        using var browser = new Browser(identity.App.Address);

        var answer = await browser.SignInAsync(await browser.GoAsync("/account/sign-in?lang=en"), "", "");

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        html.ShouldContain("Enter your e-mail");
        html.ShouldContain("Enter your password");
    }

    [Fact]
    public async Task ANewPasswordReplacesTheOldOneEverywhere()
    {
        await using var app = await IdentityApp.StartAsync();
        using var browser = new Browser(app.Address);
        using var elsewhere = new Browser(app.Address);
        await elsewhere.SignInAsync(await elsewhere.GoAsync("/account/sign-in?returnUrl=/account/password"), "member@demo");
        var page = await browser.SignInAsync(await browser.GoAsync("/account/password"), "member@demo");

        (await ChangeAsync(browser, page, "wrong", "a-much-better-one")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await ChangeAsync(browser, page, Browser.DemoPassword, "short")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await ChangeAsync(browser, page, Browser.DemoPassword, "a-much-better-one")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await elsewhere.GoAsync("/account/password");
        elsewhere.At!.AbsolutePath.ShouldBe("/account/sign-in");
        using var later = new Browser(app.Address);
        (await later.SignInAsync(await later.GoAsync("/account/password"), "member@demo")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await later.SignInAsync(await later.GoAsync("/account/password"), "member@demo", "a-much-better-one")).StatusCode.ShouldBe(
            HttpStatusCode.OK
        );
        later.At!.AbsolutePath.ShouldBe("/account/password");
    }

    private static async Task<HttpResponseMessage> ChangeAsync(Browser browser, HttpResponseMessage page, string current, string wanted) =>
        await browser.SubmitAsync(
            "/account/password",
            null,
            ("current", current),
            ("new", wanted),
            ("__RequestVerificationToken", Browser.Field(await page.Content.ReadAsStringAsync(Cancel), "__RequestVerificationToken"))
        );

    [Fact]
    public async Task OneAddressMayNotTryForEver()
    {
        await using var app = await IdentityApp.StartAsync("Limits:SignInsPerMinute=3");
        using var browser = new Browser(app.Address);
        var page = await browser.GoAsync("/account/sign-in");
        for (var i = 0; i < 3; i++)
            (await browser.SignInAsync(page, $"nobody{i}@demo", "wrong")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        (await browser.SignInAsync(page, "university@demo")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private static IEnumerable<string> Cookies(HttpResponseMessage answer) => answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [];

    /// <summary>The page without what is new on every page.</summary>
    private static async Task<string> TextAsync(HttpResponseMessage page)
    {
        var html = await page.Content.ReadAsStringAsync(Cancel);
        return html.Replace(Browser.Field(html, "__RequestVerificationToken"), "", StringComparison.Ordinal);
    }
}
