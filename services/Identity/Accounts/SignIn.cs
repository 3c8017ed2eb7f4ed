using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using TechTransfer.Hosting;
using TechTransfer.Identity.Demo;

namespace TechTransfer.Identity.Accounts;

/// <summary>GET and POST /account/sign-in: the page that asks for e-mail and password, on behalf of an authorization request it goes back to.</summary>
internal static class SignIn
{
    public const string Path = "/account/sign-in";

    /// <summary>The word for a right password of an account whose address is not confirmed; the page then offers the mail again.</summary>
    internal const string Unconfirmed = "account.unconfirmed";

    /// <summary>Without an address to go back to: the front door begins a session, for which this sign-in then counts.</summary>
    internal const string Onwards = "/signin";

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ShowAsync);
        routes.MapPost(Path, HandleAsync).AddEndpointFilter<SignInRate>();
    }

    private static async Task<RazorComponentResult<SignInPage>> ShowAsync(
        string? returnUrl,
        IdentityDbContext db,
        IHostEnvironment environment,
        CancellationToken cancellationToken
    ) => Page(new SignInForm("", LocalAddress.IsLocal(returnUrl) ? returnUrl : null, [], await DemoAsync(db, environment, cancellationToken)), 200);

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<SignInPage>>> HandleAsync(
        [FromForm] string? email,
        [FromForm] string? password,
        [FromForm] string? returnUrl,
        PasswordCheck check,
        IdentityDbContext db,
        IHostEnvironment environment,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var back = LocalAddress.IsLocal(returnUrl) ? returnUrl : null;
        var mistakes = new List<Mistake>();
        if (string.IsNullOrWhiteSpace(email))
            mistakes.Add(new("email", "account.missingEmail"));
        if (string.IsNullOrEmpty(password))
            mistakes.Add(new("password", "account.missingPassword"));
        if (mistakes.Count == 0)
        {
            var account = await check.TryAsync(email!, password!, cancellationToken);
            if (account is { EmailConfirmed: true })
            {
                await context.SignInAsync(IdentityConstants.ApplicationScheme, SignedInAccount.Principal(account));
                return TypedResults.Redirect(back ?? Onwards);
            }
            mistakes.Add(new("email", account is null ? "account.refused" : Unconfirmed));
        }
        return Page(new SignInForm(email ?? "", back, mistakes, await DemoAsync(db, environment, cancellationToken)), 422);
    }

    internal static RazorComponentResult<SignInPage> Page(SignInForm form, int status) =>
        new(new { Form = form }) { StatusCode = status, PreventStreamingRendering = true };

    private static async Task<IReadOnlyList<DemoPerson>> DemoAsync(
        IdentityDbContext db,
        IHostEnvironment environment,
        CancellationToken cancellationToken
    ) => environment.IsDevelopment() && await DemoProvince.IsHereAsync(db, cancellationToken) ? DemoProvince.Read().People : [];
}

/// <summary>What the sign-in page shows.</summary>
/// <param name="Email">As typed; the password is never shown again.</param>
/// <param name="ReturnUrl">A path of this site, or null.</param>
/// <param name="Demo">Sample sign-ins to offer; only in Development.</param>
public sealed record SignInForm(string Email, string? ReturnUrl, IReadOnlyList<Mistake> Mistakes, IReadOnlyList<DemoPerson> Demo);

/// <summary>Something to correct before the form is taken.</summary>
/// <param name="Field">The id of the field it belongs to.</param>
/// <param name="Word">The dictionary's key of what is wrong.</param>
public sealed record Mistake(string Field, string Word);
