using System.Text.RegularExpressions;
using MimeKit;

namespace TechTransfer.Identity.Tests;

/// <summary>What came by mail: the files that Development keeps instead of a mail server.</summary>
internal static partial class Mailbox
{
    /// <summary>All mails to that address once there are so many, the oldest first.</summary>
    public static Task<IReadOnlyList<MimeMessage>> MailsAsync(this TestApp app, string to, int count = 1) =>
        TestApp.EventuallyAsync(() => ReadAsync(app, to), x => x.Count >= count);

    /// <summary>The path and query of the link of that path in the newest of so many mails.</summary>
    public static async Task<string> LinkAsync(this TestApp app, string to, string path, int count = 1)
    {
        var mails = await app.MailsAsync(to, count);
        var link = LinkPattern().Matches(mails[^1].TextBody ?? "").Select(x => new Uri(x.Value)).First(x => x.AbsolutePath == path);
        return link.PathAndQuery;
    }

    private static async Task<IReadOnlyList<MimeMessage>> ReadAsync(TestApp app, string to)
    {
        var folder = new DirectoryInfo(Path.Combine(app.Folder, "mail"));
        if (!folder.Exists)
            return [];
        var mails = new List<MimeMessage>();
        // Ids of mails grow with time.
        foreach (var file in folder.GetFiles("*.eml").OrderBy(x => x.Name, StringComparer.Ordinal))
            mails.Add(await MimeMessage.LoadAsync(file.FullName, TestContext.Current.CancellationToken));
        return mails.FindAll(x => x.To.Mailboxes.Any(m => m.Address == to));
    }

    [GeneratedRegex(@"https?://[^\s]+", default, 1000)]
    private static partial Regex LinkPattern();
}
