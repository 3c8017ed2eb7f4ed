using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using IPNetwork = System.Net.IPNetwork;

namespace TechTransfer.Hosting;

/// <summary>
/// Who is believed when a request says for whom it comes: <c>TrustedProxies</c>, addresses and networks with a comma between them. For a service that
/// is the gateway, for the gateway whatever ends TLS before it. Without the setting nobody is, and the caller is who opened the connection.
/// </summary>
public static class TrustedProxies
{
    private const string Setting = "TrustedProxies";

    /// <summary>TLS may end before this process, so that it sees plain http of people who use https.</summary>
    public static bool StandsBehindProxy(this IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[Setting]);

    /// <exception cref="WrongSettingException">One of them is no address and no network.</exception>
    internal static void AddTrustedProxies(this IHostApplicationBuilder builder)
    {
        var networks = (builder.Configuration[Setting] ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(Network)
            .ToList();
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // The last one says who came to it; what stands before that in the header is hearsay.
            options.ForwardLimit = 1;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in networks)
                options.KnownIPNetworks.Add(network);
        });
    }

    internal static void UseTrustedProxies(this WebApplication app)
    {
        if (app.Configuration.StandsBehindProxy())
            app.UseForwardedHeaders();
    }

    private static IPNetwork Network(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new WrongSettingException($"{Setting} are addresses or networks like 10.0.0.0/8, with a comma between them; \"{text}\" is none.");
    }
}
