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
/// Why an own listing is not matched better: what it does not say, what in its best pairs does not fit, and why other sides declined it, counted and without names.
/// </summary>
internal static class AdviseOwner
{
    private const int PairsLookedAt = 20;

    /// <summary>A shorter summary or content gives too few terms to be found by.</summary>
    private const int ShortText = 100;

    /// <summary>
    /// Parts of a score that compare stated facts, and from which contribution on one hinders: one level of readiness short, or as many numbers missed as met, cost
    /// what the fact could gain, and come to nothing.
    /// </summary>
    private static readonly Dictionary<string, double> Hinders = new(StringComparer.Ordinal)
    {
        ["parameters"] = 1e-6,
        ["readiness"] = 1e-6,
        ["modes"] = 0,
        ["money"] = 0,
        ["industry"] = 0,
    };

    /// <param name="Part">Name of the part of the score: parameters, readiness, modes, money or industry.</param>
    /// <param name="Pairs">In how many of the pairs looked at.</param>
    /// <param name="Example">What the best of those pairs says about it.</param>
    internal sealed record Obstacle(string Part, int Pairs, string Example);

    /// <param name="Count">Organisations of the other side that declined for this reason.</param>
    internal sealed record Decline(string Reason, int Count);

    /// <param name="Missing">Of text, numbers, maturity, modes, money, industry, keywords: what the listing leaves open.</param>
    /// <param name="Pairs">How many pairs were looked at.</param>
    /// <param name="BestLevel">1 to 4; null without pairs.</param>
    /// <param name="Saves">How many people keep it as a favourite.</param>
    internal sealed record Response(
        IReadOnlyList<string> Missing,
        int Pairs,
        int? BestLevel,
        IReadOnlyList<Obstacle> Obstacles,
        IReadOnlyList<Decline> Declines,
        int Saves
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/matches/advice/{id:guid}", HandleAsync)
            .WithName("adviseOwner")
            .WithTags("Matches")
            .RequireAuthorization(Authentication.SignedIn)
            .ProducesProblem(404);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> HandleAsync(
        Guid id,
        Caller caller,
        Language language,
        MatchingDbContext db,
        MatchReader reader,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var organisation = caller.OrganisationId;
        var listing = await db
            .Listings.AsNoTracking()
            .Public(now)
            .FirstOrDefaultAsync(x => x.Id == id && x.OrganisationId == organisation, cancellationToken);
        if (listing is null)
            return Problem.NotFound("listing");

        var pairs = await StoredPairs.OfAsync(db, listing, null, PairsLookedAt, now, cancellationToken);
        var answers = await reader.ExplainAsync(pairs, Sides.Both, withRows: false, language, cancellationToken);
        var obstacles = answers
            .SelectMany(x => x.Parts.Where(part => Hinders.TryGetValue(part.Name, out var most) && part.Contribution < most))
            .GroupBy(part => part.Name)
            .Select(parts => new Obstacle(parts.Key, parts.Count(), parts.First().Detail))
            .OrderByDescending(x => x.Pairs)
            .ThenBy(x => x.Part, StringComparer.Ordinal);

        var key = listing.MatchKey;
        var stances = listing.Kind == ListingKind.Demand ? db.Stances.Where(x => x.DemandKey == key) : db.Stances.Where(x => x.AchievementKey == key);
        var declines = await stances
            .Where(x => x.Kind == Stance.Declined && x.OrganisationId != organisation && x.Reason != null)
            .GroupBy(x => x.Reason!)
            .Select(x => new { Reason = x.Key, Count = x.Select(y => y.OrganisationId).Distinct().Count() })
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(
            new Response(
                [.. Missing(listing.Read())],
                answers.Count,
                answers.Count == 0 ? null : answers[0].Level,
                [.. obstacles],
                [
                    .. declines
                        .OrderByDescending(x => x.Count)
                        .ThenBy(x => x.Reason, StringComparer.Ordinal)
                        .Select(x => new Decline(x.Reason, x.Count)),
                ],
                await db.Favourites.CountAsync(x => x.ListingId == id, cancellationToken)
            )
        );
    }

    private static IEnumerable<string> Missing(PublishedListing listing)
    {
        var facts = listing.Facts;
        if ((listing.Summary ?? "").Length < ShortText)
            yield return "text";
        if (facts.Parameters.Count == 0)
            yield return "numbers";
        if (facts.Trl is null)
            yield return "maturity";
        if (facts.Modes.Count == 0)
            yield return "modes";
        if (facts is { MoneyMinFen: null, MoneyMaxFen: null })
            yield return "money";
        if (string.IsNullOrEmpty(facts.Industry))
            yield return "industry";
        if (facts.Keywords.Count == 0)
            yield return "keywords";
    }
}
