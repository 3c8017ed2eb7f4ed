using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Hosting;
using TechTransfer.Listings.Create;
using TechTransfer.Listings.Organisations;

namespace TechTransfer.Listings.Revise;

/// <summary>
/// PUT: a new version. A published listing stays public beside its revision, unless only contact, price, validity or whom it is
/// hidden from changed, which need no review.
/// </summary>
internal static class ReviseListing
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPut("/{id:guid}", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Head>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        [FromBody] TContent? body,
        Caller caller,
        HttpContext http,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var listing = await desk.FindAsync(id, caller, cancellationToken);
        if (listing is null)
            return Problem.NotFound(desk.Kind.Name);
        if (!Lifecycle.MayEver(ListingAction.Revise, caller.StandingOf(listing)))
            return Problem.Forbidden("Only the listing's owner may change it.");
        if (http.Request.IfMatch() is not { } version)
            return Problem.NeedsIfMatch();
        if (version != listing.Version)
            return Problem.Stale(listing.Version, Head.Of(listing));
        if (desk.Begin(listing, ListingAction.Revise, caller).Refusal is { } refusal)
            return refusal;
        if (body is null)
            return Problem.NoBody();

        var content = desk.Kind.Normalise(body);
        var valid = await desk.Kind.Limits.ValidateAsync(content, cancellationToken);
        if (!valid.IsValid)
            return valid.ToProblem();
        if (
            !caller.NamesHimself(body.Organisation)
            && (await desk.Db.NamedAsync(body.Organisation!, cancellationToken))?.Id != listing.OrganisationId
        )
            return Problem.Invalid("organisation", "A listing stays with the organisation it was entered for.");
        // The key of an import is the listing's own; leaving it out does not cut it off.
        content = content with
        {
            Region = content.Region ?? listing.OrganisationRegion,
            Source = content.Source ?? listing.Source,
            ExternalId = content.ExternalId ?? listing.ExternalId,
        };
        if (content.Source != listing.Source || content.ExternalId != listing.ExternalId)
            return Problem.Invalid("externalId", "Source and externalId cannot change.");

        desk.KeepVersion(listing);
        var announcement = Announcement.None;
        if (listing is { State: ListingState.Published, Revision: null } && SameButForFreeFields(desk.Kind, listing.Content, content))
        {
            if (desk.Kind.ValidUntil(content, desk.Now) is var until && until <= desk.Now)
                return Problem.Invalid("validUntil", "The validity has passed.");
            listing.Amend(content, listing.Incomplete, until, caller.Name, desk.Now);
            announcement = Announcement.Published;
        }
        else
            listing.Revise(content, caller.Name, desk.Now);
        var hidden = listing.HiddenFrom;
        if (await desk.ConcealAsync(listing, cancellationToken) is { } unknown)
            return unknown;
        // Whom it is hidden from now shall not wait for the review of its text.
        if (listing.IsPublic && !(hidden ?? []).SequenceEqual(listing.HiddenFrom ?? []))
            announcement = Announcement.Published;
        await desk.SaveAsync(listing, caller, "revise", $"version {listing.Version}", announcement, cancellationToken);
        http.Response.SetETag(listing.Version);
        return TypedResults.Ok(Head.Of(listing));
    }

    private static bool SameButForFreeFields<TContent>(ListingKind<TContent> kind, TContent before, TContent after)
        where TContent : ListingContent =>
        JsonSerializer.Serialize(kind.Reviewed(before), ListingJson.Options) == JsonSerializer.Serialize(kind.Reviewed(after), ListingJson.Options);
}
