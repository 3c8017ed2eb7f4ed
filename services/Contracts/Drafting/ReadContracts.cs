using AutoMapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts.Drafting;

/// <summary>GET /api/contracts and GET /api/contracts/{id} with the document's text.</summary>
internal static class ReadContracts
{
    private const int DefaultLimit = 50;
    private const int MostItems = 100;

    public static void MapReadContracts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/contracts", ListAsync).RequireAuthorization(Authentication.SignedIn).WithName("ListContracts");
        routes.MapGet("/api/contracts/{id:guid}", GetAsync).RequireAuthorization(Authentication.SignedIn).WithName("GetContract");
    }

    /// <summary>Own ones only: of the sides, of every other party, of the broker, and of the operator of a side's region.</summary>
    public static IQueryable<TechnologyContract> VisibleToParties(this IQueryable<TechnologyContract> rows, Caller caller)
    {
        var organisation = caller.OrganisationId;
        var prefix = caller.OverseenPrefix();
        return rows.AsSingleQuery()
            .Where(x =>
                x.DemandSideId == organisation
                || x.AchievementSideId == organisation
                || x.BrokerId == organisation
                || x.Parties.Any(party => party.OrganisationId == organisation)
                || prefix != null && (x.DemandSideRegion.StartsWith(prefix) || x.AchievementSideRegion.StartsWith(prefix))
            );
    }

    private static async Task<Results<Ok<Page<ContractAnswer>>, ProblemHttpResult>> ListAsync(
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        TimeProvider time,
        CancellationToken cancellationToken,
        string? state = null,
        string? after = null,
        int limit = DefaultLimit
    )
    {
        var errors = new FieldErrors();
        var wanted = errors.Code<ContractState>("state", state);
        if (!Cursor.TryRead<Guid?>(after, out var last))
            errors.Add("after", "No cursor of this list.");
        if (limit is < 1 or > MostItems)
            errors.Add("limit", $"1 to {MostItems}.");
        if (errors.Any)
            return errors.ToProblem();
        var rows = db.Contracts.AsNoTracking().VisibleToParties(caller);
        if (wanted is { } only)
            rows = rows.Where(x => x.State == only);
        if (last is { } id)
            rows = rows.Where(x => x.Id < id);
        var page = await rows.OrderByDescending(x => x.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var items = page.Take(limit).ToList();
        var view = await ViewAsync(db, caller, time, items, cancellationToken);
        return TypedResults.Ok(
            new Page<ContractAnswer>(
                [.. items.Select(row => mapper.Map<ContractAnswer>(row, options => options.State = view))],
                page.Count > limit ? Cursor.Of(items[^1].Id) : null
            )
        );
    }

    private static async Task<Results<Ok<ContractAnswer>, ProblemHttpResult>> GetAsync(
        Guid id,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        TimeProvider time,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var contract = await db.Contracts.AsNoTracking().VisibleToParties(caller).FirstOrDefaultAsync(x => x.Id == id, cancellationToken);
        if (contract is null)
            return Problem.NotFound("contract");
        response.SetETag(contract.Version);
        return TypedResults.Ok(await AnswerAsync(db, mapper, caller, time, contract, cancellationToken));
    }

    public static async Task<ContractAnswer> AnswerAsync(
        ContractsDbContext db,
        IMapper mapper,
        Caller caller,
        TimeProvider time,
        TechnologyContract contract,
        CancellationToken cancellationToken
    )
    {
        var view = await ViewAsync(db, caller, time, [contract], cancellationToken);
        var document = await db.Set<ContractVersion>()
            .Where(x => EF.Property<Guid>(x, "ContractId") == contract.Id && x.Version == contract.Version)
            .Select(x => x.Document)
            .FirstAsync(cancellationToken);
        var scans = await db.Scans.AsNoTracking().Where(x => x.ContractId == contract.Id).OrderBy(x => x.Id).ToListAsync(cancellationToken);
        return mapper.Map<ContractAnswer>(contract, options => options.State = view) with
        {
            Document = document,
            Clauses = contract.Clauses,
            Scans = scans.Count == 0 ? null : mapper.Map<IReadOnlyList<ScanAnswer>>(scans),
        };
    }

    private static async Task<View> ViewAsync(
        ContractsDbContext db,
        Caller caller,
        TimeProvider time,
        IReadOnlyList<TechnologyContract> contracts,
        CancellationToken cancellationToken
    )
    {
        var parties = contracts.SelectMany(x => x.Parties).Select(x => x.OrganisationId);
        return new View(caller, await Names.OfAsync(db, contracts, parties, cancellationToken), WorkingCalendar.DayOf(time.GetUtcNow()));
    }
}
