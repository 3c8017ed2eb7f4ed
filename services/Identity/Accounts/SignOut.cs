using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace TechTransfer.Identity.Accounts;

/// <summary>GET and POST /account/sign-out: ends the issuer's own session for somebody who did not come by way of a client that proves who it is.</summary>
internal static class SignOut
{
    public const string Path = "/account/sign-out";

    public static void MapSignOut(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, () => Page(done: false));
        routes.MapPost(Path, HandleAsync);
    }

    /// <param name="confirm">Not used; a form field makes the anti-forgery token be checked.</param>
    private static async Task<RazorComponentResult<SignOutPage>> HandleAsync([FromForm] string? confirm, HttpContext context)
    {
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        return Page(done: true);
    }

    private static RazorComponentResult<SignOutPage> Page(bool done) => new(new { Done = done }) { PreventStreamingRendering = true };
}
