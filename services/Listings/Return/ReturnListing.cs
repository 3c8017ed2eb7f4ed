using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Hosting;
using TechTransfer.Listings.Create;
using TechTransfer.Listings.Reviews.Claim;

namespace TechTransfer.Listings.Return;

/// <summary>POST return: the office or the operator asks for changes and says which.</summary>
internal static class ReturnListing
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes.MapPost("/{id:guid}/return", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn).ProducesProblem(412);

    private static async Task<Results<Ok<Head>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        Request? body,
        Caller caller,
        HttpRequest request,
        ListingDesk<TContent> desk,
        ReviewClaims<TContent> claims,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var (step, refusal) = await desk.BeginAsync(id, ListingAction.Return, caller, cancellationToken);
        if (step is null)
            return refusal!;
        if (ListingDesk<TContent>.Unread(step.Listing, request) is { } stale)
            return stale;
        var (reasons, wrong) = Reasons.Read(body?.Reasons);
        if (wrong is not null)
            return wrong;
        if (await claims.EndAsync(id, caller, cancellationToken) is { } held)
            return held;
        step.Listing.TurnDown(step.To, reasons, desk.Now);
        await desk.SaveAsync(step.Listing, caller, "return", string.Join("; ", reasons), Announcement.None, cancellationToken);
        return TypedResults.Ok(Head.Of(step.Listing));
    }

    /// <param name="Reasons">1 to 10 texts of at most 1,000 characters.</param>
    internal sealed record Request(IReadOnlyList<string>? Reasons);
}
