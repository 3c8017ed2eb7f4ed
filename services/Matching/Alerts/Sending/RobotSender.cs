using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TechTransfer.Matching.Alerts.Channels;

namespace TechTransfer.Matching.Alerts.Sending;

/// <summary>Robots in groups of 企业微信, 钉钉 and 飞书: each its own message and way of signing; all answer 200 and say in the body whether they took it.</summary>
internal sealed class RobotSender(OutgoingHttp http, TimeProvider time) : ISender
{
    /// <summary>企业微信 takes 2,048 bytes of text, the others more.</summary>
    private const int MostBytes = 2_048;

    public IReadOnlyList<ChannelKind> Kinds => [ChannelKind.WeCom, ChannelKind.DingTalk, ChannelKind.Feishu];

    public async Task<string?> SendAsync(AlertChannel channel, Message message, CancellationToken cancellationToken)
    {
        var text = Cut(message.Title + "\n\n" + message.Text.TrimEnd());
        var (address, body) = channel.Kind switch
        {
            ChannelKind.WeCom => (channel.Address, new { msgtype = "text", text = new { content = text } }),
            ChannelKind.DingTalk => (SignedForDingTalk(channel), new { msgtype = "text", text = new { content = text } }),
            _ => (channel.Address, ForFeishu(channel, text)),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body, body.GetType()) };
        var (status, answer) = await http.SendAsync(request, cancellationToken);
        return status is < 200 or >= 300 ? $"The platform answered {status}." : Refusal(answer);
    }

    /// <summary>https://open.dingtalk.com/document/robots/customize-robot-security-settings: milliseconds, key and text both hold the secret.</summary>
    private string SignedForDingTalk(AlertChannel channel)
    {
        if (channel.Secret is not { } secret)
            return channel.Address;
        var stamp = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var sign = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{stamp}\n{secret}"));
        return $"{channel.Address}&timestamp={stamp}&sign={Uri.EscapeDataString(Convert.ToBase64String(sign))}";
    }

    /// <summary>https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: seconds, the key is time and secret, nothing is signed with it.</summary>
    private object ForFeishu(AlertChannel channel, string text)
    {
        if (channel.Secret is not { } secret)
            return new { msg_type = "text", content = new { text } };
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var sign = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{timestamp}\n{secret}"), ReadOnlySpan<byte>.Empty));
        return new
        {
            timestamp,
            sign,
            msg_type = "text",
            content = new { text },
        };
    }

    private static string? Refusal(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var root = document.RootElement;
            foreach (var (code, why) in new[] { ("errcode", "errmsg"), ("code", "msg"), ("StatusCode", "StatusMessage") })
                if (root.TryGetProperty(code, out var number) && number.ValueKind == JsonValueKind.Number)
                    return number.GetInt64() == 0
                        ? null
                        : $"The platform refused it: {number} {(root.TryGetProperty(why, out var text) ? text.ToString() : "")}";
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // No answer of such a platform.
        }
        return "The platform's answer cannot be understood.";
    }

    private static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MostBytes)
            return text;
        var kept = new StringBuilder();
        var bytes = 3;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MostBytes)
                break;
            kept.Append(rune);
        }
        return kept.Append('…').ToString();
    }
}
