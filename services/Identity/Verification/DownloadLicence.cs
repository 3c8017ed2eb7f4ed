using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Identity.Verification;

/// <summary>GET /api/identity/organisations/{id}/licence: for the operators of its region and its own people, always as a download.</summary>
internal static class DownloadLicence
{
    public static void MapDownloadLicence(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/identity/organisations/{id:guid}/licence", HandleAsync)
            .RequireAuthorization(Authentication.SignedIn)
            .WithName("IdentityDownloadLicence")
            .WithTags("Identity")
            .Produces<byte[]>(200, "application/pdf", "image/png", "image/jpeg");

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> HandleAsync(
        Guid id,
        Caller caller,
        IdentityDbContext db,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var own = caller.OrganisationId;
        var subtree = caller.IsOperator ? RegionCode.Prefix(caller.Region) : "-";
        var licence = await db
            .Licences.AsNoTracking()
            .Where(x => x.OrganisationId == id)
            .SingleOrDefaultAsync(
                x => x.OrganisationId == own || db.Organisations.Any(o => o.Id == x.OrganisationId && o.Region.StartsWith(subtree)),
                cancellationToken
            );
        if (licence is null)
            return Problem.NotFound("licence");
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.File(licence.Content, licence.ContentType, licence.Name);
    }
}
