using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Reviews.Claim;

/// <summary>POST claim: a reviewer takes up a submission, or holds it for longer. DELETE claim: lets go of it.</summary>
internal static class ClaimSubmission
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPost("/{id:guid}/claim", TakeAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    public static RouteHandlerBuilder MapRelease<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapDelete("/{id:guid}/claim", ReleaseAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<ClaimAnswer>, ProblemHttpResult>> TakeAsync<TContent>(
        Guid id,
        Submit.NoBody? _,
        Caller caller,
        ListingDesk<TContent> desk,
        ReviewClaims<TContent> claims,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (await RefusalAsync(id, caller, desk, cancellationToken) is { } refusal)
            return refusal;
        var claim = await claims.TakeAsync(id, caller, cancellationToken);
        return claim.Subject == caller.Subject ? TypedResults.Ok(ClaimAnswer.Of(claim, caller)) : ReviewClaims<TContent>.IsHeld(claim);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReleaseAsync<TContent>(
        Guid id,
        Caller caller,
        ListingDesk<TContent> desk,
        ReviewClaims<TContent> claims,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (await desk.FindAsync(id, caller, cancellationToken) is not { } listing)
            return Problem.NotFound(desk.Kind.Name);
        if (!caller.StandingOf(listing).HasFlag(Standing.Reviewer))
            return NoReviewer();
        await claims.ReleaseAsync(id, caller, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Only what waits for the caller's decision is taken up.</summary>
    private static async Task<ProblemHttpResult?> RefusalAsync<TContent>(
        Guid id,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (await desk.FindAsync(id, caller, cancellationToken) is not { } listing)
            return Problem.NotFound(desk.Kind.Name);
        var standing = caller.StandingOf(listing);
        if (!standing.HasFlag(Standing.Reviewer))
            return NoReviewer();
        return listing.Working == ListingState.Submitted
            ? null
            : Problem.WrongState(listing.Working.Wire(), listing.Allowed(standing).Select(x => x.Wire()));
    }

    private static ProblemHttpResult NoReviewer() => Problem.Forbidden("Submissions are taken up by the operators of the organisation's region.");
}
