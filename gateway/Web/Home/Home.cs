using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Home;
using TechTransfer.Gateway.Web.Layout;

namespace TechTransfer.Gateway.Web;

internal static class HomeRoutes
{
    public static void MapHome(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/", () => Pages.Show<HomePage>());
    }
}
