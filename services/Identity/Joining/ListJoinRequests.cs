using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Joining;

/// <summary>GET /api/identity/join-requests: those that wait for the caller's decision. GET …/mine: one's own, with what became of them.</summary>
internal static class ListJoinRequests
{
    private const int Most = 100;

    public static void MapListJoinRequests(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/identity/join-requests", ToDecideAsync)
            .RequireAuthorization(Authentication.SignedIn)
            .WithName("IdentityListJoinRequests")
            .WithTags("Identity");
        routes
            .MapGet("/api/identity/join-requests/mine", MineAsync)
            .RequireAuthorization(OwnAccount.Policy)
            .WithName("IdentityListOwnJoinRequests")
            .WithTags("Identity");
    }

    /// <summary>The oldest hundred: who answers them sees the next.</summary>
    private static async Task<Ok<Answer<Waiting>>> ToDecideAsync(Caller caller, IdentityDbContext db, CancellationToken cancellationToken) =>
        TypedResults.Ok(
            new Answer<Waiting>(
                await db
                    .JoinRequests.AsNoTracking()
                    .DecidableBy(db, caller)
                    .Where(x => x.State == JoinState.Waiting)
                    .OrderBy(x => x.Id)
                    .Take(Most)
                    .Select(x => new Waiting(x.Id, x.OrganisationId, x.Organisation!.Name, x.Account!.Name, x.Account.Email!, x.Message, x.At))
                    .ToListAsync(cancellationToken)
            )
        );

    private static async Task<Ok<Answer<Own>>> MineAsync(ClaimsPrincipal user, IdentityDbContext db, CancellationToken cancellationToken)
    {
        var account = Guid.TryParse(user.FindFirstValue("sub"), out var id) ? id : Guid.Empty;
        return TypedResults.Ok(
            new Answer<Own>(
                await db
                    .JoinRequests.AsNoTracking()
                    .Where(x => x.AccountId == account)
                    .OrderByDescending(x => x.Id)
                    .Take(Most)
                    .Select(x => new Own(
                        x.Id,
                        x.Organisation!.CreditCode,
                        x.State == JoinState.Accepted || x.Organisation.State == OrganisationState.Verified || x.Organisation.IsPlaceholder
                            ? x.Organisation.Name
                            : null,
                        x.State,
                        x.Reason,
                        x.At,
                        x.DecidedAt
                    ))
                    .ToListAsync(cancellationToken)
            )
        );
    }

    internal sealed record Answer<T>(IReadOnlyList<T> Items);

    internal sealed record Waiting(
        Guid Id,
        Guid OrganisationId,
        string Organisation,
        string PersonName,
        string PersonEmail,
        string? Message,
        DateTimeOffset At
    );

    /// <param name="Organisation">Absent while it is not public.</param>
    internal sealed record Own(
        Guid Id,
        string? CreditCode,
        string? Organisation,
        JoinState State,
        string? Reason,
        DateTimeOffset At,
        DateTimeOffset? DecidedAt
    );
}
