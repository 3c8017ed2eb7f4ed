using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;

namespace TechTransfer.Gateway.Web.Reports;

/// <summary>
/// How often a visitor's network address may report through the pages: Limits:ReportsPerHour (10) an hour and replica. The API sees this front door instead of him.
/// </summary>
internal sealed class VisitorReports(IConfiguration configuration) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress?> _limiter = PartitionedRateLimiter.Create<IPAddress?, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(
            Network(address),
            _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = configuration.GetValue("Limits:ReportsPerHour", 10),
                Window = TimeSpan.FromHours(1),
            }
        )
    );

    public bool Allows(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(address);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>One household has a whole /64 of IPv6.</summary>
    private static string Network(IPAddress? address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address?.MapToIPv4().ToString() ?? "";
}
