using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Samples;

/// <summary>GET samples: published in bulk and drawn to be looked at, of the operator's region, the oldest first; what is not public any more is left out.</summary>
internal static class ListSamples
{
    private const int MaxLimit = 100;

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/samples", HandleAsync<TContent>).RequireAuthorization(Roles.Operator);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync<TContent>(
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
        var sampled = desk
            .Db.Samples.AsNoTracking()
            .Join(
                desk.Db.Listings.Where(x => x.OrganisationRegion.StartsWith(prefix) && x.OrganisationId != caller.OrganisationId),
                x => x.ListingId,
                x => x.Id,
                (sample, listing) => new { sample, listing }
            );
        var counts = await sampled
            .GroupBy(x => x.sample.Outcome)
            .Select(x => new
            {
                x.Key,
                Count = x.Count(),
                Open = x.Count(y => y.listing.State == ListingState.Published),
            })
            .ToListAsync(cancellationToken);
        var open = sampled.Where(x => x.sample.Outcome == null && x.listing.State == ListingState.Published);
        if (place is not null)
        {
            var (at, last) = (place.At.ToUniversalTime(), place.Id);
            open = open.Where(x => x.sample.At > at || x.sample.At == at && x.sample.ListingId > last);
        }
        var size = limit ?? 20;
        var rows = await open.OrderBy(x => x.sample.At)
            .ThenBy(x => x.sample.ListingId)
            .Take(size + 1)
            .Select(x => new
            {
                x.sample.At,
                x.sample.Version,
                x.listing.Id,
                x.listing.Title,
                x.listing.OrganisationId,
                x.listing.Source,
            })
            .ToListAsync(cancellationToken);
        var names = await desk.Db.NamesAsync(rows.Select(x => x.OrganisationId), cancellationToken);
        return TypedResults.Ok(
            new Answer(
                [
                    .. rows.Take(size)
                        .Select(x => new Item(
                            x.Id,
                            x.Title,
                            x.Version,
                            new OrganisationName(x.OrganisationId, names.GetValueOrDefault(x.OrganisationId)),
                            x.Source,
                            x.At
                        )),
                ],
                rows.Count > size ? Cursor.Of(new Place(rows[size - 1].At, rows[size - 1].Id)) : null,
                new Counts(
                    counts.Find(x => x.Key is null)?.Open ?? 0,
                    counts.Find(x => x.Key == SampleOutcome.Fine)?.Count ?? 0,
                    counts.Find(x => x.Key == SampleOutcome.Returned)?.Count ?? 0,
                    counts.Find(x => x.Key == SampleOutcome.TakenDown)?.Count ?? 0
                )
            )
        );
    }

    /// <param name="Counts">All that were ever drawn, by what came of it.</param>
    internal sealed record Answer(
        IReadOnlyList<Item> Items,
        [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] string? Next,
        Counts Counts
    );

    internal sealed record Item(Guid Id, string Title, long Version, OrganisationName Organisation, string? Source, DateTimeOffset At);

    internal sealed record Counts(int Open, int Fine, int Returned, int TakenDown);

    internal sealed record Place(DateTimeOffset At, Guid Id);
}
