using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Identity.Joining;

/// <summary>POST /api/identity/join-requests/{id}/withdraw: a person takes back an own request that nobody has answered.</summary>
internal static class WithdrawJoinRequest
{
    public static void MapWithdrawJoinRequest(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/identity/join-requests/{id:guid}/withdraw", HandleAsync)
            .RequireAuthorization(OwnAccount.Policy)
            .WithName("IdentityWithdrawJoinRequest")
            .WithTags("Identity")
            .ProducesProblem(404)
            .ProducesProblem(409);

    internal sealed record Response(Guid Id, JoinState State);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> HandleAsync(
        Guid id,
        ClaimsPrincipal user,
        IdentityDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var account = Guid.TryParse(user.FindFirstValue("sub"), out var subject) ? subject : Guid.Empty;
        if (await db.JoinRequests.SingleOrDefaultAsync(x => x.Id == id && x.AccountId == account, cancellationToken) is not { } request)
            return Problem.NotFound("join request");
        if (request.State != JoinState.Waiting)
            return Problem.WrongState(request.State.ToString().ToLowerInvariant(), []);
        (request.State, request.DecidedAt) = (JoinState.Withdrawn, time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(new Response(request.Id, request.State));
    }
}
