using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Joining;
using TechTransfer.Identity.Mailing;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Verification;

/// <summary>
/// POST /api/identity/organisations/{id}/trust: an operator of the region or above lets a verified organisation publish without his review, never the
/// own one. POST /distrust takes it back and says why; what is published stays.
/// </summary>
internal static class TrustOrganisation
{
    private const int LongestReason = 1000;

    public static void MapTrustOrganisation(this IEndpointRouteBuilder routes)
    {
        var organisation = routes
            .MapGroup("/api/identity/organisations/{id:guid}")
            .WithTags("Identity")
            .RequireAuthorization(Roles.Operator)
            .ProducesProblem(409);
        organisation.MapPost("/trust", TrustAsync).WithName("IdentityTrustOrganisation");
        organisation.MapPost("/distrust", DistrustAsync).WithName("IdentityDistrustOrganisation");
    }

    /// <param name="Reason">Told to its managers, kept in its history.</param>
    internal sealed record Withdrawal(string? Reason);

    internal sealed record Response(Guid Id, bool TrustedToSelfPublish);

    private static Task<Results<Ok<Response>, ProblemHttpResult>> TrustAsync(
        Guid id,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => DecideAsync(id, trusts: true, "", caller, db, mails, time.GetUtcNow(), cancellationToken);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> DistrustAsync(
        Guid id,
        Withdrawal body,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var reason = body.Reason?.Trim() ?? "";
        return reason.Length is 0 or > LongestReason
            ? Problem.Invalid("reason", $"'reason' needs 1 to {LongestReason} characters.")
            : await DecideAsync(id, trusts: false, reason, caller, db, mails, time.GetUtcNow(), cancellationToken);
    }

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> DecideAsync(
        Guid id,
        bool trusts,
        string reason,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (id == caller.OrganisationId)
            return Problem.Forbidden("Nobody decides about his own organisation.");
        if (await db.Organisations.DecidedBy(caller).SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } organisation)
            return Problem.NotFound("organisation");
        if (trusts && organisation.State != OrganisationState.Verified)
            return Problem.WrongState(JsonNamingPolicy.CamelCase.ConvertName(organisation.State.ToString()), []);
        if (organisation.TrustedToSelfPublish == trusts)
            return Problem.Conflict(trusts ? "The organisation publishes by itself already." : "The organisation does not publish by itself.");
        organisation.TrustedToSelfPublish = trusts;
        organisation.Announce(db);
        db.OrganisationActs.Add(OrganisationAct.Of(id, trusts ? ActKind.Trusted : ActKind.Distrusted, caller, now, reason: trusts ? null : reason));
        foreach (var address in await db.ManagerAddressesAsync(id, cancellationToken))
            mails.Write(address, trusts ? "organisationTrusted" : "organisationDistrusted", organisation.Name, reason);
        await db.SaveChangesAsync(cancellationToken);
        mails.SendSoon();
        return TypedResults.Ok(new Response(id, trusts));
    }
}
