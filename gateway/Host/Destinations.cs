using System.Net;
using TechTransfer.Hosting;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;

namespace TechTransfer.Gateway.Host;

/// <summary>Where the replicas of each service are: <c>Services:&lt;Service&gt;</c>, addresses with a semicolon between them.</summary>
internal static class Destinations
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <exception cref="WrongSettingException">A service has no address, or what is there is none.</exception>
    public static IReadOnlyList<ClusterConfig> Clusters(IConfiguration configuration) =>
        [.. RouteTable.Prefixes.Keys.Select(service => Cluster(service, Read(configuration, service)))];

    /// <summary>A name may stand for several replicas and for others tomorrow.</summary>
    public static bool AreNamed(IEnumerable<ClusterConfig> clusters) =>
        clusters.SelectMany(x => x.Destinations!.Values).Any(x => !IPAddress.TryParse(new Uri(x.Address).Host.Trim('[', ']'), out _));

    private static List<Uri> Read(IConfiguration configuration, string service)
    {
        var setting = $"Services:{char.ToUpperInvariant(service[0])}{service[1..]}";
        var addresses = (configuration[setting] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (addresses.Length == 0)
            throw new WrongSettingException($"{setting} is missing: the addresses of its replicas, like http://10.0.0.5:8080;http://10.0.0.6:8080.");
        return [.. addresses.Select(x => Address(setting, x))];
    }

    private static Uri Address(string setting, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", PathAndQuery: "/" }
            ? address
            : throw new WrongSettingException(
                $"{setting} are addresses like http://10.0.0.5:8080, with a semicolon between them; \"{text}\" is none."
            );

    private static ClusterConfig Cluster(string service, IReadOnlyList<Uri> addresses) =>
        new()
        {
            ClusterId = service,
            LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
            Destinations = addresses
                .DistinctBy(x => x.Authority, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(
                    x => x.Authority,
                    x => new DestinationConfig { Address = x.GetLeftPart(UriPartial.Authority) },
                    StringComparer.OrdinalIgnoreCase
                ),
            HealthCheck = new HealthCheckConfig
            {
                // Where all are unwell they are asked all the same: each says best what it lacks.
                AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
                Active = new ActiveHealthCheckConfig
                {
                    Enabled = true,
                    Path = "/health/ready",
                    Interval = LookEvery,
                    Timeout = LookEvery,
                    Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
                },
                Passive = new PassiveHealthCheckConfig
                {
                    Enabled = true,
                    Policy = nameof(NoConnection),
                    ReactivationPeriod = LookEvery * 2,
                },
            },
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [ConsecutiveFailuresHealthPolicyOptions.ThresholdMetadataName] = "1",
            },
        };
}
