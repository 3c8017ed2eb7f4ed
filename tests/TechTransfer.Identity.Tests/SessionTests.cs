using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace TechTransfer.Identity.Tests;

public sealed class SessionTests(IdentityApp identity)
{
    private const string Me = "/api/identity/me";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheBrowserGetsAKeyAndTheServicesABearerToken()
    {
        using var browser = new Browser(identity.App.Address);

        var answer = await SignInAsync(browser, "company@demo");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        browser.At!.AbsolutePath.ShouldBe(Me);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("email").GetString().ShouldBe("company@demo");
    }

    [Fact]
    public async Task AChangeByCookieNeedsTheHeaderAndABearerTokenDoesNot()
    {
        using var browser = new Browser(identity.App.Address);
        await SignInAsync(browser, "company@demo");

        (await PostAsync(browser, withHeader: false)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(browser, withHeader: true)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        using var client = identity.App.Visitor();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "x.y.z");
        (await client.PostAsync(Me, null, Cancel)).StatusCode.ShouldNotBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task SigningOutEndsSessionAndIssuerCookie()
    {
        using var browser = new Browser(identity.App.Address);
        await SignInAsync(browser, "broker@demo");

        await browser.SubmitAsync("/signout");

        (await browser.GoAsync(Me)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await browser.GoAsync("/signin");
        browser.At!.AbsolutePath.ShouldBe("/account/sign-in");
    }

    [Fact]
    public async Task ACopiedCookieIsWorthNothingAfterSignOut()
    {
        using var browser = new Browser(identity.App.Address);
        await SignInAsync(browser, "broker@demo");
        var cookies = browser.Cookies;
        await browser.SubmitAsync("/signout");

        using var thief = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = identity.App.Address };
        thief.DefaultRequestHeaders.Add("Cookie", cookies);
        cookies.ShouldContain("tt=");

        (await thief.GetAsync(Me, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task SessionAndTokensSurviveARestart()
    {
        // One address before and after: tokens name it as their issuer.
        await using var app = await IdentityApp.StartAsync($"urls=http://127.0.0.1:{StandaloneProgram.FreePort()}");
        using var browser = new Browser(app.Address);
        await SignInAsync(browser, "university@demo");

        await app.RestartAsync();

        (await browser.GoAsync(Me)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ManyRequestsAtOnceRenewATokenOnce()
    {
        await using var app = await IdentityApp.StartAsync();
        using var browser = new Browser(app.Address);
        await SignInAsync(browser, "university@demo");
        var (id, expired) = await LetExpireAsync(app);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, Me))));

        answers.ShouldAllBe(x => x.StatusCode == HttpStatusCode.OK);
        var renewed = await app.Services.GetRequiredService<SessionStore>().FindAsync(id, Cancel);
        renewed!.Properties.GetTokenValue("access_token").ShouldNotBe(expired);
        renewed.Properties.GetTokenValue("refresh_token").ShouldNotBeNull();
    }

    [Fact]
    public async Task ASessionWhoseRefreshTokenIsRevokedEnds()
    {
        await using var app = await IdentityApp.StartAsync();
        using var browser = new Browser(app.Address);
        await SignInAsync(browser, "university@demo");
        await LetExpireAsync(app, refreshToken: "revoked");

        (await browser.GoAsync(Me)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SessionsAsync(app)).ShouldBeEmpty();
    }

    private static async Task<HttpResponseMessage> SignInAsync(Browser browser, string email) =>
        await browser.SignInAsync(await browser.GoAsync("/signin?returnUrl=" + Me), email);

    private static async Task<HttpResponseMessage> PostAsync(Browser browser, bool withHeader)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Me);
        if (withHeader)
            request.Headers.Add("X-TechTransfer", "1");
        return await browser.SendAsync(request);
    }

    private static async Task<(string Id, string Token)> LetExpireAsync(TestApp app, string? refreshToken = null)
    {
        var store = app.Services.GetRequiredService<SessionStore>();
        var id = (await SessionsAsync(app)).Single();
        var ticket = (await store.FindAsync(id, Cancel))!;
        ticket.Properties.UpdateTokenValue("expires_at", "2000-01-01T00:00:00Z");
        if (refreshToken is not null)
            ticket.Properties.UpdateTokenValue("refresh_token", refreshToken);
        await store.UpdateAsync(id, ticket, Cancel);
        return (id, ticket.Properties.GetTokenValue("access_token")!);
    }

    private static async Task<List<string>> SessionsAsync(TestApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<GatewayDbContext>().Sessions.Select(x => x.Id).ToListAsync(Cancel);
    }
}
