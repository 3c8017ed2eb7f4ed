using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Grants;

/// <summary>GET grants: what others ask of the own organisation (<c>?box=in</c>) or it asks of others (<c>?box=out</c>), newest first; GET grants/{id}: one of either.</summary>
internal static class ListGrants
{
    private const int MaxLimit = 100;

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/grants", ListAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    public static RouteHandlerBuilder MapOne<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes.MapGet("/grants/{id:guid}", GetAsync<TContent>).RequireAuthorization(Authentication.SignedIn).ProducesProblem(404);

    /// <param name="box">in (default) or out.</param>
    /// <param name="state">asked, granted, refused, withdrawn or revoked.</param>
    /// <param name="listing">Those about one listing.</param>
    private static async Task<Results<Ok<Page<GrantAnswer>>, ProblemHttpResult>> ListAsync<TContent>(
        string? box,
        string? state,
        Guid? listing,
        string? after,
        int? limit,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (box is not (null or "in" or "out"))
            return Problem.Invalid("box", "box is in or out.");
        if (limit is < 1 or > MaxLimit)
            return Problem.Invalid("limit", $"limit is 1 to {MaxLimit}.");
        if (!Cursor.TryRead<Place>(after, out var place))
            return Problem.Invalid("after", "This is no cursor of this list.");
        var wanted = Enum.GetValues<GrantState>().Where(x => string.Equals(x.Wire(), state, StringComparison.OrdinalIgnoreCase)).ToList();
        if (state is not null && wanted.Count == 0)
            return Problem.Invalid("state", $"state is one of {string.Join(", ", Enum.GetValues<GrantState>().Select(x => x.Wire()))}.");

        var grants = box == "out" ? desk.Db.GrantsAskedBy(caller.OrganisationId) : desk.Db.GrantsReceivedBy(caller.OrganisationId);
        if (state is not null)
            grants = grants.Where(x => wanted.Contains(x.State));
        if (listing is not null)
            grants = grants.Where(x => x.ListingId == listing);
        if (place is not null)
            grants = grants.Where(x => x.Id < place.Id);
        var size = limit ?? 20;
        var rows = await grants.AsNoTracking().OrderByDescending(x => x.Id).Take(size + 1).ToListAsync(cancellationToken);
        var next = rows.Count > size ? Cursor.Of(new Place(rows[size - 1].Id)) : null;
        return TypedResults.Ok(new Page<GrantAnswer>(await GrantAnswer.OfAsync(desk, [.. rows.Take(size)], caller, cancellationToken), next));
    }

    private static async Task<Results<Ok<GrantAnswer>, ProblemHttpResult>> GetAsync<TContent>(
        Guid id,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var grant =
            await desk.Db.GrantsAskedBy(caller.OrganisationId).AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancellationToken)
            ?? await desk.Db.GrantsReceivedBy(caller.OrganisationId).AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
        return grant is null
            ? Problem.NotFound("request")
            : TypedResults.Ok((await GrantAnswer.OfAsync(desk, [grant], caller, cancellationToken))[0]);
    }

    internal sealed record Place(Guid Id);
}
