using System.Collections.Concurrent;
using System.Net;
using Shouldly;
using TechTransfer.System.Tests.Kill;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Journeys;

/// <summary>
/// Somebody saves a search; an achievement is published, and the process is killed before its alert is stored and again when it has been sent but not
/// yet marked so. The alert is once in the inbox and once in the folder of mails, and reaches the webhook at least once under one id.
/// </summary>
public sealed class AlertJourney
{
    private const string Title = "Graphene aerogel membrane for brine desalination";

    [Fact]
    public async Task An_alert_survives_kills_and_is_told_once()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var receiver = new WebhookReceiver();
        await using var process = new StandaloneProcess(settings: ["--Alerts:AllowPrivateAddresses=true"]);
        using var client = new LedgerClient(process.Address);
        await process.StartAsync("before-alerts-commit:1");
        using var browser = new SignedInBrowser(process.Address);
        await browser.SignInAsync("company@demo");
        await browser.SubmitAsync(
            "/my/searches/new?q=aerogel%20desalination",
            new
            {
                Name = "Aerogels",
                Q = "aerogel desalination",
                Tell = "atOnce",
            }
        );
        await browser.SubmitAsync(
            "/my/alert-settings",
            new
            {
                Do = "settings",
                Matches = "atOnce",
                Mail = "true",
            }
        );
        await browser.SubmitAsync(
            "/my/alert-settings",
            new
            {
                Do = "add",
                Kind = "webhook",
                Url = receiver.Address,
            }
        );
        (await client.PublishAsync("demands", LedgerClient.Company, Listing("content"), cancel)).ShouldNotBeNull();

        (await client.PublishAsync("achievements", LedgerClient.University, Listing("summary"), cancel)).ShouldNotBeNull();
        (await process.ExitedAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue(process.LastWords);
        receiver.Ids.ShouldBeEmpty("what is not committed is not sent");
        await process.StartAsync("after-alerts-sent:1");
        (await process.ExitedAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue(process.LastWords);
        receiver.Ids.ShouldHaveSingleItem("it was sent, and nobody knows");
        await process.StartAsync(null);

        await TestApp.EventuallyAsync(() => Task.FromResult(receiver.Ids.Count), sent => sent >= 2, TimeSpan.FromSeconds(60));
        receiver.Ids.Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        await TestApp.EventuallyAsync(
            () => browser.TextAsync("/my/alert-settings"),
            page => !page.Contains("待发送或重试", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)
        );
        Directory.GetFiles(Path.Combine(process.Folder, "mail"), "*.eml").ShouldHaveSingleItem();
        var inbox = await browser.TextAsync("/my/alerts");
        inbox.Split("<h3").Count(x => x.Contains(Title, StringComparison.Ordinal) && x.Contains("Aerogels", StringComparison.Ordinal)).ShouldBe(1);
    }

    private static object Listing(string text) =>
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["title"] = Title,
            [text] = "A graphene aerogel membrane for the desalination of brine with a flux of at least 40 litres, tried for 500 hours.",
            ["modes"] = new[] { "joint" },
            ["declarations"] =
                text == "summary"
                    ? new
                    {
                        noStateSecret = true,
                        entitledToPublish = true,
                        patentFiledOrNotNeeded = true,
                    }
                    : new { noStateSecret = true, entitledToPublish = true },
        };

    private sealed class WebhookReceiver : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly ConcurrentQueue<string> _ids = new();

        public WebhookReceiver()
        {
            Address = $"http://127.0.0.1:{StandaloneProgram.FreePort()}/";
            _listener.Prefixes.Add(Address);
            _listener.Start();
            _ = Task.Run(AnswerAsync);
        }

        public string Address { get; }

        /// <summary>The webhook-id of every message, in the order they came.</summary>
        public IReadOnlyCollection<string> Ids => _ids;

        private async Task AnswerAsync()
        {
            while (_listener.IsListening)
                try
                {
                    var context = await _listener.GetContextAsync();
                    _ids.Enqueue(context.Request.Headers["webhook-id"]!);
                    context.Response.StatusCode = 204;
                    context.Response.Close();
                }
                catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
        }

        public void Dispose() => _listener.Close();
    }
}
