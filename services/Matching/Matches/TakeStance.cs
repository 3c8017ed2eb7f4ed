using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Matches;

/// <summary>
/// An organisation that owns one of the two listings, or a broker, says what it thinks of a pair. A declined pair leaves its lists at once; another answer
/// takes the earlier one's place.
/// </summary>
internal static class TakeStance
{
    private const int LongestText = 1_000;

    private static readonly string[] OfDemandSide =
    [
        "tooEarly",
        "benefitUnclear",
        "commercialRouteUnclear",
        "descriptionUnclear",
        "scientificDoubt",
        "priceOrTerms",
        "alreadySolved",
        "outsideOurField",
        "other",
    ];

    private static readonly string[] OfAchievementSide =
    [
        "notOurField",
        "noCapacity",
        "budgetOrTimeUnrealistic",
        "ipTerms",
        "alreadyLicensed",
        "needUnclear",
        "other",
    ];

    internal sealed record Nothing;

    internal sealed record DeclineRequest(string? Reason, string? Text);

    internal sealed record Response(Guid Id, string Stance, string? Reason);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var matches = routes
            .MapGroup("/api/matches/{id:guid}")
            .WithTags("Matches")
            .RequireAuthorization(Authentication.SignedIn)
            .ProducesProblem(404)
            .ProducesProblem(422);
        matches
            .MapPost(
                "/accept",
                (Guid id, Nothing? _, Answer answer, CancellationToken cancel) => answer.SetAsync(id, Stance.Accepted, null, null, cancel)
            )
            .WithName("acceptMatch");
        matches
            .MapPost("/save", (Guid id, Nothing? _, Answer answer, CancellationToken cancel) => answer.SetAsync(id, Stance.Saved, null, null, cancel))
            .WithName("saveMatch");
        matches
            .MapPost(
                "/decline",
                (Guid id, DeclineRequest request, Answer answer, CancellationToken cancel) =>
                    answer.SetAsync(id, Stance.Declined, request.Reason, request.Text, cancel)
            )
            .WithName("declineMatch");
    }

    /// <summary>The caller and what is needed to note his answer, bound from the request.</summary>
    internal sealed record Answer(Caller Caller, MatchingDbContext Db, TimeProvider Time)
    {
        public static ValueTask<Answer?> BindAsync(HttpContext context) =>
            ValueTask.FromResult<Answer?>(
                new Answer(
                    Caller.From(context.User)!,
                    (MatchingDbContext)context.RequestServices.GetService(typeof(MatchingDbContext))!,
                    (TimeProvider)context.RequestServices.GetService(typeof(TimeProvider))!
                )
            );

        public async Task<Results<Ok<Response>, ProblemHttpResult>> SetAsync(
            Guid id,
            string kind,
            string? reason,
            string? text,
            CancellationToken cancellationToken
        )
        {
            if (
                MatchId.KeysOf(id) is not var (demandKey, achievementKey)
                || await PairAsync(demandKey, achievementKey, cancellationToken) is not { } pair
            )
                return Problem.NotFound("match");
            if (kind == Stance.Declined)
            {
                var reasons = ReasonsFor(pair.Demand, pair.Achievement);
                if (reason is null || !reasons.Contains(reason, StringComparer.Ordinal))
                    return Problem.Invalid("reason", $"One of {string.Join(", ", reasons)}.");
                if (text?.EnumerateRunes().Count() > LongestText)
                    return Problem.Invalid("text", $"At most {LongestText} characters.");
            }
            var stance = await Db.Stances.FindAsync([Caller.OrganisationId, demandKey, achievementKey], cancellationToken);
            if (stance is null)
            {
                stance = new Stance
                {
                    OrganisationId = Caller.OrganisationId,
                    DemandKey = demandKey,
                    AchievementKey = achievementKey,
                    Kind = kind,
                    Subject = Caller.Subject,
                    At = Time.GetUtcNow(),
                };
                Db.Stances.Add(stance);
            }
            (stance.Kind, stance.Reason, stance.Text) = (kind, reason, text);
            (stance.Subject, stance.At) = (Caller.Subject, Time.GetUtcNow());
            await Db.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok(new Response(id, kind, reason));
        }

        private async Task<Pair?> PairAsync(long demandKey, long achievementKey, CancellationToken cancellationToken)
        {
            var both = await Db.VisibleTo(Caller, Time.GetUtcNow())
                .AsNoTracking()
                .Where(x => x.MatchKey == demandKey || x.MatchKey == achievementKey)
                .ToListAsync(cancellationToken);
            var demand = both.Find(x => x.MatchKey == demandKey && x.Kind == ListingKind.Demand);
            var achievement = both.Find(x => x.MatchKey == achievementKey && x.Kind == ListingKind.Achievement);
            if (demand is null || achievement is null)
                return null;
            return Caller.IsBroker || demand.OrganisationId == Caller.OrganisationId || achievement.OrganisationId == Caller.OrganisationId
                ? new Pair(demand, achievement)
                : null;
        }

        private IReadOnlyList<string> ReasonsFor(ListingCopy demand, ListingCopy achievement) =>
            demand.OrganisationId == Caller.OrganisationId ? OfDemandSide
            : achievement.OrganisationId == Caller.OrganisationId ? OfAchievementSide
            : [.. OfDemandSide.Union(OfAchievementSide, StringComparer.Ordinal)];
    }
}
