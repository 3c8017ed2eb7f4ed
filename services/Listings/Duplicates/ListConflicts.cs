using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Duplicates;

/// <summary>
/// GET conflicts: numbers that two organisations claim, the oldest first, for an operator of either region; never where the own organisation is one of
/// them, and only where he may know of both: a submission of another region is known there alone, and to those above both.
/// </summary>
internal static class ListConflicts
{
    private const int MaxLimit = 100;

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/conflicts", HandleAsync<TContent>).RequireAuthorization(Roles.Operator);

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> HandleAsync<TContent>(
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
        var own = caller.OrganisationId;
        var visible = desk
            .Db.Listings.AsNoTracking()
            .Where(x =>
                x.OrganisationId != own && (x.State == ListingState.Published || x.WaitingSince != null && x.OrganisationRegion.StartsWith(prefix))
            );
        var open = desk
            .Db.Pairs.AsNoTracking()
            .Where(x => x.IpNumber != null && x.Outcome == null)
            .Join(visible, x => x.ListingId, x => x.Id, (pair, listing) => new { pair, listing })
            .Join(
                visible,
                x => x.pair.OtherId,
                x => x.Id,
                (x, other) =>
                    new
                    {
                        x.pair,
                        x.listing,
                        other,
                    }
            )
            .Where(x => x.listing.OrganisationRegion.StartsWith(prefix) || x.other.OrganisationRegion.StartsWith(prefix));
        var total = place is null ? await open.CountAsync(cancellationToken) : (int?)null;
        if (place is not null)
        {
            var (at, last) = (place.At.ToUniversalTime(), place.Id);
            open = open.Where(x => x.pair.OpenedAt > at || x.pair.OpenedAt == at && x.pair.ListingId > last);
        }
        var size = limit ?? 20;
        var rows = await open.OrderBy(x => x.pair.OpenedAt)
            .ThenBy(x => x.pair.ListingId)
            .Take(size + 1)
            .Select(x => new
            {
                x.pair.OpenedAt,
                x.pair.IpNumber,
                Listing = new Claimant(x.listing.Id, x.listing.Title, x.listing.OrganisationId, x.listing.OrganisationRegion, x.listing.State),
                Other = new Claimant(x.other.Id, x.other.Title, x.other.OrganisationId, x.other.OrganisationRegion, x.other.State),
            })
            .ToListAsync(cancellationToken);
        var names = await desk.Db.NamesAsync(rows.SelectMany(x => new[] { x.Listing.OrganisationId, x.Other.OrganisationId }), cancellationToken);
        return TypedResults.Ok(
            new Page<Item>(
                [.. rows.Take(size).Select(x => new Item(x.IpNumber!, x.OpenedAt, Side(x.Listing), Side(x.Other)))],
                rows.Count > size ? Cursor.Of(new Place(rows[size - 1].OpenedAt, rows[size - 1].Listing.Id)) : null
            )
            {
                Total = total,
            }
        );

        Party Side(Claimant x) =>
            new(
                x.Id,
                x.Title,
                new OrganisationName(x.OrganisationId, names.GetValueOrDefault(x.OrganisationId)),
                x.State,
                caller.Oversees(x.OrganisationRegion)
            );
    }

    private sealed record Claimant(Guid Id, string Title, Guid OrganisationId, string OrganisationRegion, ListingState State);

    /// <param name="Number">Without separators and ZL or CN.</param>
    internal sealed record Item(string Number, DateTimeOffset OpenedAt, Party Listing, Party Other);

    /// <param name="Mine">The caller reviews it, so he may say that it gives way.</param>
    internal sealed record Party(Guid Id, string Title, OrganisationName Organisation, ListingState State, bool Mine);

    internal sealed record Place(DateTimeOffset At, Guid Id);
}
