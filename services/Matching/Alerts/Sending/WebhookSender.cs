using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TechTransfer.Matching.Alerts.Channels;

namespace TechTransfer.Matching.Alerts.Sending;

/// <summary>
/// Posts to a webhook as Standard Webhooks says (standardwebhooks.com): the id stays over tries, the signature is over id, time and body; while a secret is
/// being rotated both sign.
/// </summary>
internal sealed class WebhookSender(OutgoingHttp http, TimeProvider time) : ISender
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public IReadOnlyList<ChannelKind> Kinds => [ChannelKind.Webhook];

    public async Task<string?> SendAsync(AlertChannel channel, Message message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = "msg_" + message.Id.ToString("N");
        var stamp = now.ToUnixTimeSeconds();
        var body = JsonSerializer.Serialize(
            new
            {
                type = message.Type,
                timestamp = message.At,
                data = message.Data,
            },
            Json
        );
        var signatures = new List<string> { Sign(channel.Secret!, id, stamp, body) };
        if (channel.FormerSecret is { } former && channel.FormerUntil > now)
            signatures.Add(Sign(former, id, stamp, body));
        using var request = new HttpRequestMessage(HttpMethod.Post, channel.Address)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", stamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", string.Join(' ', signatures));
        var (status, _) = await http.SendAsync(request, cancellationToken);
        return status is >= 200 and < 300 ? null : $"The receiver answered {status}.";
    }

    /// <param name="secret"><c>whsec_</c> and the key as base64.</param>
    internal static string Sign(string secret, string id, long timestamp, string body) =>
        "v1,"
        + Convert.ToBase64String(
            HMACSHA256.HashData(
                Convert.FromBase64String(secret["whsec_".Length..]),
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"))
            )
        );
}
