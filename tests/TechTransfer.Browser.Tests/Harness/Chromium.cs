using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace TechTransfer.Browser.Tests.Harness;

/// <summary>The browser of the machine. Nothing is downloaded: the driver comes with the NuGet package, Chromium from the system.</summary>
internal static class Chromium
{
    /// <summary>First the one without windows, with which the same tests took less than half the time.</summary>
    private static readonly string[] Places =
    [
        "/usr/bin/chromium-headless-shell",
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];
    private static readonly string[] Arguments =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--force-color-profile=srgb",
    ];

    public const string Absent = "Chromium is not installed (Debian: chromium-headless-shell and fonts-noto-cjk; or CHROMIUM=/path/to/it)";

    public static string? Path => Places.Prepend(Environment.GetEnvironmentVariable("CHROMIUM")).FirstOrDefault(File.Exists);

    /// <summary>What a test that needs a browser asks before it runs.</summary>
    public static bool IsHere => Path is not null;

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = Arguments });
}

/// <summary>A test in the browser; skipped by name where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        (Skip, SkipType, SkipUnless) = (Chromium.Absent, typeof(Chromium), nameof(Chromium.IsHere));
    }
}

/// <summary>A test in the browser for each row; skipped by name where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        (Skip, SkipType, SkipUnless) = (Chromium.Absent, typeof(Chromium), nameof(Chromium.IsHere));
    }
}
