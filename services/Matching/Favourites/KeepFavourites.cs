using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Favourites;

/// <summary>A listing that a person wants to find again. The title stays when the listing is closed.</summary>
internal sealed class Favourite
{
    public required string Subject { get; init; }
    public required Guid ListingId { get; init; }
    public required ListingKind Kind { get; init; }
    public required string Title { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>The caller's own favourites: put, take away, list newest first.</summary>
internal static class KeepFavourites
{
    private const int PageSize = 50;

    private sealed record After(DateTimeOffset At, Guid ListingId);

    /// <param name="State">published, or how it ended: withdrawn, expired, takenDown.</param>
    /// <param name="Listing">Null when it is no longer public.</param>
    internal sealed record Item(Guid Id, ListingKind Kind, string Title, string State, DateTimeOffset At, ListingSummary? Listing);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var favourites = routes.MapGroup("/api/favourites").WithTags("Favourites").RequireAuthorization(Authentication.SignedIn);
        favourites.MapPut("/{kind}/{id:guid}", PutAsync).WithName("putFavourite").ProducesProblem(404);
        favourites.MapDelete("/{kind}/{id:guid}", DeleteAsync).WithName("deleteFavourite").ProducesProblem(404);
        favourites.MapGet("", ListAsync).WithName("listFavourites").ProducesProblem(422);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        string kind,
        Guid id,
        Caller caller,
        MatchingDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        if (
            !ReadKind(kind, out var listingKind)
            || await db.VisibleTo(caller, now).AsNoTracking().FirstOrDefaultAsync(x => x.Id == id && x.Kind == listingKind, cancellationToken)
                is not { } copy
        )
            return Problem.NotFound("listing");
        if (await db.Favourites.FindAsync([caller.Subject, id], cancellationToken) is null)
        {
            db.Favourites.Add(
                new Favourite
                {
                    Subject = caller.Subject,
                    ListingId = id,
                    Kind = listingKind,
                    Title = copy.Read().Title,
                    At = now,
                }
            );
            await db.SaveChangesAsync(cancellationToken);
        }
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string kind,
        Guid id,
        Caller caller,
        MatchingDbContext db,
        CancellationToken cancellationToken
    )
    {
        if (!ReadKind(kind, out var listingKind))
            return Problem.NotFound("listing");
        var deleted = await db
            .Favourites.Where(x => x.Subject == caller.Subject && x.ListingId == id && x.Kind == listingKind)
            .ExecuteDeleteAsync(cancellationToken);
        return deleted == 0 ? Problem.NotFound("favourite") : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> ListAsync(
        string? after,
        Caller caller,
        Language language,
        MatchingDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!Cursor.TryRead<After>(after, out var last))
            return Problem.Invalid("after", "Not a cursor of this list.");
        var now = time.GetUtcNow();
        var visible = db.VisibleTo(caller, now);
        // One that was hidden from the organisation since is not named to it any more, not even by its title.
        var own = db
            .Favourites.AsNoTracking()
            .Where(x => x.Subject == caller.Subject)
            .Where(x => db.Listings.Any(y => y.Id == x.ListingId && y.HiddenFrom == null) || visible.Any(y => y.Id == x.ListingId));
        if (last is not null)
            own = own.Where(x => x.At < last.At || x.At == last.At && x.ListingId < last.ListingId);
        var rows = await own.OrderByDescending(x => x.At)
            .ThenByDescending(x => x.ListingId)
            .Take(PageSize + 1)
            .Join(db.Listings, x => x.ListingId, x => x.Id, (favourite, copy) => new { favourite, copy })
            .ToListAsync(cancellationToken);
        var shown = rows.OrderByDescending(x => x.favourite.At).ThenByDescending(x => x.favourite.ListingId).Take(PageSize).ToList();
        var open = shown.Where(x => x.copy.IsPublic(now)).ToDictionary(x => x.copy.Id, x => x.copy.Read());
        var names = await db.NamesAsync(open.Values, cancellationToken);
        return TypedResults.Ok(
            new Page<Item>(
                [
                    .. shown.Select(x => new Item(
                        x.copy.Id,
                        x.copy.Kind,
                        open.GetValueOrDefault(x.copy.Id)?.Title ?? x.favourite.Title,
                        x.copy.State == ListingCopy.Published && !x.copy.IsPublic(now) ? "expired" : x.copy.State,
                        x.favourite.At,
                        open.TryGetValue(x.copy.Id, out var listing) ? ListingSummary.Of(listing, names, language) : null
                    )),
                ],
                rows.Count > PageSize ? Cursor.Of(new After(shown[^1].favourite.At, shown[^1].favourite.ListingId)) : null
            )
        );
    }

    private static bool ReadKind(string text, out ListingKind kind)
    {
        kind = text is "demand" or "demands" ? ListingKind.Demand : ListingKind.Achievement;
        return text is "demand" or "demands" or "achievement" or "achievements";
    }
}
