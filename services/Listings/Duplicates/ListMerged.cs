using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Duplicates;

/// <summary>
/// GET merged: the own listings that gave way to this one, so that its owner can take over what only they said. Another organisation's are not named: what it
/// wrote stays its own.
/// </summary>
internal static class ListMerged
{
    private const int Most = 20;

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/{id:guid}/merged", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (await desk.FindAsync(id, caller, cancellationToken) is null)
            return Problem.NotFound(desk.Kind.Name);
        return TypedResults.Ok(
            new Answer(
                await desk
                    .Db.Listings.AsNoTracking()
                    .Where(x => x.DuplicateOfId == id && x.OrganisationId == caller.OrganisationId && x.OwnedSince != null)
                    .OrderByDescending(x => x.UpdatedAt)
                    .Take(Most)
                    .Select(x => new Item(x.Id, x.Title, x.State))
                    .ToListAsync(cancellationToken)
            )
        );
    }

    internal sealed record Answer(IReadOnlyList<Item> Items);

    internal sealed record Item(Guid Id, string Title, ListingState State);
}
