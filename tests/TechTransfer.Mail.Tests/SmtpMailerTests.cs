using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Hosting;

namespace TechTransfer.Mail.Tests;

/// <summary>Mail over SMTP to a server that is really there.</summary>
public sealed class SmtpMailerTests
{
    private static readonly OutgoingMail Mail = new(
        "0199a2b4-alert",
        "li.na@example.org",
        "新匹配：耐高温固态电解质",
        "您的需求有 3 项新的匹配。\n..\n详情见平台。"
    )
    {
        Headers = new Dictionary<string, string> { ["List-Unsubscribe"] = "<https://market.example.org/alerts/off?key=1>" },
    };

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_sent_arrives_as_it_was()
    {
        await using var server = new ReceivingServer();

        await Mailer(server.Port, "none").SendAsync(Mail, Now);

        var message = server.Received.ShouldHaveSingleItem();
        message.Subject.ShouldBe(Mail.Subject);
        message.TextBody!.ReplaceLineEndings("\n").TrimEnd('\n').ShouldBe(Mail.Text);
        message.To.Mailboxes.ShouldHaveSingleItem().Address.ShouldBe(Mail.To);
        message.From.Mailboxes.ShouldHaveSingleItem().Address.ShouldBe("noreply@example.org");
        message.MessageId.ShouldBe("0199a2b4-alert@example.org");
        message.Headers["List-Unsubscribe"].ShouldBe(Mail.Headers["List-Unsubscribe"]);
    }

    [Fact]
    public async Task A_second_try_bears_the_same_message_id()
    {
        await using var server = new ReceivingServer();
        var mailer = Mailer(server.Port, "none");

        await mailer.SendAsync(Mail, Now);
        await mailer.SendAsync(Mail, Now);

        server.Received.Select(message => message.MessageId).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task It_signs_in_where_the_server_asks_for_it()
    {
        await using var server = new ReceivingServer(closed: true);

        await Mailer(server.Port, "none", (ReceivingServer.User, ReceivingServer.Password)).SendAsync(Mail, Now);

        server.Received.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_wrong_password_sends_nothing_and_says_so()
    {
        await using var server = new ReceivingServer(closed: true);

        await Should.ThrowAsync<AuthenticationException>(() => Mailer(server.Port, "none", (ReceivingServer.User, "wrong")).SendAsync(Mail, Now));

        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_offers_no_encryption_gets_nothing()
    {
        await using var server = new ReceivingServer(closed: true);

        await Should.ThrowAsync<NotSupportedException>(() =>
            Mailer(server.Port, null, (ReceivingServer.User, ReceivingServer.Password)).SendAsync(Mail, Now)
        );

        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_refused_before_the_password_is_said()
    {
        await using var server = new ReceivingServer(encrypted: true, closed: true);

        await Should.ThrowAsync<SslHandshakeException>(() =>
            Mailer(server.Port, "startTls", (ReceivingServer.User, ReceivingServer.Password)).SendAsync(Mail, Now)
        );

        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recipient_that_the_server_does_not_know_is_a_failure()
    {
        await using var server = new ReceivingServer { Unknown = Mail.To };

        var refusal = await Should.ThrowAsync<SmtpCommandException>(() => Mailer(server.Port, "none").SendAsync(Mail, Now));

        refusal.ErrorCode.ShouldBe(SmtpErrorCode.RecipientNotAccepted);
    }

    [Fact]
    public async Task A_server_that_is_away_is_a_failure() =>
        await Should.ThrowAsync<SocketException>(() => Mailer(ReceivingServer.FreePort(), "none").SendAsync(Mail, Now));

    [Theory]
    [InlineData("Mail:Security", "ssl", "Mail:Security")]
    [InlineData("Mail:Port", "70000", "Mail:Port")]
    [InlineData("Mail:From", "nobody", "Mail:From")]
    [InlineData("Mail:From", "", "Mail:From")]
    public void A_wrong_setting_stops_the_start_with_its_name(string setting, string value, string named) =>
        Should.Throw<WrongSettingException>(() => Mailer(25, "none", changed: (setting, value))).Message.ShouldContain(named);

    private static IMailer Mailer(
        int port,
        string? security,
        (string User, string Password)? account = null,
        (string Name, string Value)? changed = null
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var settings = new Dictionary<string, string?>
        {
            ["Mail:Host"] = "localhost",
            ["Mail:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Mail:Security"] = security,
            ["Mail:From"] = "TechTransfer <noreply@example.org>",
            ["Mail:User"] = account?.User,
            ["Mail:Password"] = account?.Password,
        };
        if (changed is { } change)
            settings[change.Name] = change.Value;
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddMail();
        return builder.Services.BuildServiceProvider().GetRequiredService<IMailer>();
    }
}
