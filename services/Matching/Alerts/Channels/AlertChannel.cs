using System.Security.Cryptography;
using System.Text;

namespace TechTransfer.Matching.Alerts.Channels;

internal enum ChannelKind
{
    Mail,
    Webhook,
    WeCom,
    DingTalk,
    Feishu,
}

/// <summary>Where a person's alerts for an organisation are sent to.</summary>
internal sealed class AlertChannel
{
    public required Guid Id { get; init; }
    public required string Subject { get; init; }
    public required Guid OrganisationId { get; init; }
    public required ChannelKind Kind { get; init; }

    /// <summary>The e-mail address of the person's token, or the URL that is posted to.</summary>
    public required string Address { get; set; }

    /// <summary>
    /// What messages are signed with: of a webhook made here; of a robot the one its platform shows, null when the platform asks for none; of mail what its
    /// unsubscribe links are signed with.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>The secret before the last rotation; both sign until <see cref="FormerUntil"/>.</summary>
    public string? FormerSecret { get; set; }
    public DateTimeOffset? FormerUntil { get; set; }
    public required bool English { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastSentAt { get; set; }

    /// <summary>Why the last message could not be delivered; null when it was.</summary>
    public string? Error { get; set; }
    public DateTimeOffset? ErrorAt { get; set; }

    public static string NewSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Lets whoever holds a mail stop the mails without signing in.</summary>
    public string UnsubscribeToken() =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret!), Encoding.UTF8.GetBytes($"unsubscribe:{Id:D}")));

    public bool Accepts(string? token) =>
        Kind == ChannelKind.Mail
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token ?? ""), Encoding.UTF8.GetBytes(UnsubscribeToken()));
}
