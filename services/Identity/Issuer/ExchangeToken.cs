using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Organisations;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace TechTransfer.Identity.Issuer;

/// <summary>
/// POST /connect/token. OpenIddict has checked client, secret, code, verifier and refresh token by the time this runs; here it is decided what the
/// new token says. Roles are read anew each time, so a removed role or a suspended organisation is gone within an access token's ten minutes.
/// </summary>
internal static class ExchangeToken
{
    public static async Task<IResult> HandleAsync(HttpContext context, IdentityDbContext db, CancellationToken cancellationToken)
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("Not an OpenID Connect request.");
        var principal = request.IsClientCredentialsGrantType()
            ? await ForClientAsync(request, db, cancellationToken)
            : await ForPersonAsync(context, db, cancellationToken);
        return principal is null
            ? IssuerAnswers.Refuse(Errors.InvalidGrant, "The account or its organisation may not sign in any more.")
            : Results.SignIn(principal, null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private static async Task<ClaimsPrincipal?> ForClientAsync(OpenIddictRequest request, IdentityDbContext db, CancellationToken cancellationToken)
    {
        var client = await db
            .ApiClients.AsNoTracking()
            .Include(x => x.Organisation)
            .SingleOrDefaultAsync(x => x.ClientId == request.ClientId, cancellationToken);
        return client is { Organisation: { } organisation } && organisation.MayBeActedFor() ? TokenClaims.Of(client, request.GetScopes()) : null;
    }

    private static async Task<ClaimsPrincipal?> ForPersonAsync(HttpContext context, IdentityDbContext db, CancellationToken cancellationToken)
    {
        var before = (await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal!;
        var id = Guid.Parse(before.GetClaim(Claims.Subject)!);
        var account = await db
            .Users.AsNoTracking()
            .Include(x => x.Memberships)
                .ThenInclude(x => x.Organisation)
            .SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
        if (account is null || account.SecurityStamp != before.GetClaim(TokenClaims.Stamp))
            return null;
        if (before.GetClaim(TokenClaims.Organisation) is not { } acting)
            return TokenClaims.Of(account, null, before.GetScopes());
        var membership = account.Memberships.SingleOrDefault(x => x.OrganisationId == Guid.Parse(acting));
        return membership is { Organisation: { } organisation } && organisation.MayBeActedFor()
            ? TokenClaims.Of(account, membership, before.GetScopes())
            : null;
    }
}
