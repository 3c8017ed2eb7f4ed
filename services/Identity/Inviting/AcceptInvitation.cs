using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Hosting;
using TechTransfer.Identity.Joining;
using TechTransfer.Identity.Members;

namespace TechTransfer.Identity.Inviting;

/// <summary>
/// POST /api/identity/invitations/accept: the person with the invited address joins. The page of the link does the same and signs up whoever has no account.
/// </summary>
internal static class AcceptInvitation
{
    public static void MapAcceptInvitation(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/identity/invitations/accept", HandleAsync)
            .RequireAuthorization(OwnAccount.Policy)
            .WithName("IdentityAcceptInvitation")
            .WithTags("Identity")
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(410);

    /// <param name="Token">Of the link.</param>
    internal sealed record Request(string? Token);

    /// <param name="Organisation">The one the person may act for now; sign in again with <c>organisation=ID</c>.</param>
    internal sealed record Response(Guid OrganisationId, string Organisation);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> HandleAsync(
        Request request,
        ClaimsPrincipal user,
        IdentityDbContext db,
        Invitations invitations,
        CancellationToken cancellationToken
    )
    {
        if (await OwnAccount.FindAsync(user, db, cancellationToken) is null)
            return OwnAccount.Missing();
        if (string.IsNullOrEmpty(request.Token))
            return Problem.Invalid("token", "'token' is required.");
        var (found, standing) = await invitations.FindAsync(request.Token, cancellationToken);
        if (found is null || standing != LinkStanding.Works)
            return Refusal(standing);
        await using var transaction = await db.BeginChangeAsync(found.OrganisationId, cancellationToken);
        (found, standing) = await invitations.FindAgainAsync(request.Token, cancellationToken);
        if (found is null || standing != LinkStanding.Works)
            return Refusal(standing);
        if (await OwnAccount.FindAsync(user, db, cancellationToken) is not { } account)
            return OwnAccount.Missing();
        if (account.NormalizedEmail != found.NormalizedEmail)
            return Problem.Forbidden("The invitation is for another e-mail address than that of your account.");
        await invitations.JoinAsync(found, account, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(new Response(found.OrganisationId, found.Organisation!.Name));
    }

    private static ProblemHttpResult Refusal(LinkStanding standing) =>
        standing switch
        {
            LinkStanding.Unknown => Problem.NotFound("invitation"),
            LinkStanding.OrganisationAway => Problem.Conflict("The organisation takes in nobody now: it is rejected, suspended or closed."),
            LinkStanding.Expired => Ended("expired", "The invitation has expired; it worked for seven days."),
            LinkStanding.Accepted => Ended("accepted", "The invitation has been used; a link works once."),
            LinkStanding.Withdrawn => Ended("withdrawn", "The organisation has withdrawn the invitation."),
            _ => Ended("replaced", "A newer invitation has taken the place of this one; use the link of the newer mail."),
        };

    private static ProblemHttpResult Ended(string how, string detail) => Problem.Of(410, "invitation-ended", detail, ("ended", how));
}
