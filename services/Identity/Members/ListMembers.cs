using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Members;

/// <summary>GET /api/identity/members: the people of the manager's organisation, and the roles that he may give there.</summary>
internal static class ListMembers
{
    public static void MapListMembers(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/identity/members", HandleAsync).RequireAuthorization(Roles.Manager).WithName("IdentityListMembers").WithTags("Identity");

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        Caller caller,
        IdentityDbContext db,
        CancellationToken cancellationToken
    )
    {
        if (await db.Organisations.AsNoTracking().SingleOrDefaultAsync(x => x.Id == caller.OrganisationId, cancellationToken) is not { } organisation)
            return Problem.NotFound("organisation");
        var members = await db
            .Memberships.AsNoTracking()
            .Where(x => x.OrganisationId == caller.OrganisationId)
            .OrderBy(x => x.Since)
            .ThenBy(x => x.AccountId)
            .Join(db.Users, x => x.AccountId, x => x.Id, (x, account) => new Member(x.AccountId, account.Name, account.Email!, x.Roles, x.Since))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new Answer(members, GivenRoles.In(organisation.Kind)));
    }

    /// <param name="Grantable">Roles that the organisation's manager gives and takes; others stay as they are.</param>
    private sealed record Answer(IReadOnlyList<Member> Items, IReadOnlyList<string> Grantable);

    private sealed record Member(Guid Id, string Name, string Email, IReadOnlyList<string> Roles, DateTimeOffset Since);
}

/// <summary>What a manager may give: what concerns his organisation, not what concerns the platform.</summary>
internal static class GivenRoles
{
    private static readonly string[] Everywhere = [Roles.Member, Roles.Manager, Roles.Signatory];

    public static string[] In(OrganisationKind kind) => kind == OrganisationKind.TransferInstitution ? [.. Everywhere, Roles.Broker] : Everywhere;
}
