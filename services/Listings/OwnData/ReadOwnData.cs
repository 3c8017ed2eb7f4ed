using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.OwnData;

/// <summary>GET /api/my-data/{service}: what a person did to listings and which files he handed in. Listings themselves belong to organisations.</summary>
internal static class ReadOwnData
{
    public static async Task<Ok<Answer>> HandleAsync<TContent>(
        ClaimsPrincipal user,
        ListingsDbContext<TContent> db,
        HttpContext context,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        context.Response.Headers.CacheControl = "no-store";
        var subject = user.Subject();
        return TypedResults.Ok(
            new Answer(
                await db
                    .Audit.AsNoTracking()
                    .Where(x => x.Subject == subject)
                    .OrderBy(x => x.Id)
                    .Select(x => new OwnChange(x.ListingId, x.OrganisationId, x.By, x.Action, x.Detail, x.At))
                    .ToListAsync(cancellationToken),
                await db
                    .Imports.AsNoTracking()
                    .Where(x => x.Subject == subject)
                    .OrderBy(x => x.Id)
                    .Select(x => new OwnImport(x.Id, x.OrganisationId, x.By, x.FileName, x.Rows, x.CreatedAt))
                    .ToListAsync(cancellationToken)
            )
        );
    }

    internal sealed record Answer(IReadOnlyList<OwnChange> Changes, IReadOnlyList<OwnImport> Imports);

    /// <param name="Name">As it stands in the record.</param>
    internal sealed record OwnChange(Guid ListingId, Guid? OrganisationId, string Name, string Action, string? Detail, DateTimeOffset At);

    internal sealed record OwnImport(Guid Id, Guid OrganisationId, string Name, string FileName, long Rows, DateTimeOffset At);
}
