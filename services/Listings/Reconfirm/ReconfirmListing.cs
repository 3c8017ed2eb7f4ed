using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Create;
using TechTransfer.Listings.Submit;

namespace TechTransfer.Listings.Reconfirm;

/// <summary>POST reconfirm: the owner says that it is still valid; an expired one is public again.</summary>
internal static class ReconfirmListing
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes.MapPost("/{id:guid}/reconfirm", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    public static RouteHandlerBuilder MapMany<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPost("/reconfirm", HandleManyAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Head>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        NoBody? _,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var listing = await desk.FindAsync(id, caller, cancellationToken);
        if (listing is null)
            return Problem.NotFound(desk.Kind.Name);
        if (await ApplyAsync(listing, caller, desk, cancellationToken) is { } refusal)
            return refusal;
        await desk.Db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(Head.Of(listing));
    }

    private static Task<Results<Ok<Many.Answer>, ProblemHttpResult>> HandleManyAsync<TContent>(
        Many.Request body,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent =>
        Many.ApplyAsync(body, caller, desk, listing => ApplyAsync(listing, caller, desk, cancellationToken), cancellationToken);

    private static async Task<ProblemHttpResult?> ApplyAsync<TContent>(
        Listing<TContent> listing,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (desk.Begin(listing, ListingAction.Reconfirm, caller).Refusal is { } refusal)
            return refusal;
        var until = desk.Kind.ValidUntil(listing.PublicContent, desk.Now);
        if (until <= desk.Now)
            return PublishMoment.HasPassed();
        listing.Reconfirm(until, desk.Now);
        await desk.ConcealAsync(listing, cancellationToken);
        var owner = await desk.Db.Organisations.FindAsync([listing.OrganisationId], cancellationToken);
        desk.Record(listing, caller, "reconfirm", null, Announcement.Published, owner);
        return null;
    }
}
