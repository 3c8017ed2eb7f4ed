using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.History;

/// <summary>GET audit: who did what and when, for owner, reviewer and administrator; oldest first.</summary>
internal static class ListAudit
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/{id:guid}/audit", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var listing = await desk.FindAsync(id, caller, cancellationToken);
        if (listing is null)
            return Problem.NotFound(desk.Kind.Name);
        var audience = await desk.Db.AudienceAsync(listing, caller, cancellationToken);
        if (!audience.Owner && !audience.Reviewer && !caller.IsAdministrator)
            return Problem.Forbidden("The audit trail is shown to the owner and the reviewer.");
        // Whom an anonymous listing belongs to is not told to an administrator either: what its own people did stands without them.
        var veiled = !audience.KnowsOwner && (desk.Kind.IsAnonymous(listing.Content) || desk.Kind.IsAnonymous(listing.PublicContent));
        var owner = listing.OrganisationId;
        var items = await desk
            .Db.Audit.Where(x => x.ListingId == id)
            .OrderBy(x => x.Id)
            .LeftJoin(
                desk.Db.Organisations,
                x => x.OrganisationId,
                x => x.Id,
                (act, organisation) =>
                    veiled && (act.OrganisationId == owner || act.OrganisationId == null)
                        ? new Item(act.At, "", null, act.Action, null)
                        : new Item(act.At, act.By, organisation!.Name, act.Action, act.Detail)
            )
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new Answer(items));
    }

    internal sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="By">Empty where it may not be told.</param>
    /// <param name="Organisation">Whom the person acted for.</param>
    internal sealed record Item(DateTimeOffset At, string By, string? Organisation, string Action, string? Detail);
}
