using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using TechTransfer.Hosting;

namespace TechTransfer.Mail;

public static class MailSetup
{
    /// <summary>
    /// Mail through the server of <c>Mail:Host</c>; in Development without one into the folder <c>mail</c> of the data folder, or that of <c>Mail:Folder</c>; otherwise
    /// there is none.
    /// </summary>
    /// <exception cref="WrongSettingException">A setting is missing or wrong.</exception>
    public static void AddMail(this IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (configuration["Mail:Host"] is { Length: > 0 } host)
        {
            var server = SmtpServer.Read(host, configuration);
            builder.Services.TryAddSingleton<IMailer>(_ => new SmtpMailer(server));
        }
        else if (configuration["Mail:Folder"] is { Length: > 0 } folder)
            builder.Services.TryAddSingleton<IMailer>(_ => new MailFolder(folder));
        else if (builder.Environment.IsDevelopment())
            builder.Services.TryAddSingleton<IMailer>(services => new MailFolder(services.GetRequiredService<DataFolder>().File("mail")));
        else
            builder.Services.TryAddSingleton<IMailer, NoMailer>();
    }

    private sealed class NoMailer : IMailer
    {
        public bool IsAvailable => false;

        public Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("No mail server is set up (Mail:Host).");
    }
}

/// <summary>The settings of a mail server.</summary>
/// <param name="Security"><c>startTls</c> (the default), <c>tls</c> from the first byte, or <c>none</c> for a server on the same machine.</param>
internal sealed record SmtpServer(string Host, int Port, string Security, string? User, string? Password, string From)
{
    private static readonly string[] Securities = ["startTls", "tls", "none"];

    public static SmtpServer Read(string host, IConfiguration configuration)
    {
        var security = configuration["Mail:Security"] ?? Securities[0];
        if (!Securities.Contains(security, StringComparer.Ordinal))
            throw new WrongSettingException($"Mail:Security is one of {string.Join(", ", Securities)}; \"{security}\" is none.");
        var port = configuration["Mail:Port"] ?? (security == "tls" ? "465" : "587");
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is 0 or > 65535)
            throw new WrongSettingException($"Mail:Port is a number from 1 to 65535; \"{port}\" is none.");
        if (
            configuration["Mail:From"] is not { Length: > 0 } from
            || !MimeKit.MailboxAddress.TryParse(from, out var sender)
            || sender.Domain is null or ""
        )
            throw new WrongSettingException("Mail:From is the address that mail comes from, like TechTransfer <noreply@example.org>.");
        return new SmtpServer(host, number, security, configuration["Mail:User"], configuration["Mail:Password"], from);
    }
}
