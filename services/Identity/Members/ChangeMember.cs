using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Joining;
using TechTransfer.Identity.Mailing;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Members;

/// <summary>
/// POST /api/identity/members/{id}/roles and DELETE /api/identity/members/{id}: the manager sets roles and removes people, anybody may leave. An organisation
/// keeps a manager. Tokens follow within the ten minutes that one lives.
/// </summary>
internal static class ChangeMember
{
    public static void MapChangeMember(this IEndpointRouteBuilder routes)
    {
        var member = routes.MapGroup("/api/identity/members/{id:guid}").WithTags("Identity").ProducesProblem(404).ProducesProblem(409);
        member
            .MapPost("/roles", SetRolesAsync)
            .RequireAuthorization(Roles.Manager)
            .WithName("IdentitySetMemberRoles")
            .ProducesProblem(422)
            .Produces(204);
        member.MapDelete("", RemoveAsync).RequireAuthorization(Authentication.SignedIn).WithName("IdentityRemoveMember").Produces(204);
    }

    /// <param name="Roles">All that the person is to have of those the manager gives.</param>
    internal sealed record Request(IReadOnlyList<string>? Roles);

    private static async Task<Results<NoContent, ProblemHttpResult>> SetRolesAsync(
        Guid id,
        Request request,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (caller.IsClient)
            return NoClient();
        var kind = await db
            .Organisations.Where(x => x.Id == caller.OrganisationId)
            .Select(x => (OrganisationKind?)x.Kind)
            .SingleOrDefaultAsync(cancellationToken);
        if (kind is null)
            return Problem.NotFound("member");
        var grantable = GivenRoles.In(kind.Value);
        var wanted = (request.Roles ?? []).Distinct(StringComparer.Ordinal).ToList();
        if (wanted.Count == 0 || wanted.Exists(x => !grantable.Contains(x, StringComparer.Ordinal)))
            return Problem.Invalid("roles", $"'roles' needs at least one, and each is one of {string.Join(", ", grantable)}.");
        await using var transaction = await db.BeginChangeAsync(caller.OrganisationId, cancellationToken);
        if (await FindAsync(db, id, caller, cancellationToken) is not { } membership)
            return Problem.NotFound("member");
        if (!wanted.Contains(Roles.Manager) && await IsLastManagerAsync(db, membership, cancellationToken))
            return NoManagerLeft();
        membership.Roles = [.. wanted, .. membership.Roles.Where(x => !grantable.Contains(x, StringComparer.Ordinal))];
        await SaveAsync(ActKind.RolesSet, string.Join(", ", membership.Roles), membership, caller, db, mails, time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mails.SendSoon();
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (caller.IsClient)
            return NoClient();
        if (!caller.IsManager && caller.Subject != id.ToString())
            return Problem.Forbidden("The manager removes people; others only leave themselves.");
        await using var transaction = await db.BeginChangeAsync(caller.OrganisationId, cancellationToken);
        if (await FindAsync(db, id, caller, cancellationToken) is not { } membership)
            return Problem.NotFound("member");
        if (membership.Roles.Contains(Roles.Administrator) && !caller.IsAdministrator)
            return Problem.Forbidden("An administrator is removed by administrators only.");
        if (await IsLastManagerAsync(db, membership, cancellationToken))
            return NoManagerLeft();
        db.Memberships.Remove(membership);
        await SaveAsync(ActKind.Left, null, membership, caller, db, mails, time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mails.SendSoon();
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult NoClient() => Problem.Forbidden("A person decides this, not a client.");

    private static ProblemHttpResult NoManagerLeft() =>
        Problem.Conflict("The organisation would be left without a manager; make somebody else one first.");

    private static Task<Membership?> FindAsync(IdentityDbContext db, Guid account, Caller caller, CancellationToken cancellationToken) =>
        db.Memberships.SingleOrDefaultAsync(x => x.AccountId == account && x.OrganisationId == caller.OrganisationId, cancellationToken);

    private static async Task<bool> IsLastManagerAsync(IdentityDbContext db, Membership membership, CancellationToken cancellationToken) =>
        membership.Roles.Contains(Roles.Manager)
        && !await db.ManagersOf(membership.OrganisationId).AnyAsync(x => x.AccountId != membership.AccountId, cancellationToken);

    private static async Task SaveAsync(
        ActKind act,
        string? reason,
        Membership membership,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        db.OrganisationActs.Add(OrganisationAct.Of(membership.OrganisationId, act, caller, time.GetUtcNow(), membership.AccountId, reason));
        if (caller.Subject != membership.AccountId.ToString())
            mails.Write(
                await db.Users.Where(x => x.Id == membership.AccountId).Select(x => x.Email!).SingleAsync(cancellationToken),
                "membershipChanged",
                mails.Link("/join")
            );
        await db.SaveChangesAsync(cancellationToken);
    }
}
