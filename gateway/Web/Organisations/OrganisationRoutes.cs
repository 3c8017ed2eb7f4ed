using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Organisations;

namespace TechTransfer.Gateway.Web;

internal static class OrganisationRoutes
{
    public static void MapOrganisations(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/organisations/{id:guid}", (Guid id) => Pages.Show<OrganisationProfilePage>(("Id", id)));
    }
}
