using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using OpenIddict.Server.AspNetCore;
using TechTransfer.Identity.Accounts;

namespace TechTransfer.Identity.Issuer;

/// <summary>
/// GET or POST /connect/logout. A client that shows the id token it got here is believed and the issuer's cookie ends at once; anybody else (a link
/// on a foreign page) only reaches a page with a button.
/// </summary>
internal static class EndSession
{
    public static async Task<IResult> HandleAsync(HttpContext context)
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("Not an OpenID Connect request.");
        if (string.IsNullOrEmpty(request.IdTokenHint))
            return Results.Redirect(SignOut.Path);
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        return Results.SignOut(new AuthenticationProperties { RedirectUri = "/" }, [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }
}
