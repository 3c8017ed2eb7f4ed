using Microsoft.Extensions.Configuration;
using OpenIddict.Abstractions;
using TechTransfer.Hosting;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace TechTransfer.Identity.Issuer;

/// <summary>What OpenIddict knows of the programs that may ask for tokens.</summary>
internal static class ClientRegistration
{
    public const string GatewayId = "techtransfer-gateway";

    public static OpenIddictApplicationDescriptor OfMachine(string clientId, string name, string secret)
    {
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = clientId,
            ClientSecret = secret,
            ClientType = ClientTypes.Confidential,
            DisplayName = name,
            Permissions = { Permissions.Endpoints.Token, Permissions.Endpoints.Revocation, Permissions.GrantTypes.ClientCredentials },
        };
        AllowScopes(client, ServiceScopes.Services);
        return client;
    }

    /// <summary>Registers the gateway's session under this process's PublicUrl, or corrects the registration after a setting has changed.</summary>
    public static async Task EnsureGatewayAsync(
        IOpenIddictApplicationManager applications,
        IConfiguration configuration,
        CancellationToken cancellationToken
    )
    {
        var wanted = Gateway(configuration);
        if (await applications.FindByClientIdAsync(GatewayId, cancellationToken) is { } existing)
            await applications.UpdateAsync(existing, wanted, cancellationToken);
        else
            await applications.CreateAsync(wanted, cancellationToken);
    }

    private static OpenIddictApplicationDescriptor Gateway(IConfiguration configuration)
    {
        var publicUrl = configuration.PublicUrl();
        // In one process a secret protects nothing that PKCE does not; gateway and issuer on two machines share one by configuration.
        var secret = configuration["Identity:GatewaySecret"];
        var gateway = new OpenIddictApplicationDescriptor
        {
            ClientId = GatewayId,
            ClientSecret = secret,
            ClientType = secret is null ? ClientTypes.Public : ClientTypes.Confidential,
            ConsentType = ConsentTypes.Implicit,
            DisplayName = "TechTransfer",
            RedirectUris = { new Uri(publicUrl + "/signin-oidc") },
            PostLogoutRedirectUris = { new Uri(publicUrl + "/signout-callback-oidc") },
            Permissions =
            {
                Permissions.Endpoints.Authorization,
                Permissions.Endpoints.Token,
                Permissions.Endpoints.EndSession,
                Permissions.Endpoints.Revocation,
                Permissions.GrantTypes.AuthorizationCode,
                Permissions.GrantTypes.RefreshToken,
                Permissions.ResponseTypes.Code,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        };
        AllowScopes(gateway, [.. ServiceScopes.Services, Scopes.Profile, Scopes.Email]);
        return gateway;
    }

    private static void AllowScopes(OpenIddictApplicationDescriptor client, IEnumerable<string> scopes) =>
        client.Permissions.UnionWith(scopes.Select(x => Permissions.Prefixes.Scope + x));
}
