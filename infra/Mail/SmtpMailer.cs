using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.Text;

namespace TechTransfer.Mail;

/// <summary>Through a mail server, a connection for each mail: alerts and confirmations are few.</summary>
internal sealed class SmtpMailer(SmtpServer server) : IMailer
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public bool IsAvailable => true;

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        using var message = MessageOf(mail, server.From);
        using var client = new SmtpClient { Timeout = (int)Timeout.TotalMilliseconds };
        await client.ConnectAsync(
            server.Host,
            server.Port,
            server.Security switch
            {
                "tls" => SecureSocketOptions.SslOnConnect,
                "none" => SecureSocketOptions.None,
                _ => SecureSocketOptions.StartTls,
            },
            cancellationToken
        );
        if (server.User is { Length: > 0 } user)
            await client.AuthenticateAsync(user, server.Password ?? "", cancellationToken);
        await client.SendAsync(message, cancellationToken);
        await client.DisconnectAsync(quit: true, cancellationToken);
    }

    internal static MimeMessage MessageOf(OutgoingMail mail, string from)
    {
        var sender = MailboxAddress.Parse(from);
        var message = new MimeMessage
        {
            Subject = mail.Subject,
            MessageId = $"{mail.Id}@{sender.Domain}",
            Body = new TextPart(TextFormat.Plain) { Text = mail.Text },
        };
        message.From.Add(sender);
        message.To.Add(MailboxAddress.Parse(mail.To));
        foreach (var (name, value) in mail.Headers)
            message.Headers.Add(name, value);
        return message;
    }
}
