using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Dealing;
using TechTransfer.Contracts.Drafting;

namespace TechTransfer.Contracts.Figures;

/// <summary>GET /api/figures/caseloads: what each verified organisation of brokers has in hand and has brought to a contract. Public; counts only.</summary>
internal static class ListCaseloads
{
    /// <param name="OpenDeals">Deals it arranges that have not ended.</param>
    /// <param name="Contracts">Signed contracts that it arranged.</param>
    internal sealed record Caseload(Guid OrganisationId, int OpenDeals, int Contracts);

    internal sealed record Answer(IReadOnlyList<Caseload> Items);

    public static void MapListCaseloads(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/figures/caseloads", HandleAsync).WithName("ListCaseloads");

    private static async Task<Ok<Answer>> HandleAsync(ContractsDbContext db, CancellationToken cancellationToken)
    {
        var verified = db.Organisations.Where(x => x.State == "verified").Select(x => x.Id);
        var open = await db
            .Deals.Where(x => x.BrokerId != null && x.Stage != DealStage.Fulfilled && x.Stage != DealStage.Dropped)
            .Where(x => verified.Contains(x.BrokerId!.Value))
            .GroupBy(x => x.BrokerId!.Value)
            .Select(x => new { x.Key, Count = x.Count() })
            .ToDictionaryAsync(x => x.Key, x => x.Count, cancellationToken);
        var contracts = await db
            .Contracts.Where(x => x.BrokerId != null && x.State == ContractState.Signed)
            .Where(x => verified.Contains(x.BrokerId!.Value))
            .GroupBy(x => x.BrokerId!.Value)
            .Select(x => new { x.Key, Count = x.Count() })
            .ToDictionaryAsync(x => x.Key, x => x.Count, cancellationToken);
        return TypedResults.Ok(
            new Answer([
                .. open.Keys.Union(contracts.Keys).Order().Select(x => new Caseload(x, open.GetValueOrDefault(x), contracts.GetValueOrDefault(x))),
            ])
        );
    }
}
