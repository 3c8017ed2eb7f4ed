using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace TechTransfer.Hosting;

/// <summary>Looks at settings before anything is built of them, so that a slip of the pen stops the start and not the first request that needs it.</summary>
internal static class Settings
{
    private static readonly string[] Counts = ["Limits:RequestBytes", "Limits:SignInsPerMinute", "Limits:WriteWaitSeconds"];

    /// <exception cref="WrongSettingException">Names the setting and what it should be.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var name in Counts)
            if (
                configuration[name] is { } text
                && (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is 0 or > int.MaxValue)
            )
                throw new WrongSettingException($"{name} is a whole number from 1 to {int.MaxValue}; \"{text}\" is none.");
        foreach (var url in (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (!IsAddress(url))
                throw new WrongSettingException($"urls are addresses to listen on, like http://localhost:5080; \"{url}\" is none.");
    }

    /// <summary>What a service needs that runs without the others.</summary>
    /// <exception cref="WrongSettingException">Names the setting and what it is for.</exception>
    public static void CheckAlone(IConfiguration configuration, string service)
    {
        if (string.IsNullOrWhiteSpace(configuration.GetConnectionString("RabbitMq")))
            throw new WrongSettingException($"ConnectionStrings:RabbitMq is missing: {service} alone would hear of no other service.");
        if (string.IsNullOrWhiteSpace(configuration["PublicUrl"] ?? configuration["Identity:Authority"]))
            throw new WrongSettingException(
                $"PublicUrl is missing: the gateway's address as people type it, whose tokens {service} takes (or Identity:Authority, another issuer)."
            );
    }

    private static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url).Scheme is "http" or "https";
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
