using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using TechTransfer.Hosting;

namespace TechTransfer.Gateway.Session;

/// <summary>The two addresses that begin and end a session. Neither shows a page of its own: the issuer does.</summary>
internal static class SessionPages
{
    public const string OrganisationItem = "organisation";

    public static void MapSessionPages(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithMetadata(new NoBearerToken()).ExcludeFromDescription();
        group.MapGet("/signin", SignInAsync);
        // The cookie is SameSite=Lax, so a foreign page's form arrives without a session and ends nothing.
        group.MapPost("/signout", SignOutAsync).DisableAntiforgery();
    }

    /// <param name="returnUrl">Where to go afterwards; only addresses of this site count.</param>
    /// <param name="organisation">The organisation to act for; the last one when absent.</param>
    private static async Task<Results<RedirectHttpResult, ChallengeHttpResult>> SignInAsync(
        string? returnUrl,
        string? organisation,
        HttpContext context,
        IConfiguration configuration
    )
    {
        // Begun at http://127.0.0.1 it would end at http://localhost, where the browser does not send the cookies of the beginning.
        var publicUrl = new Uri(configuration.PublicUrl());
        var asked = context.Request.Host.Host;
        if (publicUrl.IsLoopback && asked != publicUrl.Host && asked is ("localhost" or "127.0.0.1" or "[::1]"))
            return TypedResults.Redirect(configuration.PublicUrl() + context.Request.Path + context.Request.QueryString);
        // A new sign-in gets a new key: nobody can prepare a session for somebody else to sign in to.
        await context.SignOutAsync(SessionModule.Cookie);
        var properties = new AuthenticationProperties { RedirectUri = LocalAddress.IsLocal(returnUrl) ? returnUrl : "/" };
        if (Guid.TryParse(organisation, out var id))
            properties.Items[OrganisationItem] = id.ToString();
        return TypedResults.Challenge(properties, [SessionModule.Oidc]);
    }

    private static async Task<Results<RedirectHttpResult, SignOutHttpResult>> SignOutAsync(HttpContext context, AccessTokens tokens)
    {
        var session = await context.AuthenticateAsync(SessionModule.Cookie);
        if (!session.Succeeded)
            return TypedResults.Redirect("/");
        await tokens.RevokeAsync(session.Properties!);
        return TypedResults.SignOut(new AuthenticationProperties { RedirectUri = "/" }, [SessionModule.Oidc, SessionModule.Cookie]);
    }
}
