using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;
using TechTransfer.Hosting;
using TechTransfer.Mail;
using TechTransfer.Theme;

namespace TechTransfer.Identity.Mailing;

/// <summary>
/// Writes mails into the store, to be saved together with the change they tell of. Each is in both languages, since who reads it is not who asked for it and
/// an account has no language, except where somebody chose one for the reader.
/// </summary>
internal sealed class Mails(
    IdentityDbContext db,
    Dictionary words,
    IMailer mailer,
    MailQuota quota,
    MailSignal signal,
    IConfiguration configuration,
    TimeProvider time
)
{
    /// <summary>False when no mail server is set up: pages say so instead of promising a mail.</summary>
    public bool IsAvailable => mailer.IsAvailable;

    /// <summary>The words are <c>mail.KIND.subject</c> and <c>mail.KIND.text</c>. Without a mail server nothing is written.</summary>
    /// <param name="values">Nothing that a stranger typed: a mail of this platform must not carry his text to others.</param>
    public void Write(string to, string kind, params object?[] values)
    {
        if (mailer.IsAvailable)
            Add(to, kind, values);
    }

    /// <summary>As <see cref="Write(string, string, object?[])"/>, with values that differ with the language.</summary>
    /// <param name="unsubscribe">The path to post to of whoever wants no more of these.</param>
    public void Write(string to, string kind, Func<Language, object?[]> values, string unsubscribe)
    {
        if (mailer.IsAvailable)
            Add(
                to,
                $"{In(Language.Chinese, kind, "subject")} / {In(Language.English, kind, "subject")}",
                $"{In(Language.Chinese, kind, "text", values(Language.Chinese))}\n\n{In(Language.English, kind, "text", values(Language.English))}{Foot}",
                unsubscribe
            );
    }

    /// <summary>A word of the dictionary; the first value is what is counted.</summary>
    public string Say(Language language, string key, int count, params object?[] values) =>
        string.Format(
            CultureInfo.InvariantCulture,
            words.Find(key, language, count == 1) ?? throw new InvalidOperationException($"There are no words for {key}."),
            [count, .. values]
        );

    /// <summary>As <see cref="Write(string, string, object?[])"/>, for mails that anybody may cause: a few an hour to one address, so that nobody's mailbox is filled.</summary>
    /// <param name="known">False writes a mail to nobody.</param>
    public void WriteOnDemand(string to, bool known, string kind, params object?[] values)
    {
        if (mailer.IsAvailable && quota.Allows(to))
            Add(known ? to : null, kind, values);
    }

    /// <summary>As <see cref="WriteOnDemand(string, bool, string, object?[])"/>, in the one language that whoever causes it has chosen for the reader.</summary>
    /// <returns>False when the address has had its mails of this hour; whoever causes this one is told so.</returns>
    public bool WriteOnDemand(string to, Language language, string kind, params object?[] values)
    {
        if (!mailer.IsAvailable || !quota.Allows(to))
            return false;
        Add(to, In(language, kind, "subject"), $"{In(language, kind, "text", values)}{Foot}");
        return true;
    }

    /// <summary>The address of a page of this site, for the text.</summary>
    public string Link(string path) => configuration.PublicUrl() + path;

    /// <summary>Call it after the commit; without it the mail goes with the next look, some seconds later.</summary>
    public void SendSoon() => signal.Set();

    private string Foot => $"\n\n-- \nTechTransfer {configuration.PublicUrl()}\n";

    private void Add(string? to, string kind, object?[] values) =>
        Add(
            to,
            $"{In(Language.Chinese, kind, "subject", values)} / {In(Language.English, kind, "subject", values)}",
            $"{In(Language.Chinese, kind, "text", values)}\n\n{In(Language.English, kind, "text", values)}{Foot}"
        );

    private void Add(string? to, string subject, string text, string? unsubscribe = null)
    {
        var now = time.GetUtcNow();
        db.Mails.Add(
            new PendingMail
            {
                Id = Guid.CreateVersion7(now),
                To = to,
                Subject = subject,
                Text = text,
                Unsubscribe = unsubscribe,
                CreatedAt = now,
                NotBefore = now,
            }
        );
    }

    private string In(Language language, string kind, string part, params object?[] values) =>
        string.Format(
            CultureInfo.InvariantCulture,
            words.Find($"mail.{kind}.{part}", language) ?? throw new InvalidOperationException($"There are no words for mail.{kind}.{part}."),
            values
        );
}

/// <summary>How many mails anybody may cause to one address: five an hour and replica.</summary>
internal sealed class MailQuota : IDisposable
{
    public const int PerHour = 5;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(
            address.ToUpperInvariant(),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = PerHour, Window = TimeSpan.FromHours(1) }
        )
    );

    public bool Allows(string address)
    {
        using var lease = _limiter.AttemptAcquire(address);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}

/// <summary>Something is to be sent.</summary>
internal sealed class MailSignal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    public void Set()
    {
        lock (_set)
            if (_set.CurrentCount == 0)
                _set.Release();
    }

    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _set.WaitAsync(most, cancellationToken);

    public void Dispose() => _set.Dispose();
}
