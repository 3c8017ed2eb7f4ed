using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using TechTransfer.Hosting;

namespace TechTransfer.Gateway.Host;

/// <summary>
/// How many requests one network address may send to one replica of the gateway within a minute: <c>Limits:RequestsPerMinute</c>, 3,000 where it is
/// not set (a university's people may share an address), 0 for no limit.
/// </summary>
internal static class VisitorLimit
{
    private const string Setting = "Limits:RequestsPerMinute";
    private const int Default = 3000;

    /// <exception cref="WrongSettingException">It is no number.</exception>
    public static void AddVisitorLimit(this IHostApplicationBuilder builder)
    {
        var limit = Read(builder.Configuration);
        builder.Services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = RefuseAsync;
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                limit == 0 || IsHealth(context.Request) || context.RequestServices.GetRequiredService<OwnCalls>().IsOwn(context.Request)
                    ? RateLimitPartition.GetNoLimiter("")
                    : RateLimitPartition.GetSlidingWindowLimiter(
                        Network(context.Connection.RemoteIpAddress),
                        _ => new SlidingWindowRateLimiterOptions
                        {
                            PermitLimit = limit,
                            Window = TimeSpan.FromMinutes(1),
                            SegmentsPerWindow = 6,
                        }
                    )
            );
        });
    }

    /// <summary>Or one address's flood would make a balancer behind the same address believe that the replica is down.</summary>
    private static bool IsHealth(HttpRequest request) => request.Path.StartsWithSegments("/health", StringComparison.Ordinal);

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(10);
        rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await Problem.Of(429, "too-many-requests", "Too many requests from this network address; wait a moment.").ExecuteAsync(rejected.HttpContext);
    }

    private static int Read(IConfiguration configuration)
    {
        if (configuration[Setting] is not { } text)
            return Default;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : throw new WrongSettingException($"{Setting} is a whole number, 0 for no limit; \"{text}\" is none.");
    }

    /// <summary>One household has a whole /64 of IPv6.</summary>
    private static string Network(IPAddress? address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address?.MapToIPv4().ToString() ?? "";
}
