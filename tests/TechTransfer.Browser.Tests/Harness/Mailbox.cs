using System.Text.RegularExpressions;
using MimeKit;
using TechTransfer.TestApplication;

namespace TechTransfer.Browser.Tests.Harness;

/// <summary>What came by mail: the files that Development keeps instead of a mail server.</summary>
internal sealed partial class Mailbox(string folder)
{
    /// <summary>Path and query of the link of that path in the newest mail to the address that has one, once there is one.</summary>
    /// <param name="former">That of an earlier mail, which is not wanted.</param>
    public async Task<string> LinkAsync(string to, string path, string? former = null) =>
        (await TestApp.EventuallyAsync(() => FindAsync(to, path), x => x is not null && x != former, TimeSpan.FromSeconds(30)))!;

    private async Task<string?> FindAsync(string to, string path)
    {
        if (!Directory.Exists(folder))
            return null;
        // Ids of mails grow with time. The newest may be about something else: journeys beside this one write to the same people.
        foreach (var file in Directory.GetFiles(folder, "*.eml").OrderDescending(StringComparer.Ordinal))
        {
            var mail = await MimeMessage.LoadAsync(file);
            if (mail.To.Mailboxes.Any(x => x.Address == to) && LinkIn(mail, path) is { } link)
                return link;
        }
        return null;
    }

    private static string? LinkIn(MimeMessage mail, string path) =>
        LinkPattern().Matches(mail.TextBody ?? "").Select(x => new Uri(x.Value)).FirstOrDefault(x => x.AbsolutePath == path)?.PathAndQuery;

    [GeneratedRegex(@"https?://[^\s]+", default, 1000)]
    private static partial Regex LinkPattern();
}
