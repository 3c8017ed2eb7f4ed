using static OpenIddict.Abstractions.OpenIddictConstants;

namespace TechTransfer.Identity.Issuer;

/// <summary>What a token may be asked for: the services it shall serve, and the usual OpenID Connect scopes about the person.</summary>
internal static class ServiceScopes
{
    /// <summary>Each is a scope and the audience of the service of that name.</summary>
    public static readonly string[] Services = ["identity", "achievements", "demands", "matching", "contracts"];

    public static readonly string[] All = [.. Services, Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.OfflineAccess];

    /// <summary>The services asked for; all when none is named.</summary>
    public static string[] Audiences(IEnumerable<string> asked)
    {
        var named = Services.Intersect(asked, StringComparer.Ordinal).ToArray();
        return named.Length > 0 ? named : Services;
    }
}
