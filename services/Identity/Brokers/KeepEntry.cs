using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;

namespace TechTransfer.Identity.Brokers;

/// <summary>
/// GET and PUT /api/identity/brokers/mine: a broker's own entry in the directory. Nobody is put in by others, and it goes with the membership or the role.
/// </summary>
internal static class KeepEntry
{
    public const int MostSpecialities = 3;

    /// <param name="Specialities">Industries of GB/T 4754, the most important first.</param>
    internal sealed record Entry(bool Listed, IReadOnlyList<string> Specialities);

    internal sealed record Request(bool? Listed, IReadOnlyList<string>? Specialities);

    public static void MapKeepEntry(this IEndpointRouteBuilder routes)
    {
        var mine = routes.MapGroup("/api/identity/brokers/mine").WithTags("Identity").RequireAuthorization(Roles.Broker).ProducesProblem(404);
        mine.MapGet("", GetAsync).WithName("IdentityGetBrokerEntry");
        mine.MapPut("", PutAsync).WithName("IdentitySetBrokerEntry").ProducesProblem(422);
    }

    private static async Task<Results<Ok<Entry>, ProblemHttpResult>> GetAsync(
        Caller caller,
        IdentityDbContext db,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(db, caller, cancellationToken) is { } membership
            ? TypedResults.Ok(new Entry(membership.IsListed, membership.Specialities))
            : Problem.NotFound("membership");

    private static async Task<Results<Ok<Entry>, ProblemHttpResult>> PutAsync(
        Request request,
        Caller caller,
        IdentityDbContext db,
        CancellationToken cancellationToken
    )
    {
        if (request.Listed is not { } listed)
            return Problem.Invalid("listed", "'listed' is needed: true or false.");
        var codes = (request.Specialities ?? []).Select(Industries.Normalise).ToList();
        if (codes.Count > MostSpecialities || codes.Contains(null))
            return Problem.Invalid("specialities", $"'specialities' holds at most {MostSpecialities} codes of GB/T 4754.");
        if (await FindAsync(db, caller, cancellationToken) is not { } membership)
            return Problem.NotFound("membership");
        (membership.IsListed, membership.Specialities) = (listed, [.. codes.OfType<string>().Distinct(StringComparer.Ordinal)]);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(new Entry(membership.IsListed, membership.Specialities));
    }

    /// <summary>A program is no broker whom one could call.</summary>
    private static async Task<Membership?> FindAsync(IdentityDbContext db, Caller caller, CancellationToken cancellationToken) =>
        !caller.IsClient && Guid.TryParse(caller.Subject, out var account)
            ? await db.Memberships.SingleOrDefaultAsync(x => x.AccountId == account && x.OrganisationId == caller.OrganisationId, cancellationToken)
            : null;
}
