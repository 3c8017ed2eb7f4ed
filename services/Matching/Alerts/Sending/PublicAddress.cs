using System.Net;

namespace TechTransfer.Matching.Alerts.Sending;

/// <summary>Whether an address is of the public internet, by the special-purpose registries of IANA (RFC 6890 and its updates).</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            // The metadata service of Alibaba Cloud lies in 100.64.0.0/10, that of the others in 169.254.0.0/16; this one is Azure's.
            "168.63.129.16/32",
        }.Select(x => IPNetwork.Parse(x)),
    ];

    /// <summary>2000::/3 is all that is given out; in it lie tunnels and examples.</summary>
    private static readonly IPNetwork Unicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] SpecialUnicast =
    [
        .. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(x => IPNetwork.Parse(x)),
    ];

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? !Array.Exists(Special, x => x.Contains(address))
            : Unicast.Contains(address) && !Array.Exists(SpecialUnicast, x => x.Contains(address));
    }
}
