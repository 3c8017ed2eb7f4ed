using System.Collections.Immutable;
using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Organisations;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace TechTransfer.Identity.Issuer;

/// <summary>What a token says: who, acting for which organisation, in which roles, where.</summary>
internal static class TokenClaims
{
    public const string Organisation = "org";
    public const string Region = "region";
    public const string Client = "client";

    /// <summary>The account's security stamp; kept in codes and refresh tokens only, so that a new password ends them.</summary>
    public const string Stamp = "stamp";

    /// <param name="acting">Null for somebody who belongs to no organisation yet; such a token only opens what concerns himself.</param>
    public static ClaimsPrincipal Of(Account account, Membership? acting, ImmutableArray<string> scopes)
    {
        var identity = NewIdentity(account.Id.ToString(), account.Name);
        identity.SetClaim(Claims.Email, account.Email).SetClaim(Stamp, account.SecurityStamp);
        if (acting?.Organisation is { } organisation)
            ActFor(identity, organisation, acting.Roles);
        return Finish(identity, scopes);
    }

    public static ClaimsPrincipal Of(ApiClient client, ImmutableArray<string> scopes)
    {
        var identity = NewIdentity(client.ClientId, client.Name);
        identity.SetClaim(Client, "true");
        ActFor(identity, client.Organisation!, client.Roles);
        return Finish(identity, scopes);
    }

    private static ClaimsIdentity NewIdentity(string subject, string name)
    {
        var identity = new ClaimsIdentity(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claims.Name, Claims.Role);
        return identity.SetClaim(Claims.Subject, subject).SetClaim(Claims.Name, name);
    }

    private static void ActFor(ClaimsIdentity identity, Organisation organisation, IEnumerable<string> roles) =>
        identity.SetClaim(Organisation, organisation.Id.ToString()).SetClaim(Region, organisation.Region).SetClaims(Claims.Role, [.. roles]);

    private static ClaimsPrincipal Finish(ClaimsIdentity identity, ImmutableArray<string> scopes)
    {
        identity.SetScopes(scopes).SetResources(ServiceScopes.Audiences(scopes));
        identity.SetDestinations(claim =>
            claim.Type switch
            {
                Claims.Name when identity.HasScope(Scopes.Profile) => [Destinations.AccessToken, Destinations.IdentityToken],
                Claims.Email when identity.HasScope(Scopes.Email) => [Destinations.AccessToken, Destinations.IdentityToken],
                Stamp => [],
                _ => [Destinations.AccessToken],
            }
        );
        return new ClaimsPrincipal(identity);
    }
}
