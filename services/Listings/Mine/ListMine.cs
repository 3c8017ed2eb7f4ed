using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Mine;

/// <summary>GET mine: the own organisation's listings, last changed first, and how many there are in each state.</summary>
internal static class ListMine
{
    private const int MaxLimit = 100;

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/mine", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync<TContent>(
        string? state,
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
        var wanted = Enum.GetValues<ListingState>().Where(x => string.Equals(x.Wire(), state, StringComparison.OrdinalIgnoreCase)).ToList();
        if (state is not null && wanted.Count == 0)
            return Problem.Invalid("state", $"state is one of {string.Join(", ", Enum.GetValues<ListingState>().Select(x => x.Wire()))}.");

        var own = desk.Db.Listings.AsNoTracking().Where(x => x.OrganisationId == caller.OrganisationId);
        var counts = await own.GroupBy(x => x.State).Select(x => new { x.Key, Count = x.Count() }).ToListAsync(cancellationToken);
        var listed = state is null ? own : own.Where(x => wanted.Contains(x.State));
        if (place is not null)
        {
            var (at, last) = (place.At.ToUniversalTime(), place.Id);
            listed = listed.Where(x => x.UpdatedAt < at || x.UpdatedAt == at && x.Id < last);
        }
        var size = limit ?? 20;
        var rows = await listed
            .OrderByDescending(x => x.UpdatedAt)
            .ThenByDescending(x => x.Id)
            .Take(size + 1)
            .Summaries()
            .ToListAsync(cancellationToken);
        var names = await desk.Db.NamesAsync(rows.Select(x => x.OrganisationId), cancellationToken);
        var items = rows.Take(size).Select(x => x.ToItem(names, desk.Now)).ToList();
        var next = rows.Count > size ? Cursor.Of(new Place(rows[size - 1].UpdatedAt, rows[size - 1].Id)) : null;
        return TypedResults.Ok(new Answer(items, next, counts.ToDictionary(x => x.Key.Wire(), x => x.Count, StringComparer.Ordinal)));
    }

    internal sealed record Place(DateTimeOffset At, Guid Id);

    /// <param name="Counts">By state; a state without listings is left out.</param>
    internal sealed record Answer(
        IReadOnlyList<ListItem> Items,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next,
        IReadOnlyDictionary<string, int> Counts
    );
}
