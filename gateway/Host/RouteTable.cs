using Yarp.ReverseProxy.Configuration;

namespace TechTransfer.Gateway.Host;

/// <summary>Which service answers what. A prefix stands for itself and everything below it.</summary>
internal static class RouteTable
{
    public static readonly IReadOnlyDictionary<string, string[]> Prefixes = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["identity"] = ["/connect", "/account", "/.well-known", "/api/identity", "/api/admin/identity", "/api/my-data/identity"],
        ["achievements"] = ["/api/achievements", "/api/admin/achievements", "/api/my-data/achievements"],
        ["demands"] = ["/api/demands", "/api/admin/demands", "/api/my-data/demands"],
        ["matching"] =
        [
            "/api/search",
            "/api/matches",
            "/api/favourites",
            "/api/reports",
            "/api/saved-searches",
            "/api/alerts",
            "/api/alert-settings",
            "/api/alert-channels",
            "/api/admin/matching",
            "/api/my-data/matching",
        ],
        ["contracts"] = ["/api/introductions", "/api/deals", "/api/contracts", "/api/figures", "/api/admin/contracts", "/api/my-data/contracts"],
    };

    /// <summary>Identity's pages have cookies of their own; the other services know tokens only and are given no cookie, least of all the session's.</summary>
    public static bool MayReadCookies(string service) => service == "identity";

    public static IEnumerable<RouteConfig> Routes() =>
        from service in Prefixes
        from prefix in service.Value
        select new RouteConfig
        {
            RouteId = $"{service.Key}{prefix}",
            ClusterId = service.Key,
            Match = new RouteMatch { Path = prefix + "/{**rest}" },
            // The service has limits for each of its endpoints and answers for them.
            MaxRequestBodySize = -1,
        };
}
