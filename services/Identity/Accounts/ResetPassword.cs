using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TechTransfer.Identity.Accounts;

/// <summary>
/// GET and POST /account/reset: where the mail's link leads, to a new password. It works once, for an hour, and ends every sign-in as a changed password does.
/// </summary>
internal static class ResetPassword
{
    public const string Path = "/account/reset";

    public static void MapResetPassword(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ShowAsync);
        routes.MapPost(Path, HandleAsync).AddEndpointFilter<SignInRate>();
    }

    public static async Task<string> LinkAsync(UserManager<Account> users, Account account) =>
        QueryHelpers.AddQueryString(
            Path,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["account"] = account.Id.ToString(),
                ["token"] = await users.GeneratePasswordResetTokenAsync(account),
            }
        );

    private static async Task<IResult> ShowAsync(Guid? account, string? token, UserManager<Account> users) =>
        await WhoseAsync(users, account, token) is { } found ? Page(new(found.Id, found.Email!, token!, []), 200) : Dead();

    private static async Task<IResult> HandleAsync(
        [FromForm] Guid? account,
        [FromForm] string? token,
        [FromForm(Name = "new")] string? wanted,
        UserManager<Account> users,
        IdentityDbContext db,
        CancellationToken cancellationToken
    )
    {
        if (await WhoseAsync(users, account, token) is not { } found)
            return Dead();
        if (!await PasswordRules.AllowAsync(users, wanted))
            return Page(new(found.Id, found.Email!, token!, [new("new", "account.weakPassword")]), 422);
        // Whoever tried passwords before must not keep the owner of the mailbox out. Saved together with the new password.
        var emailHash = SignInFailures.HashOf(found.NormalizedEmail!);
        if (await db.SignInFailures.SingleOrDefaultAsync(x => x.EmailHash == emailHash, cancellationToken) is { } failures)
            db.SignInFailures.Remove(failures);
        return (await users.ResetPasswordAsync(found, token!, wanted!)).Succeeded
            ? NoticePage.Answer("account.resetDone", "account.passwordChanged", 200, new(SignIn.Onwards, "account.signIn"))
            : Dead();
    }

    private static async Task<Account?> WhoseAsync(UserManager<Account> users, Guid? account, string? token) =>
        account is not null
        && !string.IsNullOrEmpty(token)
        && await users.FindByIdAsync(account.Value.ToString()) is { EmailConfirmed: true } found
        && await users.VerifyUserTokenAsync(found, ResetTokens.Provider, UserManager<Account>.ResetPasswordTokenPurpose, token)
            ? found
            : null;

    private static IResult Dead() => NoticePage.DeadLink(new(ForgottenPassword.Path, "account.forgotten"));

    private static RazorComponentResult<ResetPasswordPage> Page(ResetPasswordForm form, int status) =>
        new(new { Form = form }) { StatusCode = status, PreventStreamingRendering = true };
}

/// <summary>What the page for a new password shows, to who has a valid link.</summary>
public sealed record ResetPasswordForm(Guid Account, string Email, string Token, IReadOnlyList<Mistake> Mistakes);

/// <summary>Tokens of links to a new password live an hour; those that confirm an address live a day.</summary>
internal sealed class ResetTokens(IDataProtectionProvider protection, IOptions<ResetTokenOptions> options, ILogger<ResetTokens> logger)
    : DataProtectorTokenProvider<Account>(protection, options, logger)
{
    public const string Provider = "PasswordReset";
}

internal sealed class ResetTokenOptions : DataProtectionTokenProviderOptions
{
    public ResetTokenOptions() => (Name, TokenLifespan) = (ResetTokens.Provider, TimeSpan.FromHours(1));
}
