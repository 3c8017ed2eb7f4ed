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
using TechTransfer.Theme;

namespace TechTransfer.Identity.Verification;

/// <summary>
/// GET /api/identity/verifications: organisations that handed in a licence and wait. POST /api/identity/organisations/{id}/verify and /reject. For operators
/// of the region or above, never for the own organisation. Who is verified claims what imports entered under its name.
/// </summary>
internal static class VerifyOrganisations
{
    private const int Most = 100;
    private const int LongestReason = 1000;

    public static void MapVerifyOrganisations(this IEndpointRouteBuilder routes)
    {
        var verification = routes.MapGroup("/api/identity").WithTags("Identity").RequireAuthorization(Roles.Operator);
        verification.MapGet("/verifications", ListAsync).WithName("IdentityListVerifications");
        verification.MapPost("/organisations/{id:guid}/verify", VerifyAsync).WithName("IdentityVerifyOrganisation").ProducesProblem(409);
        verification.MapPost("/organisations/{id:guid}/reject", RejectAsync).WithName("IdentityRejectOrganisation").ProducesProblem(409);
    }

    internal sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="ClaimsPlaceholder">An import knew an organisation of this very name: what was entered for it becomes this one's when it is verified.</param>
    internal sealed record Item(
        Guid Id,
        string Name,
        string? NameEn,
        string? CreditCode,
        OrganisationKind Kind,
        string Region,
        string RegionName,
        string LicenceName,
        DateTimeOffset HandedInAt,
        bool ClaimsPlaceholder
    );

    internal sealed record Reasoned(string? Reason);

    internal sealed record Response(Guid Id, OrganisationState State);

    /// <summary>The hundred that wait longest.</summary>
    private static async Task<Ok<Answer>> ListAsync(Caller caller, IdentityDbContext db, HttpContext context, CancellationToken cancellationToken)
    {
        var language = LanguageChoice.Of(context).Code();
        var unclaimed = db.Organisations.KnownByName();
        var rows = await db
            .Organisations.AsNoTracking()
            .DecidedBy(caller)
            .Where(x => x.State == OrganisationState.Unverified)
            .Join(
                db.Licences,
                x => x.Id,
                x => x.OrganisationId,
                (x, licence) =>
                    new
                    {
                        Organisation = x,
                        licence.Name,
                        licence.At,
                        Claims = unclaimed.Any(y => y.Name == x.Name && y.Region.Substring(0, 2) == x.Region.Substring(0, 2) && y.Id != x.Id),
                    }
            )
            .OrderBy(x => x.At)
            .Take(Most)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(
            new Answer([
                .. rows.Select(x => new Item(
                    x.Organisation.Id,
                    x.Organisation.Name,
                    x.Organisation.NameEn,
                    x.Organisation.CreditCode,
                    x.Organisation.Kind,
                    x.Organisation.Region,
                    Places.Label(x.Organisation.Region, language),
                    x.Name,
                    x.At,
                    x.Claims
                )),
            ])
        );
    }

    private static Task<Results<Ok<Response>, ProblemHttpResult>> VerifyAsync(
        Guid id,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => DecideAsync(id, null, caller, db, mails, time.GetUtcNow(), cancellationToken);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> RejectAsync(
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
        return reason.Length is 0 or > LongestReason
            ? Problem.Invalid("reason", $"'reason' needs 1 to {LongestReason} characters.")
            : await DecideAsync(id, reason, caller, db, mails, time.GetUtcNow(), cancellationToken);
    }

    /// <param name="reason">Why not; null: verified.</param>
    private static async Task<Results<Ok<Response>, ProblemHttpResult>> DecideAsync(
        Guid id,
        string? reason,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (id == caller.OrganisationId)
            return Problem.Forbidden("Nobody verifies his own organisation.");
        var organisation = await db.Organisations.DecidedBy(caller).SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
        if (organisation is null)
            return Problem.NotFound("organisation");
        if (organisation.State != OrganisationState.Unverified)
            return Problem.WrongState(JsonNamingPolicy.CamelCase.ConvertName(organisation.State.ToString()), []);
        if (!await db.Licences.AnyAsync(x => x.OrganisationId == id, cancellationToken))
            return Problem.Conflict("The organisation has not handed in its licence.");
        (organisation.State, organisation.StateReason) = (reason is null ? OrganisationState.Verified : OrganisationState.Rejected, reason);
        if (reason is null)
        {
            organisation.IsPlaceholder = false;
            // An import of the province names the province as the region of what it knows by name alone.
            var province = organisation.Region[..2];
            var claimed = await db
                .Organisations.KnownByName()
                .Where(x => x.Name == organisation.Name && x.Region.StartsWith(province) && x.Id != id)
                .ToListAsync(cancellationToken);
            foreach (var placeholder in claimed)
            {
                placeholder.GiveTo(organisation);
                placeholder.Announce(db);
                db.OrganisationActs.Add(OrganisationAct.Of(placeholder.Id, ActKind.Claimed, caller, now, reason: id.ToString()));
            }
        }
        organisation.Announce(db);
        db.OrganisationActs.Add(OrganisationAct.Of(id, reason is null ? ActKind.Verified : ActKind.Rejected, caller, now, reason: reason));
        foreach (var address in await db.ManagerAddressesAsync(id, cancellationToken))
            mails.Write(address, reason is null ? "organisationVerified" : "organisationRejected", mails.Link("/my/organisation"));
        await db.SaveChangesAsync(cancellationToken);
        mails.SendSoon();
        return TypedResults.Ok(new Response(id, organisation.State));
    }

    /// <summary>Placeholders that nobody can join by their code, since an import named them without one.</summary>
    private static IQueryable<Organisation> KnownByName(this IQueryable<Organisation> organisations) =>
        organisations.Where(x => x.IsPlaceholder && x.CreditCode == null);

    /// <summary>Those of the operator's subtree but his own.</summary>
    public static IQueryable<Organisation> DecidedBy(this IQueryable<Organisation> organisations, Caller caller)
    {
        var subtree = RegionCode.Prefix(caller.Region);
        return organisations.Where(x => x.Id != caller.OrganisationId && x.Region.StartsWith(subtree));
    }
}
