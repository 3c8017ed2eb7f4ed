using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Import;

/// <summary>GET imports and imports/{id}: the own organisation's, newest first.</summary>
internal static class ShowImports
{
    private const int MaxLimit = 100;

    public static RouteHandlerBuilder MapOne<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes.MapGet("/imports/{id:guid}", HandleOneAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    public static RouteHandlerBuilder MapList<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/imports", HandleListAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<ImportAnswer>, ProblemHttpResult>> HandleOneAsync<TContent>(
        Guid id,
        Caller caller,
        ListingsDbContext<TContent> db,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent =>
        await db.ImportsOf(caller).AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is { } import
            ? TypedResults.Ok(ImportAnswer.Of(import))
            : Problem.NotFound("import");

    private static async Task<Results<Ok<Page<ImportAnswer>>, ProblemHttpResult>> HandleListAsync<TContent>(
        string? after,
        int? limit,
        Caller caller,
        ListingsDbContext<TContent> db,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (limit is < 1 or > MaxLimit)
            return Problem.Invalid("limit", $"limit is 1 to {MaxLimit}.");
        if (!Cursor.TryRead<Place>(after, out var place))
            return Problem.Invalid("after", "This is no cursor of this list.");
        var imports = db.ImportsOf(caller).AsNoTracking();
        if (place is not null)
        {
            var (at, last) = (place.At.ToUniversalTime(), place.Id);
            imports = imports.Where(x => x.CreatedAt < at || x.CreatedAt == at && x.Id < last);
        }
        var size = limit ?? 20;
        var rows = await imports.OrderByDescending(x => x.CreatedAt).ThenByDescending(x => x.Id).Take(size + 1).ToListAsync(cancellationToken);
        var next = rows.Count > size ? Cursor.Of(new Place(rows[size - 1].CreatedAt, rows[size - 1].Id)) : null;
        return TypedResults.Ok(new Page<ImportAnswer>([.. rows.Take(size).Select(ImportAnswer.Of)], next));
    }

    internal sealed record Place(DateTimeOffset At, Guid Id);
}
