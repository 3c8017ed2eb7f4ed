using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Search;

namespace TechTransfer.Gateway.Web;

internal static class SearchRoutes
{
    public static void MapSearch(this IEndpointRouteBuilder pages) => pages.MapGet("/search", () => Pages.Show<SearchPage>());
}
