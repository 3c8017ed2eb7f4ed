using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;

namespace TechTransfer.Matching.Reports;

/// <summary>
/// How often one network address may report without signing in: Limits:ReportsPerHour (10) an hour and replica. What comes from this machine are the pages of the front
/// door, which count their visitors themselves, so it may do so sixty times as often.
/// </summary>
internal sealed class ReportRate(IConfiguration configuration) : IDisposable
{
    private const int Pages = 60;

    private readonly PartitionedRateLimiter<IPAddress?> _limiter = PartitionedRateLimiter.Create<IPAddress?, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(
            Network(address),
            network => new FixedWindowRateLimiterOptions
            {
                PermitLimit = configuration.GetValue("Limits:ReportsPerHour", 10) * (network.Length == 0 ? Pages : 1),
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

    /// <summary>One household has a whole /64 of IPv6; nothing for this machine.</summary>
    private static string Network(IPAddress? address) =>
        address is null || IPAddress.IsLoopback(address) ? ""
        : address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
        : address.MapToIPv4().ToString();
}
