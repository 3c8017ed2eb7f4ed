using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Reviews;

/// <summary>GET reviews: what waits for the operator's region, the longest waiting first; never the operator's own organisation's.</summary>
internal static class ListReviews
{
    private const int MaxLimit = 100;

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/reviews", HandleAsync<TContent>).RequireAuthorization(Roles.Operator);

    private static async Task<Results<Ok<Page<ListItem>>, ProblemHttpResult>> HandleAsync<TContent>(
        string? after,
        int? limit,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (limit is < 1 or > MaxLimit)
            return Problem.Invalid("limit", $"limit is 1 to {MaxLimit}.");
        if (!Cursor.TryRead<Place>(after, out var place))
            return Problem.Invalid("after", "This is no cursor of this list.");
        var prefix = RegionCode.Prefix(caller.Region);
        var waiting = desk
            .Db.Listings.AsNoTracking()
            .Where(x => x.WaitingSince != null && x.OrganisationRegion.StartsWith(prefix) && x.OrganisationId != caller.OrganisationId);
        if (place is not null)
        {
            var (at, last) = (place.At.ToUniversalTime(), place.Id);
            waiting = waiting.Where(x => x.WaitingSince > at || x.WaitingSince == at && x.Id > last);
        }
        var size = limit ?? 20;
        var rows = await waiting.OrderBy(x => x.WaitingSince).ThenBy(x => x.Id).Take(size + 1).Summaries().ToListAsync(cancellationToken);
        var names = await desk.Db.NamesAsync(rows.Select(x => x.OrganisationId), cancellationToken);
        return TypedResults.Ok(
            new Page<ListItem>(
                [.. rows.Take(size).Select(x => x.ToItem(names, desk.Now))],
                rows.Count > size ? Cursor.Of(new Place(rows[size - 1].WaitingSince!.Value, rows[size - 1].Id)) : null
            )
        );
    }

    internal sealed record Place(DateTimeOffset At, Guid Id);
}
