using Microsoft.Extensions.Configuration;
using TechTransfer.Hosting;
using TechTransfer.Mail;
using TechTransfer.Matching.Alerts.Channels;

namespace TechTransfer.Matching.Alerts.Sending;

/// <summary>Alerts by mail, with the links and headers that stop them.</summary>
internal sealed class MailSender(IMailer mailer, IConfiguration configuration) : ISender
{
    public IReadOnlyList<ChannelKind> Kinds => [ChannelKind.Mail];

    public async Task<string?> SendAsync(AlertChannel channel, Message message, CancellationToken cancellationToken)
    {
        var site = configuration.PublicUrl().TrimEnd('/');
        var text =
            message.Text
            + "-- \n"
            + message.Language.Of("提醒设置：", "Alert settings: ")
            + $"{site}/my/alert-settings\n"
            + message.Language.Of("不再接收提醒邮件：", "Stop these mails: ")
            + site
            + Unsubscribe.Page(channel)
            + "\n";
        await mailer.SendAsync(
            new OutgoingMail(message.Id.ToString("D"), channel.Address, message.Title, text)
            {
                Headers = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["List-Unsubscribe"] = $"<{site}{Unsubscribe.Path(channel)}>",
                    ["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click",
                    ["Auto-Submitted"] = "auto-generated",
                },
            },
            cancellationToken
        );
        return null;
    }
}
