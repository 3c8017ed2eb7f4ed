using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Alerts;

/// <summary>The caller's alerts, newest first: what his saved searches found and what fits listings of his organisation.</summary>
internal static class ListAlerts
{
    private const int PageSize = 20;

    internal sealed record SearchName(Guid Id, string Name);

    /// <param name="Match">The pair; its evidence is at /api/matches.</param>
    /// <param name="Level">4 strong, 3 good.</param>
    internal sealed record Fit(Guid Match, int Level, ListingSummary Own);

    /// <param name="Search">The saved search that found it; null for a match.</param>
    /// <param name="Fit">The own listing that it fits; null for a search.</param>
    internal sealed record Item(Guid Id, bool Unread, DateTimeOffset At, ListingSummary Listing, SearchName? Search, Fit? Fit);

    internal sealed record Response(
        int Unread,
        IReadOnlyList<Item> Items,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/alerts", HandleAsync)
            .WithName("listAlerts")
            .WithTags("Alerts")
            .RequireAuthorization(Authentication.SignedIn)
            .ProducesProblem(422);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> HandleAsync(
        Guid? search,
        string? after,
        Caller caller,
        Language language,
        MatchingDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!Cursor.TryRead<Guid?>(after, out var last))
            return Problem.Invalid("after", "Not a cursor of this list.");
        var inbox = Inbox.Of(db, caller, time.GetUtcNow());
        var read = await Inbox.ReadUpToAsync(db, caller, cancellationToken);
        var unread = await inbox.CountAsync(x => x.Alert.Id > read, cancellationToken);
        if (search is not null)
            inbox = inbox.Where(x => x.Alert.CauseId == search);
        if (last is not null)
            inbox = inbox.Where(x => x.Alert.Id < last);
        var rows = await inbox.OrderByDescending(x => x.Alert.Id).Take(PageSize + 1).ToListAsync(cancellationToken);
        var shown = rows.Take(PageSize).ToList();
        var copies = shown.SelectMany(x => new[] { x.Listing, x.Own }).OfType<ListingCopy>().DistinctBy(x => x.Id);
        var listings = copies.ToDictionary(x => x.Id, x => x.Read());
        var names = await db.NamesAsync(listings.Values, cancellationToken);
        return TypedResults.Ok(
            new Response(
                unread,
                [
                    .. shown.Select(x => new Item(
                        x.Alert.Id,
                        x.Alert.Id > read,
                        x.Alert.At,
                        Summary(x.Listing),
                        x.Alert.Kind == AlertKind.Search ? new SearchName(x.Alert.CauseId, x.SearchName!) : null,
                        x.Alert.Kind == AlertKind.Match ? new Fit(MatchIdOf(x.Listing, x.Own!), x.Alert.Level!.Value, Summary(x.Own!)) : null
                    )),
                ],
                rows.Count > PageSize ? Cursor.Of<Guid?>(shown[^1].Alert.Id) : null
            )
        );

        ListingSummary Summary(ListingCopy copy) => ListingSummary.Of(listings[copy.Id], names, language);
    }

    private static Guid MatchIdOf(ListingCopy one, ListingCopy other) =>
        one.Kind == ListingKind.Demand ? MatchId.Of(one.MatchKey, other.MatchKey) : MatchId.Of(other.MatchKey, one.MatchKey);
}
