using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace TechTransfer.Identity.Accounts;

/// <summary>
/// GET and POST /account/confirm: where the mail's link leads. It asks for the password that was chosen, so that nobody confirms an account that a stranger
/// made for his address, and mail programs that open links confirm nothing. The link works once, for a day.
/// </summary>
internal static class ConfirmEmail
{
    public const string Path = "/account/confirm";

    public static void MapConfirmEmail(this IEndpointRouteBuilder routes)
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
                ["token"] = await users.GenerateEmailConfirmationTokenAsync(account),
            }
        );

    private static async Task<IResult> ShowAsync(Guid? account, string? token, UserManager<Account> users) =>
        await WhoseAsync(users, account, token) is { } found ? Page(new(found.Id, found.Email!, token!, []), 200) : Dead();

    private static async Task<IResult> HandleAsync(
        [FromForm] Guid? account,
        [FromForm] string? token,
        [FromForm] string? password,
        UserManager<Account> users,
        PasswordCheck check,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (await WhoseAsync(users, account, token) is not { } found)
            return Dead();
        if (await check.TryAsync(found.Email!, password ?? "", cancellationToken) is null)
            return Page(new(found.Id, found.Email!, token!, [new("password", "account.refusedPassword")]), 422);
        found.EmailConfirmed = true;
        // The new stamp ends this link and any other; it is saved together with the confirmation.
        if (!(await users.UpdateSecurityStampAsync(found)).Succeeded)
            return Dead();
        await context.SignInAsync(IdentityConstants.ApplicationScheme, SignedInAccount.Principal(found));
        // Where the person says which organisation he works for.
        return TypedResults.Redirect(SignIn.Onwards + "?returnUrl=/join");
    }

    private static async Task<Account?> WhoseAsync(UserManager<Account> users, Guid? account, string? token) =>
        account is not null
        && !string.IsNullOrEmpty(token)
        && await users.FindByIdAsync(account.Value.ToString()) is { EmailConfirmed: false } found
        && await users.VerifyUserTokenAsync(
            found,
            users.Options.Tokens.EmailConfirmationTokenProvider,
            UserManager<Account>.ConfirmEmailTokenPurpose,
            token
        )
            ? found
            : null;

    private static IResult Dead() => NoticePage.DeadLink(new(SendConfirmation.Path, "account.sendAgain"));

    private static RazorComponentResult<ConfirmEmailPage> Page(ConfirmEmailForm form, int status) =>
        new(new { Form = form }) { StatusCode = status, PreventStreamingRendering = true };
}

/// <summary>What the confirmation page shows, to who has a valid link.</summary>
public sealed record ConfirmEmailForm(Guid Account, string Email, string Token, IReadOnlyList<Mistake> Mistakes);
