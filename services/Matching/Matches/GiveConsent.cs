using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Matching.Matches;

/// <summary>
/// Whether the answers of the caller's organisation may train the ranking. Nobody's are used unless its manager said so; taken back, they are left out of every
/// later export.
/// </summary>
internal static class GiveConsent
{
    internal sealed record Request(bool? UseForTraining);

    internal sealed record Response(bool UseForTraining, DateTimeOffset? Since);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var consent = routes.MapGroup("/api/matches/consent").WithTags("Matches").RequireAuthorization(Authentication.SignedIn);
        consent.MapGet("", ReadAsync).WithName("readTrainingConsent");
        consent.MapPut("", KeepAsync).WithName("keepTrainingConsent").ProducesProblem(403).ProducesProblem(422);
    }

    private static async Task<Ok<Response>> ReadAsync(Caller caller, MatchingDbContext db, CancellationToken cancellationToken)
    {
        var given = await db.TrainingConsents.AsNoTracking().FirstOrDefaultAsync(x => x.OrganisationId == caller.OrganisationId, cancellationToken);
        return TypedResults.Ok(new Response(given is not null, given?.At));
    }

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> KeepAsync(
        Request request,
        Caller caller,
        MatchingDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!caller.IsManager)
            return Problem.Forbidden("A manager of the organisation decides this.");
        if (request.UseForTraining is not { } agreed)
            return Problem.Invalid("useForTraining", "true or false.");
        var given = await db.TrainingConsents.FirstOrDefaultAsync(x => x.OrganisationId == caller.OrganisationId, cancellationToken);
        if (agreed && given is null)
        {
            given = new TrainingConsent
            {
                OrganisationId = caller.OrganisationId,
                Subject = caller.Subject,
                At = time.GetUtcNow(),
            };
            db.TrainingConsents.Add(given);
        }
        else if (!agreed && given is not null)
        {
            db.TrainingConsents.Remove(given);
            given = null;
        }
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(new Response(given is not null, given?.At));
    }
}
