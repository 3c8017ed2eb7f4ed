using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Issuer;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Accounts;

/// <summary>
/// GET /api/identity/me: who the token belongs to, for whom it acts, and for whom its owner could act instead (sign in again with
/// <c>organisation=ID</c>). Somebody without an organisation gets an answer too.
/// </summary>
internal static class GetMe
{
    public static void MapGetMe(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/identity/me", HandleAsync)
            .RequireAuthorization(new AuthorizationPolicyBuilder(Authentication.Bearer).RequireAuthenticatedUser().Build())
            .WithName("IdentityGetMe")
            .WithTags("Identity");

    private static async Task<Ok<Answer>> HandleAsync(ClaimsPrincipal user, IdentityDbContext db, CancellationToken cancellationToken)
    {
        var subject = user.FindFirstValue("sub")!;
        var memberships = Guid.TryParse(subject, out var account)
            ? await db
                .Memberships.AsNoTracking()
                .Where(x => x.AccountId == account)
                .OrderBy(x => x.Since)
                .Select(x => new MembershipView(x.OrganisationId, x.Organisation!.Name, x.Roles))
                .ToListAsync(cancellationToken)
            : await db
                .ApiClients.AsNoTracking()
                .Where(x => x.ClientId == subject)
                .Select(x => new MembershipView(x.OrganisationId, x.Organisation!.Name, x.Roles))
                .ToListAsync(cancellationToken);
        var acting = Guid.TryParse(user.FindFirstValue(TokenClaims.Organisation), out var id)
            ? await db
                .Organisations.Where(x => x.Id == id)
                .Select(x => new ActingFor(x.Id, x.Name, x.Region, x.State))
                .SingleOrDefaultAsync(cancellationToken)
            : null;
        return TypedResults.Ok(
            new Answer(
                subject,
                user.FindFirstValue("name") ?? subject,
                user.FindFirstValue("email"),
                acting,
                [.. user.FindAll("role").Select(x => x.Value)],
                memberships
            )
        );
    }

    /// <param name="Organisation">The one the token acts for; absent for somebody who belongs to none yet.</param>
    /// <param name="Roles">The token's, which are those of the acting organisation when it was issued.</param>
    private sealed record Answer(
        string Subject,
        string Name,
        string? Email,
        ActingFor? Organisation,
        IReadOnlyList<string> Roles,
        IReadOnlyList<MembershipView> Memberships
    );

    private sealed record ActingFor(Guid Id, string Name, string Region, OrganisationState State);

    private sealed record MembershipView(Guid OrganisationId, string Name, IReadOnlyList<string> Roles);
}
