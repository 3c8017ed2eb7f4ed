using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Create;
using TechTransfer.Listings.Similar;
using TechTransfer.Listings.Submit;

namespace TechTransfer.Listings.Publish;

/// <summary>POST publish: the operator approves; in the office review the own manager approves, which passes the submission on to the operator.</summary>
internal static class PublishListing
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPost("/{id:guid}/publish", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    public static RouteHandlerBuilder MapMany<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPost("/publish", HandleManyAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Head>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        NoBody? _,
        Caller caller,
        ListingDesk<TContent> desk,
        SimilarListings<TContent> similar,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var listing = await desk.FindAsync(id, caller, cancellationToken);
        if (listing is null)
            return Problem.NotFound(desk.Kind.Name);
        if (await ApplyAsync(listing, caller, desk, similar, cancellationToken) is { } refusal)
            return refusal;
        await desk.Db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(Head.Of(listing));
    }

    private static Task<Results<Ok<Many.Answer>, ProblemHttpResult>> HandleManyAsync<TContent>(
        Many.Request body,
        Caller caller,
        ListingDesk<TContent> desk,
        SimilarListings<TContent> similar,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent =>
        Many.ApplyAsync(body, caller, desk, listing => ApplyAsync(listing, caller, desk, similar, cancellationToken), cancellationToken);

    private static async Task<ProblemHttpResult?> ApplyAsync<TContent>(
        Listing<TContent> listing,
        Caller caller,
        ListingDesk<TContent> desk,
        SimilarListings<TContent> similar,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var (step, refusal) = desk.Begin(listing, ListingAction.Publish, caller);
        if (step is null)
            return refusal;
        var owner = await desk.Db.Organisations.FindAsync([listing.OrganisationId], cancellationToken);
        if (step.To == ListingState.Submitted)
        {
            listing.Submit(step.To, desk.Now);
            desk.Record(listing, caller, "submit", "approved by the office", Announcement.None, owner);
            return null;
        }
        if (PublishMoment.Of(desk, listing) is not { } until)
            return PublishMoment.HasPassed();
        listing.Publish(!desk.Lacks(listing.Content).IsValid, bulk: false, until, desk.Now);
        await similar.FingerprintAsync(listing, cancellationToken);
        desk.Record(listing, caller, "publish", $"version {listing.Version}", Announcement.Published, owner);
        return null;
    }
}
