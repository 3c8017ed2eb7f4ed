using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace TechTransfer.Identity.Accounts;

/// <summary>
/// GET and POST /account/password, for who is signed in at the issuer. A new password ends every other sign-in: cookies at once, sessions when their
/// access token is due.
/// </summary>
internal static class ChangePassword
{
    public const string Path = "/account/password";
    private const int MaxLength = 200;

    public static void MapChangePassword(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ShowAsync);
        routes.MapPost(Path, HandleAsync).AddEndpointFilter<SignInRate>();
    }

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<ChangePasswordPage>>> ShowAsync(
        IdentityDbContext db,
        HttpContext context,
        CancellationToken cancellationToken
    ) => await WhoAsync(db, context, cancellationToken) is { } account ? Page(account.Email, [], done: false) : ToSignIn();

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<ChangePasswordPage>>> HandleAsync(
        [FromForm] string? current,
        [FromForm(Name = "new")] string? wanted,
        IdentityDbContext db,
        UserManager<Account> users,
        PasswordCheck check,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (await WhoAsync(db, context, cancellationToken) is not { Email: { } email } account)
            return ToSignIn();
        if (wanted is null or "" || wanted.Length > MaxLength)
            return Page(email, [new("new", "account.weakPassword")], done: false);
        if (await check.TryAsync(email, current ?? "", cancellationToken) is null)
            return Page(email, [new("current", "account.refused")], done: false);
        var changed = await users.ChangePasswordAsync(account, current!, wanted);
        if (!changed.Succeeded)
            return Page(email, [new("new", "account.weakPassword")], done: false);
        await context.SignInAsync(IdentityConstants.ApplicationScheme, SignedInAccount.Principal(account));
        return Page(email, [], done: true);
    }

    private static async Task<Account?> WhoAsync(IdentityDbContext db, HttpContext context, CancellationToken cancellationToken) =>
        await SignedInAccount.FindAsync((await context.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Principal, db, cancellationToken);

    private static RedirectHttpResult ToSignIn() => TypedResults.Redirect(SignIn.Path + "?returnUrl=" + Path);

    private static RazorComponentResult<ChangePasswordPage> Page(string? email, IReadOnlyList<Mistake> mistakes, bool done) =>
        new(
            new
            {
                Email = email,
                Mistakes = mistakes,
                Done = done,
            }
        )
        {
            StatusCode = mistakes.Count > 0 ? 422 : 200,
            PreventStreamingRendering = true,
        };
}
