using AutoMapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts.Dealing;

/// <summary>GET /api/deals, what is overdue first, and GET /api/deals/{id} with its timeline.</summary>
internal static class ReadDeals
{
    private const int DefaultLimit = 50;
    private const int MostItems = 100;

    /// <summary>Ended deals have no day and come last.</summary>
    private sealed record Place(DateOnly? NextOn, Guid Id);

    public static void MapReadDeals(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/deals", ListAsync).RequireAuthorization(Authentication.SignedIn).WithName("ListDeals");
        routes.MapGet("/api/deals/{id:guid}", GetAsync).RequireAuthorization(Authentication.SignedIn).WithName("GetDeal");
    }

    private static async Task<Results<Ok<Page<DealAnswer>>, ProblemHttpResult>> ListAsync(
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        TimeProvider time,
        CancellationToken cancellationToken,
        string? stage = null,
        string? after = null,
        int limit = DefaultLimit
    )
    {
        var errors = new FieldErrors();
        var wanted = errors.Code<DealStage>("stage", stage);
        if (!Cursor.TryRead<Place>(after, out var last))
            errors.Add("after", "No cursor of this list.");
        if (limit is < 1 or > MostItems)
            errors.Add("limit", $"1 to {MostItems}.");
        if (errors.Any)
            return errors.ToProblem();
        var rows = db.Deals.AsNoTracking().VisibleTo(caller);
        if (wanted is { } only)
            rows = rows.Where(x => x.Stage == only);
        if (last is { NextOn: { } day })
            rows = rows.Where(x => x.NextOn == null || x.NextOn > day || x.NextOn == day && x.Id > last.Id);
        else if (last is not null)
            rows = rows.Where(x => x.NextOn == null && x.Id > last.Id);
        var page = await rows.OrderBy(x => x.NextOn == null).ThenBy(x => x.NextOn).ThenBy(x => x.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var items = page.Take(limit).ToList();
        var view = await ViewAsync(db, caller, time, items, [], cancellationToken);
        return TypedResults.Ok(
            new Page<DealAnswer>(
                [.. items.Select(row => mapper.Map<DealAnswer>(row, options => options.State = view))],
                page.Count > limit ? Cursor.Of(new Place(items[^1].NextOn, items[^1].Id)) : null
            )
        );
    }

    private static async Task<Results<Ok<DealAnswer>, ProblemHttpResult>> GetAsync(
        Guid id,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        TimeProvider time,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        if (await db.Deals.AsNoTracking().VisibleTo(caller).FirstOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } deal)
            return Problem.NotFound("deal");
        response.SetETag(deal.Revision);
        return TypedResults.Ok(await AnswerAsync(db, mapper, caller, time, deal, cancellationToken));
    }

    public static async Task<DealAnswer> AnswerAsync(
        ContractsDbContext db,
        IMapper mapper,
        Caller caller,
        TimeProvider time,
        Deal deal,
        CancellationToken cancellationToken
    )
    {
        var timeline = await db.Timeline.Where(x => x.ThreadId == deal.IntroductionId).OrderBy(x => x.Id).ToListAsync(cancellationToken);
        var actors = timeline.Select(x => x.OrganisationId).OfType<Guid>();
        var view = await ViewAsync(db, caller, time, [deal], actors, cancellationToken);
        var introduction = await db.Introductions.AsNoTracking().FirstAsync(x => x.Id == deal.IntroductionId, cancellationToken);
        return mapper.Map<DealAnswer>(deal, options => options.State = view) with
        {
            Timeline = [.. timeline.Select(row => mapper.Map<TimelineEntry>(row, options => options.State = view))],
            Contact = view.ContactsOf(introduction),
        };
    }

    private static async Task<View> ViewAsync(
        ContractsDbContext db,
        Caller caller,
        TimeProvider time,
        IReadOnlyList<Deal> deals,
        IEnumerable<Guid> actors,
        CancellationToken cancellationToken
    )
    {
        var ids = deals.Select(x => (Guid?)x.Id).ToArray();
        return new View(caller, await Names.OfAsync(db, deals, actors, cancellationToken), WorkingCalendar.DayOf(time.GetUtcNow()))
        {
            Contracts = await db
                .Contracts.Where(x => ids.Contains(x.LiveDealId))
                .Select(x => new { x.LiveDealId, x.Id })
                .ToDictionaryAsync(x => x.LiveDealId!.Value, x => x.Id, cancellationToken),
        };
    }
}
