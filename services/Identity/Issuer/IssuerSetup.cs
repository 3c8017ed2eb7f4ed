using Microsoft.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenIddict.Server;
using TechTransfer.Hosting;

namespace TechTransfer.Identity.Issuer;

/// <summary>The OpenID Connect issuer: which flows it answers, at which addresses, how long its tokens live.</summary>
internal static class IssuerSetup
{
    public const string Authorize = "/connect/authorize";
    public const string Token = "/connect/token";
    public const string UserInfo = "/connect/userinfo";
    public const string EndSession = "/connect/logout";

    public static void AddIssuer(this IHostApplicationBuilder builder)
    {
        var publicUrl = PublicUri(builder);
        builder
            .Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<IdentityDbContext>().ReplaceDefaultEntities<Guid>())
            .AddServer(server =>
            {
                server
                    .SetIssuer(publicUrl)
                    .SetAuthorizationEndpointUris(Authorize)
                    .SetTokenEndpointUris(Token)
                    .SetUserInfoEndpointUris(UserInfo)
                    .SetEndSessionEndpointUris(EndSession)
                    .SetRevocationEndpointUris("/connect/revoke")
                    .AllowAuthorizationCodeFlow()
                    .AllowClientCredentialsFlow()
                    .AllowRefreshTokenFlow()
                    .RequireProofKeyForCodeExchange()
                    .RegisterScopes(ServiceScopes.All)
                    .RegisterClaims(TokenClaims.Organisation, TokenClaims.Region, "name", "email", "role")
                    .SetAccessTokenLifetime(TimeSpan.FromMinutes(10))
                    .SetRefreshTokenLifetime(TimeSpan.FromDays(14))
                    // Services read access tokens for themselves, with the public key alone.
                    .DisableAccessTokenEncryption();
                var http = server
                    .UseAspNetCore()
                    .EnableAuthorizationEndpointPassthrough()
                    .EnableTokenEndpointPassthrough()
                    .EnableUserInfoEndpointPassthrough()
                    .EnableEndSessionEndpointPassthrough();
                // Services ask for its keys within their own network, also where people come by https.
                if (publicUrl.Scheme == Uri.UriSchemeHttp || builder.Configuration.StandsBehindProxy())
                    http.DisableTransportSecurityRequirement();
            });
        builder.Services.AddSingleton<IssuerKeys>();
        builder
            .Services.AddOptions<OpenIddictServerOptions>()
            .Configure<IssuerKeys>(
                (options, keys) =>
                {
                    options.SigningCredentials.AddRange(keys.Signing.Select(x => new Microsoft.IdentityModel.Tokens.SigningCredentials(x, "RS256")));
                    options.EncryptionCredentials.AddRange(
                        keys.Encryption.Select(x => new Microsoft.IdentityModel.Tokens.EncryptingCredentials(x, "A256KW", "A256CBC-HS512"))
                    );
                }
            );
        builder.Services.AddHostedService<TokenPruning>();
    }

    /// <exception cref="WrongSettingException">PublicUrl is no address, or plain http to other machines.</exception>
    private static Uri PublicUri(IHostApplicationBuilder builder)
    {
        var text = builder.Configuration.PublicUrl();
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host is "0.0.0.0" or "[::]")
            throw new WrongSettingException($"PublicUrl must be the address people use, like https://tech.example.cn; \"{text}\" is none.");
        if (uri.Scheme == "http" && !uri.IsLoopback && builder.Configuration["Identity:AllowHttp"] != "true")
            throw new WrongSettingException(
                $"PublicUrl {text} would send passwords in clear; use https, or set Identity:AllowHttp=true on a closed network."
            );
        return uri;
    }
}
