using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using TechTransfer.TestApplication;

namespace TechTransfer.Browser.Tests.Harness;

/// <summary>Somebody's visit with a browser of their own. What the browser complains of is kept: script errors, refused content, broken requests.</summary>
internal sealed partial class Visit : IAsyncDisposable
{
    private readonly List<string> _complaints = [];
    private readonly bool _isOwner;

    /// <param name="isOwner">The profile ends with the visit; otherwise only the page does.</param>
    public Visit(IBrowserContext context, IPage page, bool isOwner = true)
    {
        (Context, Page, _isOwner) = (context, page, isOwner);
        page.Console += (_, message) =>
        {
            // A page that answers 404 says so in the console too; that is asked about by the test itself.
            if (message.Type is "error" or "warning" && !message.Location.StartsWith(page.Url, StringComparison.Ordinal))
                _complaints.Add($"console: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _complaints.Add("script: " + error);
        page.Response += (_, response) =>
        {
            if (response.Status >= 400 && !response.Request.IsNavigationRequest)
                _complaints.Add($"{response.Status} {response.Url}");
        };
    }

    public IBrowserContext Context { get; }
    public IPage Page { get; }
    public IReadOnlyList<string> Complaints => _complaints;

    public ILocator Main => Page.Locator("main");

    /// <summary>Opens a page of the product and returns its status.</summary>
    public async Task<int> OpenAsync(string address) => (await Page.GotoAsync(address))!.Status;

    /// <summary>Types address and password into the sign-in page, as a person does.</summary>
    public async Task SignInAsync(string who, string returnTo = "/")
    {
        await OpenAsync("/signin?returnUrl=" + Uri.EscapeDataString(returnTo));
        await Page.Locator("#email").FillAsync(who);
        await Page.Locator("#password").FillAsync(Product.Password);
        await Page.Locator(".actionbar button.main").ClickAsync();
        await Page.Locator("form[action='/signout']").WaitForAsync();
    }

    /// <summary>The page has everything WCAG 2.2 A and AA ask for that a program can see, fits its width, and the browser has nothing to complain of.</summary>
    public async Task ShouldBeInOrderAsync()
    {
        var sideways = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        sideways.ShouldBeLessThanOrEqualTo(0, $"{Page.Url} scrolls sideways: {await WhoSticksOutAsync()}");
        // As tall as the page: a bar that sticks to the window's edge covers whatever happens to be behind it.
        var tall = await Page.EvaluateAsync<int>("document.documentElement.scrollHeight");
        await Page.SetViewportSizeAsync(Page.ViewportSize!.Width, Math.Max(tall, Page.ViewportSize.Height));
        var axe = await Page.RunAxe(
            new AxeRunOptions
            {
                RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
                ResultTypes = [ResultType.Violations],
            }
        );
        string.Join('\n', axe.Violations.Select(x => $"{x.Id}: {x.Help} — {string.Join(" | ", x.Nodes.Select(n => n.Html))}"))
            .ShouldBeEmpty(Page.Url);
        Complaints.ShouldBeEmpty(Page.Url);
    }

    /// <summary>Waits for the page that a pressed button leads to; fails with what stands on the page instead.</summary>
    public async Task ArriveAsync(string pattern)
    {
        try
        {
            await Page.WaitForURLAsync(new Regex(pattern));
        }
        catch (TimeoutException late)
        {
            await DrawAsync("not-arrived", whole: true);
            throw new InvalidOperationException($"Wanted {pattern}, stands at {Page.Url}: {await Main.InnerTextAsync()}", late);
        }
    }

    /// <summary>Opens the page again and again until it shows what an event has to bring first.</summary>
    public Task UntilAsync(string address, Func<Task<bool>> holds) =>
        TestApp.EventuallyAsync(
            async () =>
            {
                await OpenAsync(address);
                return await holds();
            },
            seen => seen,
            TimeSpan.FromSeconds(60)
        );

    /// <summary>A picture for whoever wants to look at the pages, in TECHTRANSFER_SCREENSHOTS; none is drawn where that is not set.</summary>
    public Task ShotAsync(string name, bool whole = true) => Wanted is null ? Task.CompletedTask : DrawAsync(name, whole);

    private async Task DrawAsync(string name, bool whole)
    {
        Directory.CreateDirectory(Screenshots);
        await Page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, Unsafe().Replace(name, "-") + ".png"), FullPage = whole });
    }

    /// <summary>A paper as a browser prints it, to be uploaded.</summary>
    public async Task<FilePayload> PrintedAsync(string html, string name)
    {
        var paper = await Context.NewPageAsync();
        await paper.SetContentAsync(html);
        var pdf = await paper.PdfAsync(new() { Format = "A4" });
        await paper.CloseAsync();
        return new()
        {
            Name = name,
            MimeType = "application/pdf",
            Buffer = pdf,
        };
    }

    /// <summary>The upper part of the page, small enough to be shown in another page; as <see cref="ShotAsync"/>.</summary>
    public async Task PictureAsync(string name)
    {
        if (Wanted is null)
            return;
        var folder = Path.Combine(Screenshots, "help");
        Directory.CreateDirectory(folder);
        await Page.ScreenshotAsync(
            new()
            {
                Path = Path.Combine(folder, name + ".jpg"),
                Type = ScreenshotType.Jpeg,
                Quality = 60,
                Clip = new() { Width = 1280, Height = 800 },
            }
        );
    }

    private static string? Wanted => Environment.GetEnvironmentVariable("TECHTRANSFER_SCREENSHOTS") is { Length: > 0 } folder ? folder : null;

    public static string Screenshots => Wanted ?? Path.Combine(AppContext.BaseDirectory, "screenshots");

    private Task<string> WhoSticksOutAsync() =>
        Page.EvaluateAsync<string>(
            """
            [...document.querySelectorAll('body *')].filter(x => x.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
              .slice(0, 5).map(x => x.outerHTML.slice(0, 120)).join(' | ')
            """
        );

    public ValueTask DisposeAsync() => new(_isOwner ? Context.CloseAsync() : Page.CloseAsync());

    [GeneratedRegex("[^\\w.-]+")]
    private static partial Regex Unsafe();
}
