using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Create;
using TechTransfer.Listings.Entries;
using TechTransfer.Listings.Organisations;
using TechTransfer.Listings.Reviews.Claim;
using TechTransfer.Listings.Similar;
using TechTransfer.Listings.Submit;

namespace TechTransfer.Listings.Publish;

/// <summary>POST publish: the operator approves; in the office review the own manager approves, which passes the submission on to the operator.</summary>
internal static class PublishListing
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes.MapPost("/{id:guid}/publish", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn).ProducesProblem(412);

    public static RouteHandlerBuilder MapMany<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPost("/publish", HandleManyAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Head>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        NoBody? _,
        Caller caller,
        HttpRequest request,
        ListingDesk<TContent> desk,
        ReviewClaims<TContent> claims,
        SimilarListings<TContent> similar,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var listing = await desk.FindAsync(id, caller, cancellationToken);
        if (listing is null)
            return Problem.NotFound(desk.Kind.Name);
        if (ListingDesk<TContent>.Unread(listing, request) is { } stale)
            return stale;
        var held = await claims.ReadAsync([id], cancellationToken);
        if (await ApplyAsync(listing, caller, desk, x => claims.End(x, caller, held), similar, cancellationToken) is { } refusal)
            return refusal;
        await desk.Db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(Head.Of(listing));
    }

    private static async Task<Results<Ok<Many.Answer>, ProblemHttpResult>> HandleManyAsync<TContent>(
        Many.Request body,
        Caller caller,
        ListingDesk<TContent> desk,
        ReviewClaims<TContent> claims,
        SimilarListings<TContent> similar,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var held = await claims.ReadAsync([.. (body.Ids ?? []).Take(Many.MaxIds)], cancellationToken);
        return await Many.ApplyAsync(
            body,
            caller,
            desk,
            listing => ApplyAsync(listing, caller, desk, x => claims.End(x, caller, held), similar, cancellationToken),
            cancellationToken
        );
    }

    /// <param name="endClaim">Ends the caller's claim or refuses because of another's.</param>
    private static async Task<ProblemHttpResult?> ApplyAsync<TContent>(
        Listing<TContent> listing,
        Caller caller,
        ListingDesk<TContent> desk,
        Func<Guid, ProblemHttpResult?> endClaim,
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
            if (owner.MayNotSubmit(caller) is { } unverified)
                return unverified;
            if (await desk.Db.OwnEntryAsync(listing, caller, cancellationToken) is { } own)
                return own;
            listing.Submit(step.To, desk.Now);
            await similar.FingerprintAsync(listing, cancellationToken);
            desk.Record(listing, caller, "submit", "approved by the office", Announcement.None, owner);
            return null;
        }
        if (PublishMoment.Of(desk, listing) is not { } until)
            return PublishMoment.HasPassed();
        if (endClaim(listing.Id) is { } held)
            return held;
        listing.Publish(!desk.Lacks(listing.Content).IsValid, bulk: false, until, desk.Now);
        await desk.ConcealAsync(listing, cancellationToken);
        await similar.FingerprintAsync(listing, cancellationToken);
        desk.Record(listing, caller, "publish", $"version {listing.Version}", Announcement.Published, owner);
        return null;
    }
}
