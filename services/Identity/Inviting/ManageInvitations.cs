using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Inviting;

/// <summary>
/// GET /api/identity/invitations: those of the manager's organisation that nobody followed yet, expired ones too, so that they may be sent again.
/// POST /api/identity/invitations/{id}/withdraw: the link ends.
/// </summary>
internal static class ManageInvitations
{
    private const int Most = 200;

    public static void MapManageInvitations(this IEndpointRouteBuilder routes)
    {
        var invitations = routes.MapGroup("/api/identity/invitations").WithTags("Identity").RequireAuthorization(Roles.Manager);
        invitations.MapGet("", ListAsync).WithName("IdentityListInvitations");
        invitations.MapPost("/{id:guid}/withdraw", WithdrawAsync).WithName("IdentityWithdrawInvitation").ProducesProblem(409).Produces(204);
    }

    internal sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="Language">Of the mail, zh or en.</param>
    internal sealed record Item(
        Guid Id,
        string Email,
        IReadOnlyList<string> Roles,
        string Language,
        DateTimeOffset At,
        DateTimeOffset ExpiresAt,
        bool Expired
    );

    /// <summary>The newest two hundred.</summary>
    private static async Task<Ok<Answer>> ListAsync(Caller caller, IdentityDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var open = await db
            .Invitations.AsNoTracking()
            .Where(x => x.OrganisationId == caller.OrganisationId && x.State == InvitationState.Open)
            .OrderByDescending(x => x.Id)
            .Take(Most)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(
            new Answer([.. open.Select(x => new Item(x.Id, x.Email, x.Roles, x.Language, x.At, x.ExpiresAt, x.ExpiresAt <= now))])
        );
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> WithdrawAsync(
        Guid id,
        Caller caller,
        IdentityDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (caller.IsClient)
            return Problem.Forbidden("A person decides this, not a client.");
        var invitation = await db.Invitations.SingleOrDefaultAsync(x => x.Id == id && x.OrganisationId == caller.OrganisationId, cancellationToken);
        if (invitation is null)
            return Problem.NotFound("invitation");
        if (invitation.State != InvitationState.Open)
            return Problem.WrongState(invitation.State.ToString().ToLowerInvariant(), []);
        invitation.End(InvitationState.Withdrawn, time.GetUtcNow());
        db.OrganisationActs.Add(
            OrganisationAct.Of(caller.OrganisationId, ActKind.InvitationWithdrawn, caller, time.GetUtcNow(), reason: $"invitation {id}")
        );
        // Somebody may follow the link at the same moment: the state is a concurrency token, and whoever comes second is told.
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
