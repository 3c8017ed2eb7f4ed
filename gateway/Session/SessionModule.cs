using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using TechTransfer.Hosting;

namespace TechTransfer.Gateway.Session;

/// <summary>The browser's session at the front door: a cookie with a key, the tokens in the Gateway database, a bearer token for what stands behind.</summary>
public sealed class SessionModule : ServiceModule
{
    internal const string Cookie = "Session";
    internal const string Oidc = "SessionOidc";

    /// <summary>With https the prefix makes browsers refuse the cookie from any other host or path.</summary>
    internal const string SecureCookieName = "__Host-tt";
    internal const string PlainCookieName = "tt";

    /// <summary>A session ends this long after its last use.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public override string Name => "session";

    public override void Add(IHostApplicationBuilder builder)
    {
        var publicUrl = builder.Configuration.PublicUrl();
        var isHttps = publicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        builder.AddServiceDatabase<GatewayDbContext, SqliteGatewayDbContext, PostgresGatewayDbContext>("Gateway");
        builder.Services.AddDataProtection().SetApplicationName("TechTransfer").PersistKeysToDbContext<GatewayDbContext>();
        builder.Services.AddSingleton<SessionStore>();
        builder.Services.AddSingleton<AccessTokens>();
        builder.Services.AddHostedService<ExpiredSessions>();
        builder
            .Services.AddAuthentication()
            .AddCookie(Cookie, cookie => ConfigureCookie(cookie, isHttps))
            .AddOpenIdConnect(Oidc, oidc => ConfigureOidc(oidc, builder.Configuration, publicUrl));
        builder.Services.AddOptions<CookieAuthenticationOptions>(Cookie).Configure<SessionStore>((cookie, store) => cookie.SessionStore = store);
    }

    public override void Use(IApplicationBuilder app) => app.UseMiddleware<SessionToBearer>();

    public override void Map(IEndpointRouteBuilder routes) => routes.MapSessionPages();

    public override async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await ServiceDatabase.MigrateAsync<GatewayDbContext>(services, cancellationToken);
        await using var scope = services.CreateAsyncScope();
        if (scope.ServiceProvider.GetRequiredService<GatewayDbContext>().Database.IsSqlite() && !OperatingSystem.IsWindows())
            // It holds the keys that protect cookies and sessions. SQLite gives its side files the same mode.
            File.SetUnixFileMode(services.GetRequiredService<DataFolder>().File("gateway.db"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void ConfigureCookie(CookieAuthenticationOptions cookie, bool isHttps)
    {
        cookie.Cookie.Name = isHttps ? SecureCookieName : PlainCookieName;
        cookie.Cookie.Path = "/";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = isHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        cookie.ExpireTimeSpan = Lifetime;
        cookie.SlidingExpiration = true;
    }

    private static void ConfigureOidc(OpenIdConnectOptions oidc, IConfiguration configuration, string publicUrl)
    {
        oidc.SignInScheme = Cookie;
        oidc.Authority = configuration["Identity:Authority"] ?? publicUrl;
        if (configuration["Identity:MetadataAddress"] is { Length: > 0 } inner)
            oidc.MetadataAddress = inner;
        oidc.RequireHttpsMetadata =
            configuration["Identity:MetadataAddress"] is null && oidc.Authority.StartsWith("https:", StringComparison.Ordinal);
        oidc.ClientId = configuration["Identity:GatewayClient"] ?? "techtransfer-gateway";
        oidc.ClientSecret = configuration["Identity:GatewaySecret"];
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        // The answer comes back by GET, so that cookies of SameSite=Lax suffice, with http on this machine too.
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.CorrelationCookie.SameSite = oidc.NonceCookie.SameSite = SameSiteMode.Lax;
        oidc.CorrelationCookie.SecurePolicy = oidc.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        oidc.UsePkce = true;
        oidc.MapInboundClaims = false;
        oidc.SaveTokens = true;
        oidc.DisableTelemetry = true;
        oidc.Scope.Clear();
        foreach (var scope in "openid profile email offline_access identity achievements demands matching contracts".Split(' '))
            oidc.Scope.Add(scope);
        oidc.Events.OnRedirectToIdentityProvider = context =>
        {
            context.ProtocolMessage.IssuerAddress = AsPeopleReachIt(context.ProtocolMessage.IssuerAddress);
            context.ProtocolMessage.RedirectUri = publicUrl + oidc.CallbackPath;
            if (context.Properties.Items.TryGetValue(SessionPages.OrganisationItem, out var organisation))
                context.ProtocolMessage.SetParameter("organisation", organisation);
            return Task.CompletedTask;
        };
        oidc.Events.OnRedirectToIdentityProviderForSignOut = context =>
        {
            context.ProtocolMessage.IssuerAddress = AsPeopleReachIt(context.ProtocolMessage.IssuerAddress);
            context.ProtocolMessage.PostLogoutRedirectUri = publicUrl + oidc.SignedOutCallbackPath;
            return Task.CompletedTask;
        };
        oidc.Events.OnRemoteFailure = async context =>
        {
            context.HandleResponse();
            await Problem
                .Of(
                    400,
                    "sign-in-failed",
                    "The sign-in was not completed: it took too long, was begun in another browser, or was refused. Begin again at /signin."
                )
                .ExecuteAsync(context.HttpContext);
        };

        // Asked at an inner address, our own issuer names its pages by that; a browser must be sent to the public one.
        string AsPeopleReachIt(string address) => oidc.Authority == publicUrl ? publicUrl + new Uri(address).PathAndQuery : address;
    }
}
