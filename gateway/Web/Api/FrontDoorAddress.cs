using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using TechTransfer.Hosting;

namespace TechTransfer.Gateway.Web.Api;

/// <summary>Where this process itself listens, or <c>Web:ApiAddress</c>.</summary>
internal sealed class FrontDoorAddress(IServer server, IConfiguration configuration)
{
    private readonly Lazy<Uri> _value = new(() => new Uri(configuration["Web:ApiAddress"] ?? Listening(server) ?? configuration.PublicUrl()));

    public Uri Value => _value.Value;

    private static string? Listening(IServer server) =>
        server
            .Features.Get<IServerAddressesFeature>()
            ?.Addresses.OrderByDescending(x => x.StartsWith("http:", StringComparison.Ordinal))
            .Select(x =>
                x.Replace("//[::]:", "//localhost:")
                    .Replace("//0.0.0.0:", "//localhost:")
                    .Replace("//+:", "//localhost:")
                    .Replace("//*:", "//localhost:")
            )
            .FirstOrDefault();
}
