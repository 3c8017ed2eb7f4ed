using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Help;
using TechTransfer.Gateway.Web.Layout;

namespace TechTransfer.Gateway.Web;

internal static class HelpRoutes
{
    public static void MapHelp(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/help", () => Pages.Show<HelpPage>());
        foreach (var manual in Manual.All)
            pages.MapGet(manual.Path, () => Pages.Show<ManualPage>(("Manual", manual)));
        pages.MapGet("/accessibility", () => Pages.Show<AccessibilityPage>());
    }
}
