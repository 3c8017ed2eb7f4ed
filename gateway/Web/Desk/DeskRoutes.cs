using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Desk;
using TechTransfer.Gateway.Web.Layout;

namespace TechTransfer.Gateway.Web;

internal static class DeskRoutes
{
    public static void MapDesk(this IEndpointRouteBuilder pages) => pages.MapGet("/desk", () => Pages.Show<DeskPage>());
}
