using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.OwnData;

/// <summary>GET /api/my-data/{service}: what a person did to listings, which files he handed in, which undertakings he gave and what he read under them. Listings themselves belong to organisations.</summary>
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
                    .ToListAsync(cancellationToken),
                await db
                    .Grants.AsNoTracking()
                    .Where(x => x.AskedBySubject == subject)
                    .OrderBy(x => x.Id)
                    .Select(x => new OwnUndertaking(
                        x.Id,
                        x.ListingId,
                        x.OrganisationId,
                        db.People.Where(y => y.Subject == subject).Select(y => y.Name).Single(),
                        x.Sections,
                        x.Purpose,
                        x.UndertakingVersion,
                        x.UndertakingSha256,
                        x.AskedAt
                    ))
                    .ToListAsync(cancellationToken),
                await db
                    .SectionViews.AsNoTracking()
                    .Where(x => x.Subject == subject)
                    .OrderBy(x => x.Id)
                    .Select(x => new OwnView(x.ListingId, x.Version, x.OrganisationId, x.Sections, x.FileId, x.At))
                    .ToListAsync(cancellationToken)
            )
        );
    }

    internal sealed record Answer(
        IReadOnlyList<OwnChange> Changes,
        IReadOnlyList<OwnImport> Imports,
        IReadOnlyList<OwnUndertaking> Undertakings,
        IReadOnlyList<OwnView> Views
    );

    /// <param name="Name">As it stands in the record.</param>
    internal sealed record OwnChange(Guid ListingId, Guid? OrganisationId, string Name, string Action, string? Detail, DateTimeOffset At);

    /// <param name="Sha256">Of the text that was accepted.</param>
    internal sealed record OwnUndertaking(
        Guid Id,
        Guid ListingId,
        Guid OrganisationId,
        string Name,
        IReadOnlyList<string> Sections,
        string Purpose,
        string Version,
        string Sha256,
        DateTimeOffset At
    );

    internal sealed record OwnView(
        Guid ListingId,
        long Version,
        Guid OrganisationId,
        IReadOnlyList<string> Sections,
        Guid? FileId,
        DateTimeOffset At
    );

    internal sealed record OwnImport(Guid Id, Guid OrganisationId, string Name, string FileName, long Rows, DateTimeOffset At);
}
