using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Identity.Accounts;

namespace TechTransfer.Identity.Tests;

/// <summary>What a person does on the pages, and what the store holds then.</summary>
public sealed partial class SignUpTests
{
    private static async Task<List<Mailing.PendingMail>> WaitingAsync(TestApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IdentityDbContext>().Mails.AsNoTracking().ToListAsync(Cancel);
    }

    private static string NewAddress() => $"p{Guid.NewGuid():N}@example.test";

    /// <summary>Somebody who signed up and confirmed, and is signed in.</summary>
    private async Task<string> TakenAsync(Browser browser)
    {
        var email = NewAddress();
        await SignUpAsync(browser, email);
        await ConfirmAsync(browser, await browser.GoAsync(await App.LinkAsync(email, "/account/confirm")));
        return email;
    }

    private static async Task<HttpResponseMessage> SignUpAsync(Browser browser, string email, string name = "林晓", string password = Password) =>
        await PostAsync(
            browser,
            await browser.GoAsync("/account/sign-up"),
            "/account/sign-up",
            null,
            ("name", name),
            ("email", email),
            ("password", password),
            ("consent", Terms.Version)
        );

    private static async Task<HttpResponseMessage> ConfirmAsync(Browser browser, HttpResponseMessage page, string password = Password)
    {
        var html = await TextAsync(page);
        return await PostAsync(
            browser,
            page,
            "/account/confirm",
            "/signin",
            ("account", Browser.Field(html, "account")),
            ("token", Browser.Field(html, "token")),
            ("password", password)
        );
    }

    private static async Task<HttpResponseMessage> ResetAsync(Browser browser, HttpResponseMessage page, string wanted)
    {
        var html = await TextAsync(page);
        (string, string)[] link = [("account", Browser.Field(html, "account")), ("token", Browser.Field(html, "token"))];
        return await PostAsync(browser, page, "/account/reset", null, [.. link, ("new", wanted)]);
    }

    private static async Task<HttpResponseMessage> PostAsync(
        Browser browser,
        HttpResponseMessage page,
        string path,
        string? until,
        params (string, string)[] fields
    ) =>
        await browser.SubmitAsync(
            path,
            until,
            [.. fields, ("__RequestVerificationToken", Browser.Field(await TextAsync(page), "__RequestVerificationToken"))]
        );

    private static Task<string> TextAsync(HttpResponseMessage page) => page.Content.ReadAsStringAsync(Cancel);

    private static async Task<Account?> AccountAsync(TestApp app, string email)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(x => x.Email == email, Cancel);
    }
}
