using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace TechTransfer.Hosting;

/// <summary>
/// Access tokens of the configured issuer, read by every service for itself. There is no default scheme: a bearer token is read where one is sent,
/// and every policy names the scheme.
/// </summary>
public static class Authentication
{
    public const string Bearer = "Bearer";

    /// <summary>Anybody with a valid token that acts for an organisation.</summary>
    public const string SignedIn = "signed-in";

    /// <summary>Anybody with a valid token, also who belongs to no organisation.</summary>
    public const string AnyToken = "any-token";

    /// <summary>The role's name is the policy's name: RequireAuthorization(Roles.Operator).</summary>
    internal static readonly string[] RolePolicies =
    [
        Roles.Member,
        Roles.Manager,
        Roles.Signatory,
        Roles.Broker,
        Roles.Operator,
        Roles.Registrar,
        Roles.Administrator,
    ];

    /// <summary>The address under which people reach the product; issuer of the tokens.</summary>
    public static string PublicUrl(this IConfiguration configuration) =>
        (configuration["PublicUrl"] ?? (configuration["urls"] ?? "http://localhost:5080").Split(';')[0]).TrimEnd('/');

    internal static void AddBearerAuthentication(this IHostApplicationBuilder builder, IReadOnlyList<ServiceModule> modules)
    {
        // Else the only scheme is tried for each request before UseBearerAuthentication, and what it found is kept, also that there were no keys yet.
        AppContext.SetSwitch("Microsoft.AspNetCore.Authentication.SuppressAutoDefaultScheme", true);
        var publicUrl = builder.Configuration.PublicUrl();
        var authority = builder.Configuration["Identity:Authority"] ?? publicUrl;
        builder
            .Services.AddAuthentication()
            .AddJwtBearer(
                Bearer,
                options =>
                {
                    options.Authority = authority;
                    if (builder.Configuration["Identity:MetadataAddress"] is { Length: > 0 } inner)
                        options.MetadataAddress = inner;
                    options.RequireHttpsMetadata = !IsLoopback(authority) && builder.Configuration["Identity:MetadataAddress"] is null;
                    options.MapInboundClaims = false;
                    options.TokenValidationParameters.ValidTypes = ["at+jwt"];
                    options.TokenValidationParameters.RoleClaimType = "role";
                    options.TokenValidationParameters.NameClaimType = "name";
                    options.TokenValidationParameters.ValidAudiences = modules.Select(x => x.Name);
                    options.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
                    // An issuer that starts later than this service is asked again soon, not after five minutes.
                    options.RefreshInterval = TimeSpan.FromSeconds(5);
                }
            );
        var authorization = builder.Services.AddAuthorizationBuilder();
        authorization.AddPolicy(AnyToken, policy => policy.AddAuthenticationSchemes(Bearer).RequireAuthenticatedUser());
        authorization.AddPolicy(SignedIn, policy => policy.AddAuthenticationSchemes(Bearer).RequireAuthenticatedUser().RequireClaim("org"));
        foreach (var role in RolePolicies)
            authorization.AddPolicy(
                role,
                policy => policy.AddAuthenticationSchemes(Bearer).RequireAuthenticatedUser().RequireClaim("org").RequireRole(role)
            );
    }

    /// <summary>
    /// Reads the bearer token where one is sent, on public routes too: a visitor has none, but a token that is wrong, expired or not meant for the
    /// module that answers gets 401 and never counts as a visitor.
    /// </summary>
    internal static void UseBearerAuthentication(this IApplicationBuilder app) =>
        app.Use(
            async (context, next) =>
            {
                if (
                    context.GetEndpoint() is { } endpoint
                    && endpoint.Metadata.GetMetadata<ModuleName>() is { } module
                    && context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                    && endpoint.Metadata.GetMetadata<NoBearerToken>() is null
                )
                {
                    // Asked first: an issuer that comes back between a failed check and this question would make a valid token a wrong one.
                    if (await IssuerIsAwayAsync(context))
                    {
                        context.Response.Headers.RetryAfter = "5";
                        await Problem
                            .Unavailable("The issuer of tokens does not answer, so the token cannot be checked. Try again.")
                            .ExecuteAsync(context);
                        return;
                    }
                    var result = await context.AuthenticateAsync(Bearer);
                    if (!result.Succeeded || !result.Principal.HasClaim("aud", module.Name))
                    {
                        await context.ChallengeAsync(Bearer);
                        return;
                    }
                    context.User = result.Principal;
                }
                await next(context);
            }
        );

    /// <summary>
    /// This process has never got the issuer's keys, and cannot now. The token may well be valid: a client that was told 401 would throw it away and ask for a new one,
    /// of the issuer that is away.
    /// </summary>
    private static async Task<bool> IssuerIsAwayAsync(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(Bearer);
        try
        {
            if (options.ConfigurationManager is { } issuer)
                await issuer.GetConfigurationAsync(context.RequestAborted);
            return false;
        }
        catch (Exception failure) when (failure is InvalidOperationException or HttpRequestException or IOException)
        {
            return true;
        }
    }

    internal static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.IsLoopback || IPAddress.TryParse(uri.Host, out var ip) && IPAddress.IsLoopback(ip));
}

/// <summary>Metadata of endpoints where an Authorization header is none of ours to read (the issuer's own).</summary>
public sealed class NoBearerToken;
