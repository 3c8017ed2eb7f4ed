using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Mine;

/// <summary>
/// GET mine: the own organisation's listings, last changed first, and how many there are in each state. What somebody enters for it is among them once
/// it is handed over. With ?needs=true only what needs something of the caller, what ends soon and what waits longest first.
/// </summary>
internal static class ListMine
{
    private const int MaxLimit = 100;

    /// <summary>The two notices before the end.</summary>
    private static readonly TimeSpan Ending = TimeSpan.FromDays(30);
    private static readonly TimeSpan SoonExpired = TimeSpan.FromDays(7);

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/mine", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync<TContent>(
        string? state,
        string? after,
        int? limit,
        bool? needs,
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

        if (needs == true && after is not null)
            return Problem.Invalid("after", "What needs something has no further pages: do the first ones first.");

        var all = desk.Db.Listings.AsNoTracking().Where(x => x.OrganisationId == caller.OrganisationId);
        var counts = await CountAsync(all, cancellationToken);
        var own = all.Where(x => x.OwnedSince != null || x.State != ListingState.Draft || x.PublishedVersion != null);
        var listed = state is null ? own : own.Where(x => wanted.Contains(x.State));
        if (place is not null)
        {
            var (at, last) = (place.At.ToUniversalTime(), place.Id);
            listed = listed.Where(x => x.UpdatedAt < at || x.UpdatedAt == at && x.Id < last);
        }
        var size = limit ?? 20;
        var needing = needs == true ? Needing(listed, caller, desk.Now) : null;
        var soon = desk.Now + SoonExpired;
        var rows = await (
            needing?.OrderByDescending(x => x.State == ListingState.Published && x.ValidUntil <= soon).ThenBy(x => x.UpdatedAt).ThenBy(x => x.Id)
            ?? listed.OrderByDescending(x => x.UpdatedAt).ThenByDescending(x => x.Id)
        )
            .Take(size + 1)
            .Summaries()
            .ToListAsync(cancellationToken);
        var names = await desk.Db.NamesAsync(rows.SelectMany(x => new[] { x.OrganisationId, x.EnteredById }), cancellationToken);
        var thin = rows.Where(x => x.Incomplete).Select(x => x.Id).ToList();
        var missing = thin.Count == 0 ? [] : await desk.MissingAsync(thin, cancellationToken);
        var items = rows.Take(size).Select(x => x.ToItem(names, desk.Now) with { Missing = missing.GetValueOrDefault(x.Id) }).ToList();
        var next = needing is null && rows.Count > size ? Cursor.Of(new Place(rows[size - 1].UpdatedAt, rows[size - 1].Id)) : null;
        return TypedResults.Ok(new Answer(items, next, counts) { Needing = needing is null ? null : await needing.CountAsync(cancellationToken) });
    }

    /// <summary>What has any of <see cref="ListItem.Needs"/>, and for a manager what his people have handed to the office.</summary>
    private static IQueryable<Listing<TContent>> Needing<TContent>(IQueryable<Listing<TContent>> own, Caller caller, DateTimeOffset now)
        where TContent : ListingContent
    {
        var (ending, isManager) = (now + Ending, caller.IsManager);
        return own.Where(x =>
            (x.Revision ?? x.State) == ListingState.Returned
            || (x.Revision ?? x.State) == ListingState.OfficeReview && (isManager || x.OwnedSince == null)
            || x.State == ListingState.Expired
            || x.State == ListingState.Published && (x.Incomplete || x.ValidUntil <= ending)
        );
    }

    /// <summary>Counted by the index alone; the drafts that others are still writing, which are few, are taken off.</summary>
    private static async Task<Dictionary<string, int>> CountAsync<TContent>(IQueryable<Listing<TContent>> all, CancellationToken cancellationToken)
        where TContent : ListingContent
    {
        var counts = await all.GroupBy(x => x.State).Select(x => new { x.Key, Count = x.Count() }).ToListAsync(cancellationToken);
        var unseen = counts.Exists(x => x.Key == ListingState.Draft)
            ? await all.CountAsync(x => x.State == ListingState.Draft && x.OwnedSince == null && x.PublishedVersion == null, cancellationToken)
            : 0;
        return counts
            .Select(x => (x.Key, Count: x.Key == ListingState.Draft ? x.Count - unseen : x.Count))
            .Where(x => x.Count > 0)
            .ToDictionary(x => x.Key.Wire(), x => x.Count, StringComparer.Ordinal);
    }

    internal sealed record Place(DateTimeOffset At, Guid Id);

    /// <param name="Counts">By state; a state without listings is left out.</param>
    internal sealed record Answer(
        IReadOnlyList<ListItem> Items,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next,
        IReadOnlyDictionary<string, int> Counts
    )
    {
        /// <summary>How many need something, where that was asked for.</summary>
        public int? Needing { get; init; }
    }
}
