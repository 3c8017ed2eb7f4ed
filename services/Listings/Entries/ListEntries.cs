using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Entries;

/// <summary>
/// GET entries: what the own organisation enters for others and they have not confirmed yet, last changed first. What they have confirmed is theirs alone
/// to read, and what an operator's import has published is no entry in work.
/// </summary>
internal static class ListEntries
{
    private const int MaxLimit = 100;

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/entries", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Page<ListItem>>, ProblemHttpResult>> HandleAsync<TContent>(
        string? after,
        int? limit,
        bool? returned,
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
        var entries = desk
            .Db.Listings.AsNoTracking()
            .Where(x => x.EnteredById == caller.OrganisationId && x.OwnedSince == null && x.PublishedVersion == null);
        if (returned == true)
            entries = entries.Where(x => x.State == ListingState.Returned);
        var total = returned == true ? await entries.CountAsync(cancellationToken) : (int?)null;
        if (place is not null)
        {
            var (at, last) = (place.At.ToUniversalTime(), place.Id);
            entries = entries.Where(x => x.UpdatedAt < at || x.UpdatedAt == at && x.Id < last);
        }
        var size = limit ?? 20;
        var rows = await entries
            .OrderByDescending(x => x.UpdatedAt)
            .ThenByDescending(x => x.Id)
            .Take(size + 1)
            .Summaries()
            .ToListAsync(cancellationToken);
        var names = await desk.Db.NamesAsync(rows.Select(x => x.OrganisationId), cancellationToken);
        return TypedResults.Ok(
            new Page<ListItem>(
                [.. rows.Take(size).Select(x => x.ToItem(names, desk.Now))],
                rows.Count > size ? Cursor.Of(new Place(rows[size - 1].UpdatedAt, rows[size - 1].Id)) : null
            )
            {
                Total = total,
            }
        );
    }

    internal sealed record Place(DateTimeOffset At, Guid Id);
}
