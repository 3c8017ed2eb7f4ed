using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts.Figures;

/// <summary>
/// GET /api/figures/organisations/{id}: how reliably a verified organisation answers introductions. Public, so it is told in steps of ten and only where
/// there were enough: nobody can see in it what became of one request. What was taken back asked for no answer. When a broker's proposal was declined, it is
/// not known of a side that had not accepted whether it declined or was spared the answer: that one is left out.
/// </summary>
internal static class GetResponseRate
{
    public const int Enough = 5;
    private const int Months = 12;
    private const int Step = 10;

    /// <param name="Months">So many months back it is counted.</param>
    /// <param name="ResponsePercent">Of the requests that ended, how many were accepted or declined, in steps of ten; absent while there were too few.</param>
    internal sealed record Answer(Guid OrganisationId, int Months, int? ResponsePercent);

    public static void MapGetResponseRate(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/figures/organisations/{id:guid}", HandleAsync).WithName("GetResponseRate");

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        Guid id,
        ContractsDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!await db.Organisations.AnyAsync(x => x.Id == id && x.State == "verified", cancellationToken))
            return Problem.NotFound("organisation");
        var since = time.GetUtcNow().AddMonths(-Months);
        // An introduction on an anonymous demand would tell by the figure's move whose it was.
        var ended = db.Introductions.Where(x =>
            x.CreatedAt >= since
            && x.State != IntroductionState.Requested
            && x.State != IntroductionState.Withdrawn
            && !db.Listings.Any(y => y.Id == x.DemandId && y.Anonymous)
        );
        var wanting = await ended
            .Where(x => x.DemandSideId == id && x.RequestedBy != Side.DemandSide)
            .Where(x => x.State != IntroductionState.Declined || x.RequestedBy != Side.Broker || x.DemandSideAcceptedBy != null)
            .GroupBy(x => x.DemandSideAcceptedBy != null || x.State == IntroductionState.Declined)
            .Select(x => new { Answered = x.Key, Count = x.Count() })
            .ToListAsync(cancellationToken);
        var offering = await ended
            .Where(x => x.AchievementSideId == id && x.RequestedBy != Side.AchievementSide)
            .Where(x => x.State != IntroductionState.Declined || x.RequestedBy != Side.Broker || x.AchievementSideAcceptedBy != null)
            .GroupBy(x => x.AchievementSideAcceptedBy != null || x.State == IntroductionState.Declined)
            .Select(x => new { Answered = x.Key, Count = x.Count() })
            .ToListAsync(cancellationToken);
        var asked = wanting.Concat(offering).ToList();
        var (answered, all) = (asked.Where(x => x.Answered).Sum(x => x.Count), asked.Sum(x => x.Count));
        return TypedResults.Ok(new Answer(id, Months, all < Enough ? null : (int)Math.Round((double)answered * 100 / all / Step) * Step));
    }
}
