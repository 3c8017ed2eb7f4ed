using System.Collections.Concurrent;
using Microsoft.Playwright;
using TechTransfer.Browser.Tests.Harness;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Product))]
[assembly: Parallelization(MaxThreads = 2)]

namespace TechTransfer.Browser.Tests.Harness;

/// <summary>
/// One running product and one browser for all tests of this project: a Standalone of its own or, for tests that need no mail, the product with a demo province
/// whose address TECHTRANSFER_PRODUCT names. Each visit has a browser profile of its own.
/// </summary>
public sealed class Product : IAsyncLifetime
{
    public const string Password = "demo-Pass-2026";

    private readonly Uri? _elsewhere = Environment.GetEnvironmentVariable("TECHTRANSFER_PRODUCT") is { Length: > 0 } address
        ? new Uri(address)
        : null;
    private readonly Standalone _standalone = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _signedIn = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string?, string, int, bool), Lazy<Task<IBrowserContext>>> _lookers = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Uri Address => _elsewhere ?? _standalone.Address;
    internal Mailbox Mailbox => _elsewhere is null ? new(_standalone.Mails) : throw new InvalidOperationException("Its mails are not here.");
    internal Api Api { get; private set; } = null!;
    internal Scene Scene { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (_elsewhere is null)
            await _standalone.StartAsync();
        Api = new Api(Address);
        Scene = await Scene.PlayAsync(Api);
        if (!Chromium.IsHere)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright);
    }

    /// <param name="who">An e-mail address of the demo province; null for a visitor.</param>
    internal async Task<Visit> VisitAsync(string? who = null, string language = "zh", int width = 1280, bool dark = false, bool script = true)
    {
        var context = await ContextAsync(who, language, width, dark, script);
        return new Visit(context, await context.NewPageAsync());
    }

    /// <summary>A visit that only looks at a page: one browser profile for all that look as this person and in this way, so stylesheets are fetched once.</summary>
    internal async Task<Visit> LookAsync(string? who, string language, int width, bool dark)
    {
        var context = await _lookers
            .GetOrAdd((who, language, width, dark), _ => new(() => ContextAsync(who, language, width, dark, script: true)))
            .Value;
        return new Visit(context, await context.NewPageAsync(), isOwner: false);
    }

    private async Task<IBrowserContext> ContextAsync(string? who, string language, int width, bool dark, bool script)
    {
        var context = await _browser!.NewContextAsync(
            new()
            {
                BaseURL = Address.ToString(),
                ViewportSize = new() { Width = width, Height = width < 600 ? 844 : 900 },
                IsMobile = width < 600,
                HasTouch = width < 600,
                Locale = language == "en" ? "en-GB" : "zh-CN",
                TimezoneId = "Asia/Shanghai",
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                ReducedMotion = ReducedMotion.Reduce,
                JavaScriptEnabled = script,
                StorageState = who is null ? null : await SessionOfAsync(who),
            }
        );
        context.SetDefaultTimeout(60_000);
        return context;
    }

    /// <summary>The cookies after one sign-in through the page, which later visits of this person begin with.</summary>
    private Task<string> SessionOfAsync(string who) => _signedIn.GetOrAdd(who, x => new Lazy<Task<string>>(() => SignInAsync(x))).Value;

    private async Task<string> SignInAsync(string who)
    {
        await using var visit = await VisitAsync();
        await visit.SignInAsync(who);
        return await visit.Page.Context.StorageStateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
        Api?.Dispose();
        await _standalone.DisposeAsync();
    }
}
