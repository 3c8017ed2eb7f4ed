using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;

namespace TechTransfer.Identity.Tests;

public sealed class TokenTests(IdentityApp identity)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private TestApp App => identity.App;

    [Theory]
    [InlineData("demo-university", "220104", "signatory")]
    [InlineData("demo-company", "220172", "signatory")]
    [InlineData("demo-broker", "220104", "broker")]
    [InlineData("demo-operator", "220000", "operator")]
    [InlineData("demo-admin", "220000", "administrator")]
    public async Task AClientGetsATokenThatSaysForWhomItActs(string client, string region, string role)
    {
        var token = new JsonWebToken((await AskAsync(client, "demo-secret")).AccessToken);

        token.Typ.ShouldBe("at+jwt");
        token.Audiences.ShouldBe(["identity", "achievements", "demands", "matching", "contracts"], ignoreOrder: true);
        token.Subject.ShouldBe(client);
        token.GetClaim("client").Value.ShouldBe("true");
        token.GetClaim("region").Value.ShouldBe(region);
        Guid.TryParse(token.GetClaim("org").Value, out _).ShouldBeTrue();
        token.Claims.Where(x => x.Type == "role").Select(x => x.Value).ShouldContain(role);
        (token.ValidTo - token.IssuedAt).ShouldBe(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task TheSecretMayStandInTheHeader()
    {
        using var http = App.Visitor();
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("demo-company:demo-secret")));

        var answer = await http.PostAsync("/connect/token", Form(("grant_type", "client_credentials")), Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("demo-company", "wrong", "client_credentials", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("nobody", "demo-secret", "client_credentials", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("demo-company", "demo-secret", "password", HttpStatusCode.BadRequest, "unsupported_grant_type")]
    [InlineData("techtransfer-gateway", "", "client_credentials", HttpStatusCode.BadRequest, "invalid_request")]
    public async Task OthersGetNone(string client, string secret, string grant, HttpStatusCode status, string error)
    {
        using var http = App.Visitor();
        (string, string)[] fields = [("grant_type", grant), ("client_id", client), ("username", "a"), ("password", "b")];

        var answer = await http.PostAsync("/connect/token", Form(secret.Length > 0 ? [.. fields, ("client_secret", secret)] : fields), Cancel);

        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("error").GetString().ShouldBe(error);
        answer.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task ATokenForOneServiceIsRefusedByTheOthers()
    {
        var forMatching = await AskAsync("demo-company", "demo-secret", "matching");
        var forIdentity = await AskAsync("demo-company", "demo-secret", "identity");

        (await MeAsync(forMatching.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await MeAsync(forIdentity.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task APersonSignsInWithCodeAndVerifierAndRefreshes()
    {
        var tokens = await CodeFlowAsync("signatory@demo");

        var me = await (await MeAsync(tokens.AccessToken)).Content.ReadFromJsonAsync<JsonElement>(Cancel);
        me.GetProperty("email").GetString().ShouldBe("signatory@demo");
        me.GetProperty("roles").EnumerateArray().Select(x => x.GetString()).ShouldBe(["signatory"]);
        var renewed = await TokenAsync(
            ("grant_type", "refresh_token"),
            ("client_id", "techtransfer-gateway"),
            ("refresh_token", tokens.RefreshToken!)
        );
        (await MeAsync(renewed.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await UserInfoAsync(renewed.AccessToken)).GetProperty("email").GetString().ShouldBe("signatory@demo");
    }

    [Fact]
    public async Task AnIdTokenIsNoBearerToken()
    {
        var tokens = await CodeFlowAsync("university@demo");

        (await MeAsync(tokens.IdToken!)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await MeAsync(tokens.AccessToken[..^4] + "AAAA")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task ACodeIsWorthNothingWithoutItsVerifier()
    {
        var (code, _) = await CodeAsync("university@demo");

        var answer = await PostTokenAsync([.. CodeFields(code), ("code_verifier", new string('x', 43))]);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task NobodyActsForAForeignOrganisation()
    {
        using var browser = new Browser(App.Address);
        var answer = await browser.SignInAsync(
            await browser.GoAsync(AuthorizePath("x", "&organisation=01920000-0000-7000-8000-000000000012")),
            "university@demo",
            until: "/signin-oidc"
        );

        answer.Headers.Location!.Query.ShouldContain("error=access_denied");
    }

    [Theory]
    [InlineData("&redirect_uri=https://evil.example/")]
    [InlineData("")]
    public async Task AuthorizeOnlyAnswersToTheRegisteredAddressAndWithPkce(string rest)
    {
        using var browser = new Browser(App.Address);

        var answer = await browser.GoAsync("/connect/authorize?client_id=techtransfer-gateway&response_type=code&scope=openid" + rest);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        browser.At!.AbsolutePath.ShouldBe("/connect/authorize");
    }

    [Fact]
    public async Task UserInfoNeedsAToken()
    {
        using var http = App.Visitor();
        (await http.GetAsync("/connect/userinfo", Cancel)).StatusCode.ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest);
    }

    private async Task<Tokens> CodeFlowAsync(string email)
    {
        var (code, verifier) = await CodeAsync(email);
        return await TokenAsync([.. CodeFields(code), ("code_verifier", verifier)]);
    }

    private (string, string)[] CodeFields(string code) =>
        [
            ("grant_type", "authorization_code"),
            ("client_id", "techtransfer-gateway"),
            ("redirect_uri", new Uri(App.Address, "/signin-oidc").ToString()),
            ("code", code),
        ];

    private async Task<(string Code, string Verifier)> CodeAsync(string email)
    {
        var verifier = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        using var browser = new Browser(App.Address);
        var answer = await browser.SignInAsync(await browser.GoAsync(AuthorizePath(verifier)), email, until: "/signin-oidc");
        return (QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["code"].ToString(), verifier);
    }

    private string AuthorizePath(string verifier, string more = "") =>
        "/connect/authorize?client_id=techtransfer-gateway&response_type=code&code_challenge_method=S256&scope=openid+email+offline_access+identity"
        + $"&code_challenge={WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))}"
        + $"&redirect_uri={Uri.EscapeDataString(new Uri(App.Address, "/signin-oidc").ToString())}{more}";

    private Task<Tokens> AskAsync(string client, string secret, string? scope = null) =>
        TokenAsync([
            ("grant_type", "client_credentials"),
            ("client_id", client),
            ("client_secret", secret),
            .. scope is null ? [] : new[] { ("scope", scope) },
        ]);

    private async Task<Tokens> TokenAsync(params (string, string)[] fields)
    {
        var answer = await PostTokenAsync(fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return new(json.GetProperty("access_token").GetString()!, Text(json, "refresh_token"), Text(json, "id_token"));

        static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    private async Task<HttpResponseMessage> PostTokenAsync((string, string)[] fields)
    {
        using var http = App.Visitor();
        return await http.PostAsync("/connect/token", Form(fields), Cancel);
    }

    private async Task<HttpResponseMessage> MeAsync(string token)
    {
        using var http = App.Visitor();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return await http.GetAsync("/api/identity/me", Cancel);
    }

    private async Task<JsonElement> UserInfoAsync(string token)
    {
        using var http = App.Visitor();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return await http.GetFromJsonAsync<JsonElement>("/connect/userinfo", Cancel);
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(x => KeyValuePair.Create(x.Name, x.Value)));

    private sealed record Tokens(string AccessToken, string? RefreshToken, string? IdToken);
}
