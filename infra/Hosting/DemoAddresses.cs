using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace TechTransfer.Hosting;

/// <summary>Keeps the published demo passwords off other machines.</summary>
public static class DemoAddresses
{
    /// <exception cref="WrongSettingException">In Development it would listen on an address that other machines reach.</exception>
    public static void RefuseToShowDemoBeyondThisMachine(this IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (!builder.Environment.IsDevelopment() || configuration["Development:ListenBeyondThisMachine"] == "true")
            return;
        if (Addresses(configuration).FirstOrDefault(x => !IsThisMachine(x)) is { } open)
            throw new WrongSettingException(
                $"Development has published demo passwords and listens on this machine only, not on {open}. Use http://localhost:5080, or set Development:ListenBeyondThisMachine=true."
            );
    }

    private static IEnumerable<string> Addresses(IConfiguration configuration)
    {
        var listed = configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(x => x["Url"] ?? "");
        var ports = listed.Length > 0 ? [] : new[] { configuration["http_ports"], configuration["https_ports"] }.Where(x => !string.IsNullOrEmpty(x));
        return [.. listed, .. endpoints.Where(x => x.Length > 0), .. ports.Select(x => "port " + x + " of every address")];
    }

    private static bool IsThisMachine(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.IsLoopback || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
}
