using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Hosting;
using TechTransfer.Listings.Create;
using TechTransfer.Listings.Reviews.Claim;
using TechTransfer.Listings.Submit;

namespace TechTransfer.Listings.Recall;

/// <summary>POST recall: the owner takes a submission back to change it.</summary>
internal static class RecallListing
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPost("/{id:guid}/recall", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Head>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        NoBody? _,
        Caller caller,
        ListingDesk<TContent> desk,
        ReviewClaims<TContent> claims,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var (step, refusal) = await desk.BeginAsync(id, ListingAction.Recall, caller, cancellationToken);
        if (step is null)
            return refusal!;
        await claims.DropAsync(id, cancellationToken);
        step.Listing.Recall(desk.Now);
        await desk.SaveAsync(step.Listing, caller, "recall", null, Announcement.None, cancellationToken);
        return TypedResults.Ok(Head.Of(step.Listing));
    }
}
