using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Shouldly;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Journeys;

/// <summary>
/// Somebody signs up, and the process is killed when the mail has been handed over but is not yet taken off the list. It is in the drop once, goes again under the same id
/// after the start, and its link works.
/// </summary>
public sealed partial class MailJourney
{
    private const string Email = "lin-xiao@example.test";

    [Fact]
    public async Task A_mail_survives_a_kill_after_it_was_sent()
    {
        await using var process = new StandaloneProcess();
        await process.StartAsync("after-mail-sent:1");
        using var browser = new SignedInBrowser(process.Address);
        var consent = Consent().Match(await browser.TextAsync("/account/sign-up")).Groups[1].Value;
        try
        {
            await browser.SubmitAsync(
                "/account/sign-up",
                new
                {
                    name = "林晓",
                    email = Email,
                    password = "quite-a-long-one",
                    consent,
                }
            );
        }
        catch (HttpRequestException)
        {
            // The process ended before it answered.
        }
        (await process.ExitedAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue(process.LastWords);
        var sent = Drop(process).ShouldHaveSingleItem("handed over");
        Waiting(process).ShouldBe(1, "and nobody knows");
        var first = File.GetLastWriteTimeUtc(sent);

        await process.StartAsync(null);

        await TestApp.EventuallyAsync(() => Task.FromResult(Waiting(process)), waiting => waiting == 0, TimeSpan.FromSeconds(60));
        Drop(process).ShouldHaveSingleItem().ShouldBe(sent);
        File.GetLastWriteTimeUtc(sent).ShouldBeGreaterThan(first, "it went again");
        var link = await MimeKit.MimeMessage.LoadAsync(sent, TestContext.Current.CancellationToken);
        link.To.Mailboxes.ShouldHaveSingleItem().Address.ShouldBe(Email);
        (await browser.TextAsync(Link().Match(link.TextBody!).Value)).ShouldContain(Email);
    }

    private static string[] Drop(StandaloneProcess process) => Directory.GetFiles(Path.Combine(process.Folder, "mail"), "*.eml");

    private static long Waiting(StandaloneProcess process)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(process.Folder, "identity.db")};Pooling=False;Default Timeout=30");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM mails";
        return (long)command.ExecuteScalar()!;
    }

    [GeneratedRegex("name=\"consent\" type=\"checkbox\" value=\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Consent();

    [GeneratedRegex(@"/account/confirm\S+", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
