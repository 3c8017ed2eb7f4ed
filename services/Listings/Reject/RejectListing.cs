using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Hosting;
using TechTransfer.Listings.Create;

namespace TechTransfer.Listings.Reject;

/// <summary>POST reject: the operator ends a submission for good; a published listing whose revision is rejected stays as it is.</summary>
internal static class RejectListing
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPost("/{id:guid}/reject", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Head>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        ReasonRequest? body,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var (step, refusal) = await desk.BeginAsync(id, ListingAction.Reject, caller, cancellationToken);
        if (step is null)
            return refusal!;
        var (reasons, wrong) = Reasons.Read(body?.Reason);
        if (wrong is not null)
            return wrong;
        step.Listing.TurnDown(step.To, reasons, desk.Now);
        await desk.SaveAsync(step.Listing, caller, "reject", reasons[0], Announcement.None, cancellationToken);
        return TypedResults.Ok(Head.Of(step.Listing));
    }
}
