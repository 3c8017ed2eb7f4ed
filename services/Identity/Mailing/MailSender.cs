using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Hosting;
using TechTransfer.Mail;
using TechTransfer.Messaging;

namespace TechTransfer.Identity.Mailing;

/// <summary>Sends the mails that wait, one replica at a time. A row goes after its mail was sent, so a mail is never lost and at worst comes twice.</summary>
internal sealed class MailSender(
    IServiceScopeFactory scopes,
    MailSignal signal,
    IMailer mailer,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<MailSender> logger
) : BackgroundService
{
    /// <summary>The server has the mail, its row is still there.</summary>
    public const string AfterSend = "after-mail-sent";
    private const string LeaseName = "mail-sender";
    private const int AtOnce = 8;

    /// <summary>Longer than as many mails take as are sent under one lease, each with a silent server.</summary>
    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.WhenStartedAsync(stoppingToken);
        if (!mailer.IsAvailable)
        {
            logger.LogWarning("No mail server is set up (Mail:Host), so nobody can sign up, be invited or reset a password.");
            return;
        }
        var holder = Lease.NewHolder();
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                if (!await RoundAsync(holder, stoppingToken))
                    await signal.WaitAsync(Pace, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.LogError(failure, "Mails could not be sent; tried again");
                await signal.WaitAsync(Pace, stoppingToken);
            }
    }

    /// <returns>True when there may be more.</returns>
    private async Task<bool> RoundAsync(string holder, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var now = time.GetUtcNow();
        var due = db.Mails.Where(x => x.NotBefore <= now);
        if (
            !await due.AnyAsync(cancellationToken) || await Lease.TryTakeAsync(db, LeaseName, holder, LeaseLength, cancellationToken) is not { } token
        )
            return false;
        try
        {
            var batch = await due.AsNoTracking().OrderBy(x => x.NotBefore).Take(AtOnce).ToListAsync(cancellationToken);
            foreach (var mail in batch)
                await SendAsync(db, mail, cancellationToken);
            return batch.Count == AtOnce;
        }
        finally
        {
            await Lease.ReleaseAsync(db, LeaseName, token, CancellationToken.None);
        }
    }

    private Dictionary<string, string> HeadersOf(PendingMail mail)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Auto-Submitted"] = "auto-generated" };
        if (mail.Unsubscribe is { } path)
            (headers["List-Unsubscribe"], headers["List-Unsubscribe-Post"]) = ($"<{configuration.PublicUrl()}{path}>", "List-Unsubscribe=One-Click");
        return headers;
    }

    private async Task SendAsync(IdentityDbContext db, PendingMail mail, CancellationToken cancellationToken)
    {
        var row = db.Mails.Where(x => x.Id == mail.Id);
        try
        {
            if (mail.To is not null)
            {
                await mailer.SendAsync(
                    new OutgoingMail(mail.Id.ToString("D"), mail.To, mail.Subject, mail.Text) { Headers = HeadersOf(mail) },
                    cancellationToken
                );
                CrashPoints.Reached(AfterSend);
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (mail.Failed(time.GetUtcNow()))
            {
                logger.LogWarning(failure, "Mail {Mail} could not be sent; tried again at {NotBefore}", mail.Id, mail.NotBefore);
                await row.ExecuteUpdateAsync(
                    x => x.SetProperty(y => y.Attempts, mail.Attempts).SetProperty(y => y.NotBefore, mail.NotBefore),
                    cancellationToken
                );
                return;
            }
            logger.LogError(failure, "Mail {Mail} could not be sent for two days and is given up", mail.Id);
        }
        await row.ExecuteDeleteAsync(cancellationToken);
    }
}
