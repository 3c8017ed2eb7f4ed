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
/// POST /api/identity/organisations/{id}/suspend, /resume and /close: operators of the region or above, never for the own organisation. Nobody acts for a
/// suspended organisation until it is resumed; a closed one stays closed, and its published listings are withdrawn by the services that own them.
/// </summary>
internal static class SuspendOrganisation
{
    private const int LongestReason = 1000;

    public static void MapSuspendOrganisation(this IEndpointRouteBuilder routes)
    {
        var organisation = routes
            .MapGroup("/api/identity/organisations/{id:guid}")
            .WithTags("Identity")
            .RequireAuthorization(Roles.Operator)
            .ProducesProblem(409);
        organisation.MapPost("/suspend", SuspendAsync).WithName("IdentitySuspendOrganisation");
        organisation.MapPost("/resume", ResumeAsync).WithName("IdentityResumeOrganisation");
        organisation.MapPost("/close", CloseAsync).WithName("IdentityCloseOrganisation");
    }

    /// <param name="Reason">Told to its managers, kept with the organisation.</param>
    internal sealed record Reasoned(string? Reason);

    internal sealed record Response(Guid Id, OrganisationState State);

    private static Task<Results<Ok<Response>, ProblemHttpResult>> SuspendAsync(
        Guid id,
        Reasoned body,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => DecideAsync(id, Suspend, body.Reason, caller, db, mails, time.GetUtcNow(), cancellationToken);

    private static Task<Results<Ok<Response>, ProblemHttpResult>> ResumeAsync(
        Guid id,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => DecideAsync(id, Resume, null, caller, db, mails, time.GetUtcNow(), cancellationToken);

    private static Task<Results<Ok<Response>, ProblemHttpResult>> CloseAsync(
        Guid id,
        Reasoned body,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => DecideAsync(id, Close, body.Reason, caller, db, mails, time.GetUtcNow(), cancellationToken);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> DecideAsync(
        Guid id,
        Decision decision,
        string? given,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var reason = given?.Trim() ?? "";
        if (decision.NeedsReason && reason.Length is 0 or > LongestReason)
            return Problem.Invalid("reason", $"'reason' needs 1 to {LongestReason} characters.");
        if (id == caller.OrganisationId)
            return Problem.Forbidden("Nobody decides about his own organisation.");
        if (await db.Organisations.DecidedBy(caller).SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } organisation)
            return Problem.NotFound("organisation");
        if (!decision.From.Contains(organisation.State))
            return Problem.WrongState(JsonNamingPolicy.CamelCase.ConvertName(organisation.State.ToString()), []);
        (organisation.State, organisation.StateReason) = (decision.To, decision.NeedsReason ? reason : null);
        // Trust ends with a suspension; after it the operator gives it anew.
        if (decision.To != OrganisationState.Verified)
            organisation.TrustedToSelfPublish = false;
        organisation.Announce(db);
        db.OrganisationActs.Add(OrganisationAct.Of(id, decision.Act, caller, now, reason: organisation.StateReason));
        // Its people cannot look it up any more, so the mail says why: whoever typed it answers for this platform.
        foreach (var address in await db.ManagerAddressesAsync(id, cancellationToken))
            mails.Write(address, decision.Mail, organisation.Name, reason);
        await db.SaveChangesAsync(cancellationToken);
        mails.SendSoon();
        return TypedResults.Ok(new Response(id, organisation.State));
    }

    private static readonly Decision Suspend = new(
        OrganisationState.Suspended,
        ActKind.Suspended,
        "organisationSuspended",
        [OrganisationState.Verified]
    );
    private static readonly Decision Resume = new(OrganisationState.Verified, ActKind.Resumed, "organisationResumed", [OrganisationState.Suspended]);
    private static readonly Decision Close = new(
        OrganisationState.Closed,
        ActKind.Closed,
        "organisationClosed",
        [OrganisationState.Unverified, OrganisationState.Verified, OrganisationState.Rejected, OrganisationState.Suspended]
    );

    /// <param name="From">The states it is taken in.</param>
    private sealed record Decision(OrganisationState To, ActKind Act, string Mail, OrganisationState[] From)
    {
        public bool NeedsReason => To != OrganisationState.Verified;
    }
}
