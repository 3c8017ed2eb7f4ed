using Microsoft.Data.Sqlite;
using Shouldly;
using TechTransfer.System.Tests.Journeys;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Erasing;

/// <summary>
/// Somebody erases his account through the pages, and the process is killed before and after another service has taken it in: what he had there goes all the same, and
/// stays gone when everything is told once more.
/// </summary>
public sealed class ErasureJourney
{
    [Fact]
    public async Task An_erasure_survives_kills_and_is_finished()
    {
        await using var process = new StandaloneProcess();
        await process.StartAsync(null);
        using var browser = new SignedInBrowser(process.Address);
        await browser.SignInAsync("member@demo");
        await browser.SubmitAsync(
            "/my/searches/new?q=aerogel",
            new
            {
                Name = "Aerogels",
                Q = "aerogel",
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
        (await browser.TextAsync("/my/data/download")).ShouldContain("Aerogels");
        Held(process).ShouldBe((1, 1));
        await AskedForAndKilledAsync(process, browser);
        await process.StartAsync("after-inbox-commit:1");
        (await process.ExitedAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue(process.LastWords);
        await process.StartAsync(null);

        await TestApp.EventuallyAsync(() => Task.FromResult(Held(process)), held => held == (0, 0), TimeSpan.FromSeconds(60));
        await TestApp.EventuallyAsync(() => Task.FromResult(Count(process, "identity.db", "outbox")), open => open == 0, TimeSpan.FromSeconds(60));
        Count(process, "matching.db", "search_changes").ShouldBe(2, "saved once, forgotten once");
        Directory
            .GetFiles(Path.Combine(process.Folder, "mail"), "*.eml")
            .Count(x => File.ReadAllText(x).Contains("member@demo", StringComparison.Ordinal))
            .ShouldBe(1, "the last mail");
    }

    /// <summary>
    /// The process ends before the first service has taken the erasure in. What a service announces behind its start may come first; then it is let pass, and tried
    /// again.
    /// </summary>
    private static async Task AskedForAndKilledAsync(StandaloneProcess process, SignedInBrowser browser)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await TestApp.EventuallyAsync(
                () => Task.FromResult(Stores.Sum(x => Count(process, x, "outbox"))),
                open => open == 0,
                TimeSpan.FromSeconds(60)
            );
            await process.KillAsync();
            await process.StartAsync("before-inbox-commit:1");
            try
            {
                await browser.SubmitAsync("/account/erase", new { password = "demo-Pass-2026", understood = "yes" });
            }
            catch (HttpRequestException)
            {
                // The process ended before it answered; what it committed counts.
            }
            (await process.ExitedAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue(process.LastWords);
            if (Count(process, "identity.db", "erasures") == 1)
                return;
            await process.StartAsync(null);
        }
        Assert.Fail("Something else was taken in first, again and again.");
    }

    private static readonly string[] Stores = ["identity.db", "achievements.db", "demands.db", "matching.db", "contracts.db"];

    private static (long Searches, long Channels) Held(StandaloneProcess process) =>
        (Count(process, "matching.db", "saved_searches"), Count(process, "matching.db", "alert_channels"));

    private static long Count(StandaloneProcess process, string file, string table)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(process.Folder, file)};Pooling=False;Default Timeout=30");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }
}
