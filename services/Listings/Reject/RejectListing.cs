using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Hosting;
using TechTransfer.Listings.Create;
using TechTransfer.Listings.Reviews.Claim;

namespace TechTransfer.Listings.Reject;

/// <summary>POST reject: the operator ends a submission for good; a published listing whose revision is rejected stays as it is.</summary>
internal static class RejectListing
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes.MapPost("/{id:guid}/reject", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn).ProducesProblem(412);

    private static async Task<Results<Ok<Head>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        ReasonRequest? body,
        Caller caller,
        HttpRequest request,
        ListingDesk<TContent> desk,
        ReviewClaims<TContent> claims,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var (step, refusal) = await desk.BeginAsync(id, ListingAction.Reject, caller, cancellationToken);
        if (step is null)
            return refusal!;
        if (ListingDesk<TContent>.Unread(step.Listing, request) is { } stale)
            return stale;
        var (reasons, wrong) = Reasons.Read(body?.Reason);
        if (wrong is not null)
            return wrong;
        if (await claims.EndAsync(id, caller, cancellationToken) is { } held)
            return held;
        step.Listing.TurnDown(step.To, reasons, desk.Now);
        await desk.SaveAsync(step.Listing, caller, "reject", reasons[0], Announcement.None, cancellationToken);
        return TypedResults.Ok(Head.Of(step.Listing));
    }
}
