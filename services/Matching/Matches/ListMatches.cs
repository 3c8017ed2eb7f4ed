using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Matches;

/// <summary>Who fits a listing, best first, with reasons. For everybody; what the caller's organisation declined is left out.</summary>
internal static class ListMatches
{
    private const int DefaultLimit = 20;
    private const int MostLimit = 100;

    internal sealed record Response(IReadOnlyList<MatchAnswer> Items);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/matches", HandleAsync).WithName("listMatches").WithTags("Matches").ProducesProblem(404).ProducesProblem(422);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> HandleAsync(
        string? demand,
        string? achievement,
        string? limit,
        Caller? caller,
        Language language,
        MatchingDbContext db,
        MatchReader reader,
        Matcher matcher,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (demand is null && achievement is null)
            return Problem.Invalid("demand", "Name a demand, an achievement or both.");
        if (!ReadId(demand, out var demandId))
            return Problem.Invalid("demand", "The id of a demand.");
        if (!ReadId(achievement, out var achievementId))
            return Problem.Invalid("achievement", "The id of an achievement.");
        var most = DefaultLimit;
        if (limit is not null && (!int.TryParse(limit, out most) || most is < 1 or > MostLimit))
            return Problem.Invalid("limit", $"From 1 to {MostLimit}.");

        var now = time.GetUtcNow();
        var demandCopy = await FindAsync(db.VisibleTo(caller, now), demandId, ListingKind.Demand, cancellationToken);
        var achievementCopy = await FindAsync(db.VisibleTo(caller, now), achievementId, ListingKind.Achievement, cancellationToken);
        if (demand is not null && demandCopy is null)
            return Problem.NotFound("demand");
        if (achievement is not null && achievementCopy is null)
            return Problem.NotFound("achievement");

        if (demandCopy is not null && achievementCopy is not null)
            return TypedResults.Ok(
                new Response(
                    await reader.ExplainAsync(
                        [await PairOf(db, demandCopy, achievementCopy, caller, cancellationToken)],
                        Sides.Both,
                        withRows: true,
                        language,
                        cancellationToken
                    )
                )
            );

        var listing = demandCopy ?? achievementCopy!;
        var pairs = await StoredPairs.OfAsync(db, listing, caller, most, now, cancellationToken);
        if (pairs.Count == 0)
            pairs = await ComputeAsync(db, listing, caller, matcher, most, now, cancellationToken);
        var sides = listing.Kind == ListingKind.Demand ? Sides.Achievement : Sides.Demand;
        return TypedResults.Ok(new Response(await reader.ExplainAsync(pairs, sides, withRows: false, language, cancellationToken)));
    }

    /// <summary>A listing that still waits to be matched is matched for this answer.</summary>
    private static async Task<IReadOnlyList<Pair>> ComputeAsync(
        MatchingDbContext db,
        ListingCopy listing,
        Caller? caller,
        Matcher matcher,
        int most,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var published = listing.Read();
        var found = await matcher.FindAsync(listing, published.Facts, cancellationToken);
        var ids = found.Select(x => x.Id).ToList();
        var declined = await StoredPairs.DeclinedKeysAsync(db, listing, caller, cancellationToken);
        var partners = db.VisibleTo(caller, now).AsNoTracking().Where(x => x.OrganisationId != listing.OrganisationId);
        // Only the best are read with their texts; most candidates never are.
        var keys = await partners
            .Where(x => ids.Contains(x.Id))
            .Select(x => new { x.Id, x.MatchKey })
            .ToDictionaryAsync(x => x.Id, x => x.MatchKey, cancellationToken);
        var best = ids.Where(x => keys.TryGetValue(x, out var key) && !declined.Contains(key)).Take(most).ToList();
        var copies = await partners.Where(x => best.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
        return
        [
            .. best.Select(x => copies.GetValueOrDefault(x))
                .OfType<ListingCopy>()
                .Select(x => listing.Kind == ListingKind.Demand ? new Pair(listing, x) : new Pair(x, listing)),
        ];
    }

    private static async Task<Pair> PairOf(
        MatchingDbContext db,
        ListingCopy demand,
        ListingCopy achievement,
        Caller? caller,
        CancellationToken cancellationToken
    )
    {
        var organisation = caller?.OrganisationId;
        var stance = await db
            .Stances.AsNoTracking()
            .FirstOrDefaultAsync(
                x => x.OrganisationId == organisation && x.DemandKey == demand.MatchKey && x.AchievementKey == achievement.MatchKey,
                cancellationToken
            );
        var foundAt = await db
            .Matches.Where(x => x.DemandKey == demand.MatchKey && x.AchievementKey == achievement.MatchKey)
            .Select(x => (DateTimeOffset?)x.FoundAt)
            .FirstOrDefaultAsync(cancellationToken);
        return new Pair(demand, achievement, foundAt, stance);
    }

    private static Task<ListingCopy?> FindAsync(IQueryable<ListingCopy> visible, Guid? id, ListingKind kind, CancellationToken cancellationToken) =>
        id is null
            ? Task.FromResult<ListingCopy?>(null)
            : visible.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id && x.Kind == kind, cancellationToken);

    private static bool ReadId(string? text, out Guid? id)
    {
        id = Guid.TryParse(text, out var read) ? read : null;
        return text is null || id is not null;
    }
}
