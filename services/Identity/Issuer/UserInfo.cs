using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace TechTransfer.Identity.Issuer;

/// <summary>GET or POST /connect/userinfo: the claims of the person whose access token is shown.</summary>
internal static class UserInfo
{
    public static async Task<IResult> HandleAsync(HttpContext context)
    {
        var user = (await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal!;
        return Results.Ok(
            new Answer(
                user.GetClaim(Claims.Subject)!,
                user.GetClaim(Claims.Name),
                user.GetClaim(Claims.Email),
                user.GetClaim(TokenClaims.Organisation),
                user.GetClaim(TokenClaims.Region),
                [.. user.GetClaims(Claims.Role)]
            )
        );
    }

    private sealed record Answer(string Sub, string? Name, string? Email, string? Org, string? Region, string[] Role);
}
