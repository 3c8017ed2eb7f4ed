using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace TechTransfer.Identity.Accounts;

/// <summary>Limits how often one network address may try (setting Limits:SignInsPerMinute, default 30); the page says so with status 429.</summary>
internal sealed class SignInRate(SignInLimiter limiter) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        using var lease = limiter.Try(context.HttpContext.Connection.RemoteIpAddress);
        if (lease.IsAcquired)
            return await next(context);
        context.HttpContext.Response.Headers.RetryAfter = "60";
        return NoticePage.Answer("account.wait", "account.tooMany", 429);
    }
}

internal sealed class SignInLimiter(IConfiguration configuration) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress?> _limiter = PartitionedRateLimiter.Create<IPAddress?, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(
            Network(address),
            _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = configuration.GetValue("Limits:SignInsPerMinute", 30),
                Window = TimeSpan.FromMinutes(1),
            }
        )
    );

    public RateLimitLease Try(IPAddress? address) => _limiter.AttemptAcquire(address);

    public void Dispose() => _limiter.Dispose();

    /// <summary>One household has a whole /64 of IPv6.</summary>
    private static string Network(IPAddress? address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address?.MapToIPv4().ToString() ?? "";
}
