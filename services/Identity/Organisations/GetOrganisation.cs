using AutoMapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Identity.Organisations;

/// <summary>GET /api/identity/organisations/{id}: the public part of an organisation; 404 for one the caller may not know of.</summary>
internal static class GetOrganisation
{
    public static void MapGetOrganisation(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/identity/organisations/{id:guid}", HandleAsync).WithName("IdentityGetOrganisation").WithTags("Identity");

    private static async Task<Results<Ok<OrganisationView>, ProblemHttpResult>> HandleAsync(
        Guid id,
        Caller? caller,
        IdentityDbContext db,
        IMapper mapper,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var organisation = await db.Organisations.AsNoTracking().VisibleTo(caller).SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
        if (organisation is null)
            return Problem.NotFound("organisation");
        context.Response.SetETag(organisation.Version);
        return TypedResults.Ok(mapper.View(organisation, context).WithInsight(organisation, caller));
    }
}
