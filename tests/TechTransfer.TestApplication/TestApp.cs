using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using TechTransfer.Hosting;

namespace TechTransfer.TestApplication;

/// <summary>
/// Real modules on a real port of this machine with their real databases in a folder of their own and the in-memory bus. Tokens are made here,
/// so a service is tested without the issuer; tests of the issuer itself pass <c>realIssuer</c>.
/// </summary>
public sealed class TestApp : IAsyncDisposable
{
    private static readonly SigningCredentials Key = new(new RsaSecurityKey(RSA.Create(2048)) { KeyId = "test" }, SecurityAlgorithms.RsaSha256);
    private readonly Func<ServiceModule[]> _modules;
    private readonly bool _realIssuer;
    private readonly string[] _settings;
    private WebApplication _app;
    private bool _stopped;

    private TestApp(Func<ServiceModule[]> modules, bool realIssuer, string[] settings, string folder, WebApplication app)
    {
        (_modules, _realIssuer, _settings, Folder, _app) = (modules, realIssuer, settings, folder, app);
    }

    public string Folder { get; }
    public IServiceProvider Services => _app.Services;
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <param name="settings">"Key=value" pairs over the defaults.</param>
    public static async Task<TestApp> StartAsync(Func<ServiceModule[]> modules, bool realIssuer = false, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("techtransfer-test-").FullName;
        return new TestApp(modules, realIssuer, settings, folder, await RunAsync(modules(), realIssuer, settings, folder));
    }

    /// <summary>Stops the process's modules and starts them again on the same data. After a start that failed it may be tried again.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    /// <summary>Does something to the data while nothing runs on them, and then what an operator does for the services whose stores were restored.</summary>
    public async Task RestoreAsync(Action<string> work, params string[] restored)
    {
        await StopAsync();
        work(Folder);
        await using (var app = Build(_modules(), _realIssuer, _settings, Folder))
        {
            await ServiceHost.PrepareAsync(app, app.Services.GetRequiredService<IReadOnlyList<ServiceModule>>());
            await Restored.RunAsync(app, restored);
        }
        await StartAgainAsync();
    }

    public HttpClient Visitor() => new() { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>A client whose token acts for the organisation with these roles.</summary>
    public HttpClient As(Guid organisation, string region, params string[] roles)
    {
        var client = Visitor();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(organisation, region, roles));
        return client;
    }

    /// <param name="audience">Null: every module of this process.</param>
    /// <param name="name">Also the first part of the e-mail; null: the subject.</param>
    public string Token(
        Guid organisation,
        string region,
        string[] roles,
        string subject = "tester",
        string[]? audience = null,
        TimeSpan? lifetime = null,
        string? name = null
    )
    {
        var claims = new List<Claim>
        {
            new("sub", subject),
            new("name", name ?? subject),
            new("email", (name ?? subject) + "@example.test"),
            new("org", organisation.ToString()),
            new("region", region),
        };
        claims.AddRange(roles.Select(role => new Claim("role", role)));
        claims.AddRange((audience ?? [.. _modules().Select(x => x.Name)]).Select(x => new Claim("aud", x)));
        return new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = "test",
                Subject = new ClaimsIdentity(claims),
                IssuedAt = DateTime.UtcNow.AddHours(-1),
                NotBefore = DateTime.UtcNow.AddHours(-1),
                Expires = DateTime.UtcNow + (lifetime ?? TimeSpan.FromMinutes(30)),
                SigningCredentials = Key,
                TokenType = "at+jwt",
            }
        );
    }

    /// <summary>Waits for something that happens by itself (an event arriving); fails after ten seconds with what was last seen.</summary>
    /// <param name="pace">How often it looks; slower where a look costs those who are to get on.</param>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> look, Func<T, bool> holds, TimeSpan? limit = null, TimeSpan? pace = null)
    {
        using var timer = new PeriodicTimer(pace ?? TimeSpan.FromMilliseconds(20));
        var end = DateTimeOffset.UtcNow + (limit ?? TimeSpan.FromSeconds(10));
        while (true)
        {
            var seen = await look();
            if (holds(seen))
                return seen;
            if (DateTimeOffset.UtcNow > end)
                throw new TimeoutException($"Waited in vain; last seen: {seen}");
            await timer.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task StartAgainAsync()
    {
        _app = await RunAsync(_modules(), _realIssuer, _settings, Folder);
        _stopped = false;
    }

    private async Task StopAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<WebApplication> RunAsync(ServiceModule[] modules, bool realIssuer, string[] settings, string folder)
    {
        var app = Build(modules, realIssuer, settings, folder);
        try
        {
            await ServiceHost.PrepareAsync(app, modules);
            await app.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static WebApplication Build(ServiceModule[] modules, bool realIssuer, string[] settings, string folder)
    {
        var port = realIssuer ? StandaloneProgram.FreePort() : 0;
        string[] args = ["--urls", $"http://127.0.0.1:{port}", "--data", folder, "--environment", "Development", .. settings.Select(x => "--" + x)];
        return ServiceHost.Build(
            args,
            modules,
            builder =>
            {
                if (!realIssuer)
                    builder.Services.PostConfigure<JwtBearerOptions>(Authentication.Bearer, TrustTestTokens);
            }
        );
    }

    private static void TrustTestTokens(JwtBearerOptions options)
    {
        options.Authority = null;
        options.ConfigurationManager = null;
        options.Configuration = new OpenIdConnectConfiguration();
        options.TokenValidationParameters.ValidIssuer = "test";
        options.TokenValidationParameters.IssuerSigningKey = Key.Key;
    }
}
