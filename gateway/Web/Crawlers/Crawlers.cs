using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using TechTransfer.Gateway.Web.Crawlers;
using TechTransfer.Hosting;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web;

/// <summary>What search engines and browsers ask for by themselves.</summary>
internal static class CrawlerRoutes
{
    /// <summary>Behind a sign-in, or for machines.</summary>
    private static readonly string[] Closed =
    [
        "/account/",
        "/admin",
        "/api/",
        "/connect/",
        "/contracts",
        "/deals",
        "/desk",
        "/introductions",
        "/matches",
        "/my/",
        "/reviews",
        "/signin",
    ];

    public static void MapCrawlers(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/robots.txt", (IConfiguration configuration) => Results.Text(Robots(configuration.PublicUrl())));
        pages.MapGet(
            "/sitemap.xml",
            async (Sitemap sitemap, CancellationToken cancelled) =>
                Results.Bytes(await sitemap.ReadAsync(cancelled), "application/xml; charset=utf-8")
        );
        // For those who do not look into the page, where the icon is named.
        pages.MapGet("/favicon.ico", (AssetUrls urls) => Results.Redirect(urls["_content/TechTransfer.Theme/icon.svg"]));
    }

    private static string Robots(string publicUrl)
    {
        var text = new StringBuilder("User-agent: *\n");
        foreach (var path in Closed)
            text.Append("Disallow: ").Append(path).Append('\n');
        // Pictures of public listings, which previews of links show.
        text.Append("Allow: /api/achievements/*/files/\n");
        return text.Append("\nSitemap: ").Append(publicUrl).Append("/sitemap.xml\n").ToString();
    }
}
