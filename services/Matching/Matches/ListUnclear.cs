using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Matches;

/// <summary>
/// Own listings that others declined because they do not say enough, which their owner can put right. What was declined before the listing was last revised or
/// confirmed is settled. Counted, without names, as in the advice on one listing.
/// </summary>
internal static class ListUnclear
{
    private const int MostItems = 20;
    private const int MostDeclines = 1_000;
    private static readonly TimeSpan Recent = TimeSpan.FromDays(90);
    private static readonly string[] OfAchievements = ["benefitUnclear", "commercialRouteUnclear", "descriptionUnclear"];
    private static readonly string[] OfDemands = ["needUnclear"];

    /// <param name="Reasons">The most frequent first.</param>
    /// <param name="Organisations">How many declined it for one of them.</param>
    internal sealed record Item(Guid Id, ListingKind Kind, string Title, int Organisations, IReadOnlyList<string> Reasons, DateTimeOffset LastAt);

    internal sealed record Response(IReadOnlyList<Item> Items);

    private sealed record Declined(ListingCopy Listing, Guid Organisation, string Reason, DateTimeOffset At);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/matches/unclear", HandleAsync).WithName("listUnclear").WithTags("Matches").RequireAuthorization(Authentication.SignedIn);

    private static async Task<Ok<Response>> HandleAsync(Caller caller, MatchingDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var (now, organisation) = (time.GetUtcNow(), caller.OrganisationId);
        var since = now - Recent;
        var own = db.Listings.AsNoTracking().Public(now).Where(x => x.OrganisationId == organisation);
        var stances = db
            .Stances.AsNoTracking()
            .Where(x => x.Kind == Stance.Declined && x.At > since && x.OrganisationId != organisation && x.Reason != null);
        var declined = new List<Declined>();
        declined.AddRange(
            await stances
                .Where(x => OfAchievements.Contains(x.Reason))
                .Join(
                    own.Where(x => x.Kind == ListingKind.Achievement),
                    x => x.AchievementKey,
                    x => x.MatchKey,
                    (x, listing) => new Declined(listing, x.OrganisationId, x.Reason!, x.At)
                )
                .Take(MostDeclines)
                .ToListAsync(cancellationToken)
        );
        declined.AddRange(
            await stances
                .Where(x => OfDemands.Contains(x.Reason))
                .Join(
                    own.Where(x => x.Kind == ListingKind.Demand),
                    x => x.DemandKey,
                    x => x.MatchKey,
                    (x, listing) => new Declined(listing, x.OrganisationId, x.Reason!, x.At)
                )
                .Take(MostDeclines)
                .ToListAsync(cancellationToken)
        );
        return TypedResults.Ok(
            new Response([.. declined.GroupBy(x => x.Listing.Id).Select(ItemOf).OfType<Item>().OrderByDescending(x => x.LastAt).Take(MostItems)])
        );
    }

    private static Item? ItemOf(IEnumerable<Declined> declined)
    {
        var listing = declined.First().Listing.Read();
        var open = declined.Where(x => x.At > listing.Facts.ConfirmedAt).ToList();
        return open.Count == 0
            ? null
            : new Item(
                listing.Id,
                listing.Kind,
                listing.Title,
                open.Select(x => x.Organisation).Distinct().Count(),
                [.. open.CountBy(x => x.Reason, StringComparer.Ordinal).OrderByDescending(x => x.Value).Select(x => x.Key)],
                open.Max(x => x.At)
            );
    }
}
