using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Mailing;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Joining;

/// <summary>
/// POST /api/identity/join-requests/{id}/accept and /decline. Who joins is a member; the first person of an organisation without a manager becomes its
/// manager.
/// </summary>
internal static class DecideJoinRequest
{
    public static void MapDecideJoinRequest(this IEndpointRouteBuilder routes)
    {
        var requests = routes
            .MapGroup("/api/identity/join-requests/{id:guid}")
            .WithTags("Identity")
            .RequireAuthorization(Authentication.SignedIn)
            .ProducesProblem(404)
            .ProducesProblem(409);
        requests.MapPost("/accept", AcceptAsync).WithName("IdentityAcceptJoinRequest");
        requests.MapPost("/decline", DeclineAsync).WithName("IdentityDeclineJoinRequest").ProducesProblem(422);
    }

    internal sealed record Reasoned(string? Reason);

    internal sealed record Response(Guid Id, JoinState State);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> AcceptAsync(
        Guid id,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (request, problem) = await FindAsync(id, caller, db, cancellationToken);
        if (request is null)
            return problem!;
        var now = time.GetUtcNow();
        var isFirst = !await db.ManagersOf(request.OrganisationId).AnyAsync(cancellationToken);
        if (!await db.Memberships.AnyAsync(x => x.AccountId == request.AccountId && x.OrganisationId == request.OrganisationId, cancellationToken))
            db.Memberships.Add(
                new Membership
                {
                    AccountId = request.AccountId,
                    OrganisationId = request.OrganisationId,
                    Roles = isFirst ? [Roles.Member, Roles.Manager] : [Roles.Member],
                    Since = now,
                }
            );
        (request.State, request.DecidedAt) = (JoinState.Accepted, now);
        db.OrganisationActs.Add(OrganisationAct.Of(request.OrganisationId, ActKind.Joined, caller, now, request.AccountId));
        mails.Write(request.Account!.Email!, "joinAccepted", mails.Link("/join"));
        await db.SaveChangesAsync(cancellationToken);
        mails.SendSoon();
        return TypedResults.Ok(new Response(request.Id, request.State));
    }

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> DeclineAsync(
        Guid id,
        Reasoned body,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var reason = body.Reason?.Trim() ?? "";
        if (reason.Length is 0 or > JoinRequest.LongestText)
            return Problem.Invalid("reason", $"'reason' needs 1 to {JoinRequest.LongestText} characters.");
        var (request, problem) = await FindAsync(id, caller, db, cancellationToken);
        if (request is null)
            return problem!;
        (request.State, request.Reason, request.DecidedAt) = (JoinState.Declined, reason, time.GetUtcNow());
        db.OrganisationActs.Add(
            OrganisationAct.Of(request.OrganisationId, ActKind.JoinDeclined, caller, time.GetUtcNow(), request.AccountId, reason)
        );
        mails.Write(request.Account!.Email!, "joinDeclined", mails.Link("/join"));
        await db.SaveChangesAsync(cancellationToken);
        mails.SendSoon();
        return TypedResults.Ok(new Response(request.Id, request.State));
    }

    private static async Task<(JoinRequest? Request, ProblemHttpResult? Problem)> FindAsync(
        Guid id,
        Caller caller,
        IdentityDbContext db,
        CancellationToken cancellationToken
    )
    {
        var request = await db.JoinRequests.DecidableBy(db, caller).Include(x => x.Account).SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
        if (request is null)
            return (null, Problem.NotFound("join request"));
        // Who belongs to an organisation is for people to say.
        if (caller.IsClient)
            return (null, Problem.Forbidden("A person decides this, not a client."));
        return request.State == JoinState.Waiting ? (request, null) : (null, Problem.WrongState(request.State.ToString().ToLowerInvariant(), []));
    }
}
