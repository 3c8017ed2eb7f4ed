using AutoMapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Dealing;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts.Introducing;

/// <summary>GET /api/introductions?box=in|out|overdue and GET /api/introductions/{id}.</summary>
internal static class ReadIntroductions
{
    private const int DefaultLimit = 50;
    private const int MostItems = 100;

    public static void MapReadIntroductions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/introductions", ListAsync).RequireAuthorization(Authentication.SignedIn).WithName("ListIntroductions");
        routes.MapGet("/api/introductions/{id:guid}", GetAsync).RequireAuthorization(Authentication.SignedIn).WithName("GetIntroduction");
    }

    /// <param name="listing">Only those about this achievement or demand.</param>
    /// <param name="box">
    /// in: asked of the caller's organisation; waiting: of those what it has not answered, with how many there are; out: asked by it; overdue: unanswered for seven
    /// working days, for operators, with how many there are.
    /// </param>
    private static async Task<Results<Ok<Page<IntroductionAnswer>>, ProblemHttpResult>> ListAsync(
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        TimeProvider time,
        CancellationToken cancellationToken,
        string? box = null,
        string? state = null,
        string? after = null,
        Guid? listing = null,
        int limit = DefaultLimit
    )
    {
        var errors = new FieldErrors();
        var wanted = errors.Code<IntroductionState>("state", state);
        if (!Cursor.TryRead<Guid?>(after, out var last))
            errors.Add("after", "No cursor of this list.");
        if (limit is < 1 or > MostItems)
            errors.Add("limit", $"1 to {MostItems}.");
        if (box is not (null or "in" or "waiting" or "out" or "overdue"))
            errors.Add("box", "One of in, waiting, out, overdue.");
        if (errors.Any)
            return errors.ToProblem();
        if (box == "overdue" && caller.OverseenPrefix() is null)
            return Problem.Forbidden("Overdue introductions are shown to the operator of the region.");

        var rows = db.Introductions.AsNoTracking().VisibleTo(caller);
        var organisation = caller.OrganisationId;
        rows = box switch
        {
            "in" => rows.Where(x =>
                x.DemandSideId == organisation && x.RequestedBy != Side.DemandSide
                || x.AchievementSideId == organisation && x.RequestedBy != Side.AchievementSide
            ),
            "waiting" => rows.Where(x =>
                x.State == IntroductionState.Requested
                && (
                    x.DemandSideId == organisation && x.DemandSideAcceptedBy == null
                    || x.AchievementSideId == organisation && x.AchievementSideAcceptedBy == null
                )
            ),
            "out" => rows.Where(x =>
                x.DemandSideId == organisation && x.RequestedBy == Side.DemandSide
                || x.AchievementSideId == organisation && x.RequestedBy == Side.AchievementSide
                || x.BrokerId == organisation
            ),
            "overdue" => rows.Where(x => x.State == IntroductionState.Requested && x.OperatorToldAt != null),
            _ => rows,
        };
        if (wanted is { } only)
            rows = rows.Where(x => x.State == only);
        if (listing is { } about)
            rows = rows.Where(x => x.DemandId == about || x.AchievementId == about);
        var total = box is "waiting" or "overdue" ? await rows.CountAsync(cancellationToken) : (int?)null;
        if (last is { } id)
            rows = rows.Where(x => x.Id < id);
        var page = await rows.OrderByDescending(x => x.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var items = page.Take(limit).ToList();
        return TypedResults.Ok(
            new Page<IntroductionAnswer>(
                await AnswerAsync(db, mapper, caller, time, items, cancellationToken),
                page.Count > limit ? Cursor.Of(items[^1].Id) : null
            )
            {
                Total = total,
            }
        );
    }

    private static async Task<Results<Ok<IntroductionAnswer>, ProblemHttpResult>> GetAsync(
        Guid id,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        TimeProvider time,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        if (await db.Introductions.AsNoTracking().VisibleTo(caller).FirstOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } row)
            return Problem.NotFound("introduction");
        response.SetETag(row.Revision);
        return TypedResults.Ok((await AnswerAsync(db, mapper, caller, time, [row], cancellationToken))[0]);
    }

    public static async Task<IReadOnlyList<IntroductionAnswer>> AnswerAsync(
        ContractsDbContext db,
        IMapper mapper,
        Caller caller,
        TimeProvider time,
        IReadOnlyList<Introduction> rows,
        CancellationToken cancellationToken
    )
    {
        var accepted = rows.Where(x => x.State == IntroductionState.Accepted).Select(x => x.Id).ToArray();
        var view = new View(caller, await Names.OfAsync(db, rows, [], cancellationToken), WorkingCalendar.DayOf(time.GetUtcNow()))
        {
            Deals = await db
                .Deals.Where(x => accepted.Contains(x.IntroductionId))
                .ToDictionaryAsync(x => x.IntroductionId, x => x.Id, cancellationToken),
        };
        return [.. rows.Select(row => mapper.Map<IntroductionAnswer>(row, options => options.State = view))];
    }
}
