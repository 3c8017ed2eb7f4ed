using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Matches;

/// <summary>
/// Matches of the listings of the caller's organisation, for a broker those of all, newest first. New: worth a look (weak or better) and not answered yet;
/// strong: good or better and not declined; saved: saved or accepted; declined. Of each own listing (for a broker, of each listing) the new box holds the best
/// five that wait for an answer; the next come up when those are answered, so that one listing with many matches does not hide all others.
/// </summary>
internal static class ListInbox
{
    private const int PageSize = 20;
    private const int NewOfOneListing = 5;

    private sealed record After(DateTimeOffset FoundAt, long DemandKey, long AchievementKey);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/matches/inbox", HandleAsync)
            .WithName("listMatchInbox")
            .WithTags("Matches")
            .RequireAuthorization(Authentication.SignedIn)
            .ProducesProblem(422);

    private static async Task<Results<Ok<Page<MatchAnswer>>, ProblemHttpResult>> HandleAsync(
        string? box,
        string? after,
        Caller caller,
        Language language,
        MatchingDbContext db,
        MatchReader reader,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (box is not (null or "new" or "strong" or "saved" or "declined"))
            return Problem.Invalid("box", "One of new, strong, saved, declined.");
        if (!Cursor.TryRead<After>(after, out var last))
            return Problem.Invalid("after", "Not a cursor of this list.");

        var organisation = caller.OrganisationId;
        var listings = db.VisibleTo(caller, time.GetUtcNow());
        var rows =
            from match in db.Matches.AsNoTracking()
            join demand in listings on match.DemandKey equals demand.MatchKey
            join achievement in listings on match.AchievementKey equals achievement.MatchKey
            join s in db.Stances.Where(s => s.OrganisationId == organisation)
                on new { match.DemandKey, match.AchievementKey } equals new { s.DemandKey, s.AchievementKey }
                into stances
            from stance in stances.DefaultIfEmpty()
            select new
            {
                match,
                demand,
                achievement,
                stance,
                ForDemand = 1 + db.Matches.Count(m => m.DemandKey == match.DemandKey && m.Score > match.Score),
                ForAchievement = 1 + db.Matches.Count(m => m.AchievementKey == match.AchievementKey && m.Score > match.Score),
            };
        if (!caller.IsBroker)
            rows = rows.Where(x => x.demand.OrganisationId == organisation || x.achievement.OrganisationId == organisation);
        rows = box switch
        {
            "strong" => rows.Where(x => x.match.Level >= 3 && (x.stance == null || x.stance.Kind != Stance.Declined)),
            "saved" => rows.Where(x => x.stance != null && x.stance.Kind != Stance.Declined),
            "declined" => rows.Where(x => x.stance != null && x.stance.Kind == Stance.Declined),
            _ => rows.Where(x => x.match.Level >= 2 && x.stance == null),
        };
        if (box is null or "new")
        {
            var (broker, most) = (caller.IsBroker, NewOfOneListing);
            var waiting = db.Matches.Where(x =>
                x.Level >= 2
                && !db.Stances.Any(s => s.OrganisationId == organisation && s.DemandKey == x.DemandKey && s.AchievementKey == x.AchievementKey)
            );
            rows = rows.Where(x =>
                (
                    !broker && x.demand.OrganisationId != organisation
                    || waiting.Count(w =>
                        w.DemandKey == x.match.DemandKey
                        && (w.Score > x.match.Score || w.Score == x.match.Score && w.AchievementKey < x.match.AchievementKey)
                    ) < most
                )
                && (
                    !broker && x.achievement.OrganisationId != organisation
                    || waiting.Count(w =>
                        w.AchievementKey == x.match.AchievementKey
                        && (w.Score > x.match.Score || w.Score == x.match.Score && w.DemandKey < x.match.DemandKey)
                    ) < most
                )
            );
        }
        if (last is not null)
            rows = rows.Where(x =>
                x.match.FoundAt < last.FoundAt
                || x.match.FoundAt == last.FoundAt
                    && (x.match.DemandKey < last.DemandKey || x.match.DemandKey == last.DemandKey && x.match.AchievementKey < last.AchievementKey)
            );
        var page = await rows.OrderByDescending(x => x.match.FoundAt)
            .ThenByDescending(x => x.match.DemandKey)
            .ThenByDescending(x => x.match.AchievementKey)
            .Take(PageSize + 1)
            .ToListAsync(cancellationToken);
        var shown = page.Take(PageSize).ToList();
        var answers = await reader.ExplainAsync(
            [.. shown.Select(x => new Pair(x.demand, x.achievement, x.match.FoundAt, x.stance, new Standing(x.ForDemand, x.ForAchievement)))],
            Sides.Both,
            withRows: false,
            language,
            cancellationToken
        );
        var next =
            page.Count > PageSize ? Cursor.Of(new After(shown[^1].match.FoundAt, shown[^1].match.DemandKey, shown[^1].match.AchievementKey)) : null;
        return TypedResults.Ok(new Page<MatchAnswer>(answers, next));
    }
}
