[assembly: AssemblyFixture(typeof(TechTransfer.Identity.Tests.IdentityApp))]

namespace TechTransfer.Identity.Tests;

/// <summary>Issuer and session with the demo province on a real port, started once; tests use different people, so they do not meet.</summary>
public sealed class IdentityApp : IAsyncLifetime
{
    private TestApp? _app;

    public TestApp App => _app ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _app = await StartAsync("Limits:SignInsPerMinute=1000");

    public static Task<TestApp> StartAsync(params string[] settings) =>
        TestApp.StartAsync(() => [new IdentityService(), new SessionModule()], realIssuer: true, settings);

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
