using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Erasing;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Identity.Tests;

/// <summary>What Identity holds about a person is told to that person alone, and goes when he wants it.</summary>
public class ErasureTests : IAsyncLifetime
{
    private const string Password = "quite-a-long-one";
    private const string OwnData = "/api/my-data/identity";
    private TestApp _app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _app = await TestApp.StartAsync(
            () => [new IdentityService(), new SessionModule(), new EventRecorder()],
            realIssuer: true,
            ["Limits:SignInsPerMinute=1000", .. await SettingsAsync()]
        );

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Of the store; SQLite without any.</summary>
    protected virtual Task<string[]> SettingsAsync() => Task.FromResult<string[]>([]);

    [Fact]
    public async Task APersonReadsAllThatIsHeldAboutHimWithoutSecrets()
    {
        using var browser = new Browser(_app.Address);
        var email = await SignedUpAsync(browser);
        using var other = new Browser(_app.Address);
        var others = await SignedUpAsync(other);

        var text = await TextAsync(await browser.GoAsync(OwnData));

        var data = JsonDocument.Parse(text).RootElement;
        data.GetProperty("account").GetProperty("email").GetString().ShouldBe(email);
        data.GetProperty("consents")[0].GetProperty("terms").GetString().ShouldBe(Terms.Version);
        data.GetProperty("signIns")
            .EnumerateArray()
            .Select(x => x.GetProperty("kind").GetString())
            .ShouldContain("refresh_token", "sign-ins are listed");
        text.ShouldNotContain(others);
        text.ShouldNotContain("hash", Case.Insensitive);
        text.ShouldNotContain("payload", Case.Insensitive);
        (await _app.Visitor().GetAsync(OwnData, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AnAccountIsErasedWithThePasswordAndItsAddressIsFreeAgain()
    {
        using var browser = new Browser(_app.Address);
        var email = await SignedUpAsync(browser);
        var before = (await AccountAsync(email))!;

        (await EraseAsync(browser, "something else")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await EraseAsync(browser, Password, understood: "")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await AccountAsync(email)).ShouldNotBeNull();
        var done = await EraseAsync(browser, Password);

        done.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await TextAsync(done)).ShouldContain("/signout");
        (await AccountAsync(email)).ShouldBeNull();
        (await RemainsAsync(before)).ShouldBe("");
        (await _app.MailsAsync(email, 2))[^1].Subject!.ShouldContain("已注销");
        var told = await TestApp.EventuallyAsync(() => _app.RecordedAsync<AccountErased>(), x => x.Count == 1);
        told[0].ShouldBe(new AccountErased(before.Id, 1, $"#{before.Id:N}".Remove(1, 24)));

        using var again = new Browser(_app.Address);
        await SignedUpAsync(again, email, mails: 3);
        (await AccountAsync(email))!.Id.ShouldNotBe(before.Id);
        var data = await (await again.GoAsync(OwnData)).Content.ReadFromJsonAsync<JsonElement>(Cancel);
        data.GetProperty("acts").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task TheLastManagerHandsOverFirst()
    {
        using var browser = new Browser(_app.Address);
        await browser.SignInAsync(await browser.GoAsync("/account/sign-in"), "university@demo", until: "/signin");

        var page = await browser.GoAsync("/account/erase");
        page.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await TextAsync(page)).ShouldContain("松嫩理工大学");
        (await EraseAsync(browser, Browser.DemoPassword)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await AccountAsync("university@demo")).ShouldNotBeNull();

        await ChangeAsync(async db =>
        {
            var other = await db.Memberships.SingleAsync(x => x.AccountId == Guid.Parse("01920000-0000-7000-8001-000000000002"), Cancel);
            other.Roles = ["member", "manager"];
        });
        (await EraseAsync(browser, Browser.DemoPassword)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await AccountAsync("university@demo")).ShouldBeNull();
    }

    [Fact]
    public async Task ItIsToldAgainWhenTheLastTokenHasEndedAndNeverAThirdTime()
    {
        using var browser = new Browser(_app.Address);
        var id = (await AccountAsync(await SignedUpAsync(browser)))!.Id;
        await EraseAsync(browser, Password);
        await TestApp.EventuallyAsync(() => _app.RecordedAsync<AccountErased>(), x => x.Count == 1);

        foreach (var minutes in new[] { 14, 16, 60 })
            await ChangeAsync(db => ErasuresToldAgain.TellAsync(db, DateTimeOffset.UtcNow.AddMinutes(minutes), Cancel));

        var told = await TestApp.EventuallyAsync(() => _app.RecordedAsync<AccountErased>(), x => x.Count >= 2);
        told.Select(x => (x.AccountId, x.Version)).ShouldBe([(id, 1L), (id, 2L)]);
    }

    [Fact]
    public async Task WithoutSignInThePageAsksForIt()
    {
        using var visitor = new Browser(_app.Address);

        var page = await visitor.GoAsync("/account/erase");

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        visitor.At!.PathAndQuery.ShouldBe("/account/sign-in?returnUrl=/account/erase");
    }

    /// <summary>Everything in the store that still says who it was.</summary>
    private async Task<string> RemainsAsync(Account gone)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var subject = gone.Id.ToString();
        var found = new List<string>();
        if (
            await db.Set<OpenIddict.EntityFrameworkCore.Models.OpenIddictEntityFrameworkCoreToken<Guid>>().AnyAsync(x => x.Subject == subject, Cancel)
        )
            found.Add("tokens");
        if (await db.Memberships.AnyAsync(x => x.AccountId == gone.Id, Cancel))
            found.Add("memberships");
        if (await db.JoinRequests.AnyAsync(x => x.AccountId == gone.Id, Cancel))
            found.Add("requests");
        if (await db.Invitations.AnyAsync(x => x.NormalizedEmail == gone.NormalizedEmail, Cancel))
            found.Add("invitations");
        return string.Join(", ", found);
    }

    private async Task<string> SignedUpAsync(Browser browser, string? email = null, int mails = 1)
    {
        email ??= $"p{Guid.NewGuid():N}@example.test";
        await PostAsync(
            browser,
            await browser.GoAsync("/account/sign-up"),
            "/account/sign-up",
            ("name", "林晓"),
            ("email", email),
            ("password", Password),
            ("consent", Terms.Version)
        );
        var page = await browser.GoAsync(await _app.LinkAsync(email, "/account/confirm", mails));
        var html = await TextAsync(page);
        await PostAsync(
            browser,
            page,
            "/account/confirm",
            ("account", Browser.Field(html, "account")),
            ("token", Browser.Field(html, "token")),
            ("password", Password)
        );
        return email;
    }

    private static async Task<HttpResponseMessage> EraseAsync(Browser browser, string password, string understood = "yes") =>
        await PostAsync(browser, await browser.GoAsync("/account/password"), "/account/erase", ("password", password), ("understood", understood));

    private static async Task<HttpResponseMessage> PostAsync(
        Browser browser,
        HttpResponseMessage page,
        string path,
        params (string, string)[] fields
    ) =>
        await browser.SubmitAsync(
            path,
            null,
            [.. fields, ("__RequestVerificationToken", Browser.Field(await TextAsync(page), "__RequestVerificationToken"))]
        );

    private static Task<string> TextAsync(HttpResponseMessage page) => page.Content.ReadAsStringAsync(Cancel);

    private async Task<Account?> AccountAsync(string email)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(x => x.Email == email, Cancel);
    }

    private async Task ChangeAsync(Func<IdentityDbContext, Task> change)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        await change(db);
        await db.SaveChangesAsync(Cancel);
    }
}

public sealed class ErasureOnPostgres : ErasureTests
{
    protected override Task<string[]> SettingsAsync() => OnPostgres.SettingsAsync();
}
