using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Similar;

/// <summary>GET similar: what a listing may repeat, for its owner and its reviewer.</summary>
internal static class FindSimilar
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/{id:guid}/similar", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
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
        return TypedResults.Ok(new Answer(await similar.FindAsync(listing, caller, cancellationToken)));
    }

    internal sealed record Answer(IReadOnlyList<SimilarListing> Items);
}
