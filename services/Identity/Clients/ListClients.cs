using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Members;

namespace TechTransfer.Identity.Clients;

/// <summary>GET /api/identity/clients: the programs that act for the manager's organisation, and the roles he may give them. Secrets are in no answer.</summary>
internal static class ListClients
{
    public static void MapListClients(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/identity/clients", HandleAsync).RequireAuthorization(Roles.Manager).WithName("IdentityListClients").WithTags("Identity");

    internal sealed record Answer(IReadOnlyList<Item> Items, IReadOnlyList<string> Grantable);

    internal sealed record Item(string Id, string Name, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt, DateTimeOffset? SecretRenewedAt);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        Caller caller,
        IdentityDbContext db,
        CancellationToken cancellationToken
    )
    {
        var kind = await db
            .Organisations.Where(x => x.Id == caller.OrganisationId)
            .Select(x => (Organisations.OrganisationKind?)x.Kind)
            .SingleOrDefaultAsync(cancellationToken);
        if (kind is null)
            return Problem.NotFound("organisation");
        var clients = await db
            .ApiClients.AsNoTracking()
            .Where(x => x.OrganisationId == caller.OrganisationId)
            .OrderBy(x => x.CreatedAt)
            .ThenBy(x => x.ClientId)
            .Select(x => new Item(x.ClientId, x.Name, x.Roles, x.CreatedAt, x.SecretRenewedAt))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new Answer(clients, GivenRoles.In(kind.Value)));
    }
}
