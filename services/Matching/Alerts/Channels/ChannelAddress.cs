using Microsoft.Extensions.Configuration;

namespace TechTransfer.Matching.Alerts.Channels;

/// <summary>Which URLs a channel may have: a robot's is one of its platform, a webhook's anything the egress rules let through when it is called.</summary>
internal sealed class ChannelAddress(IConfiguration configuration)
{
    public const int Longest = 500;

    private readonly bool _private = configuration.GetValue("Alerts:AllowPrivateAddresses", false);

    /// <summary>What is wrong with it, or null.</summary>
    public string? Refuse(ChannelKind kind, string? url)
    {
        if (
            url is null
            || url.Length > Longest
            || url.Any(char.IsControl)
            || !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.UserInfo.Length > 0
        )
            return $"An https address of at most {Longest} characters.";
        if (address.Scheme != Uri.UriSchemeHttps && !(_private && address.Scheme == Uri.UriSchemeHttp))
            return $"An https address of at most {Longest} characters.";
        return RobotBase(kind) is { } robots && !url.StartsWith(robots, StringComparison.Ordinal) ? $"It begins with {robots}." : null;
    }

    /// <summary>Where the platform's robots are; another one can be set, for a proxy or a private installation.</summary>
    private string? RobotBase(ChannelKind kind) =>
        kind switch
        {
            ChannelKind.WeCom => configuration["Alerts:WeComRobots"] ?? "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",
            ChannelKind.DingTalk => configuration["Alerts:DingTalkRobots"] ?? "https://oapi.dingtalk.com/robot/send?access_token=",
            ChannelKind.Feishu => configuration["Alerts:FeishuRobots"] ?? "https://open.feishu.cn/open-apis/bot/v2/hook/",
            _ => null,
        };

    /// <summary>Enough to tell one from another; the rest of a robot's address is a secret.</summary>
    public static string Masked(AlertChannel channel) =>
        channel.Kind is ChannelKind.Mail or ChannelKind.Webhook ? channel.Address
        : channel.Address.Length <= 8 ? "…"
        : new Uri(channel.Address).Host + "/…" + channel.Address[^4..];
}
