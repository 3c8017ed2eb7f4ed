using System.Text.RegularExpressions;
using MimeKit;
using TechTransfer.TestApplication;

namespace TechTransfer.Browser.Tests.Harness;

/// <summary>What came by mail: the files that Development keeps instead of a mail server.</summary>
internal sealed partial class Mailbox(string folder)
{
    /// <summary>Path and query of the link of that path in the newest mail to the address, once there is one.</summary>
    /// <param name="former">That of an earlier mail, which is not wanted.</param>
    public async Task<string> LinkAsync(string to, string path, string? former = null) =>
        (await TestApp.EventuallyAsync(() => FindAsync(to, path), x => x is not null && x != former, TimeSpan.FromSeconds(30)))!;

    private async Task<string?> FindAsync(string to, string path) =>
        await NewestAsync(to) is { } mail
            ? LinkPattern().Matches(mail.TextBody ?? "").Select(x => new Uri(x.Value)).First(x => x.AbsolutePath == path).PathAndQuery
            : null;

    private async Task<MimeMessage?> NewestAsync(string to)
    {
        if (!Directory.Exists(folder))
            return null;
        // Ids of mails grow with time.
        foreach (var file in Directory.GetFiles(folder, "*.eml").OrderDescending(StringComparer.Ordinal))
            if (await MimeMessage.LoadAsync(file) is var mail && mail.To.Mailboxes.Any(x => x.Address == to))
                return mail;
        return null;
    }

    [GeneratedRegex(@"https?://[^\s]+", default, 1000)]
    private static partial Regex LinkPattern();
}
