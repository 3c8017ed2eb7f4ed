using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Matching.Alerts;

/// <summary>Alerts up to a given one are read from now on; without one, all there are.</summary>
internal static class MarkRead
{
    internal sealed record Request(Guid? UpTo);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/alerts/read", HandleAsync)
            .WithName("markAlertsRead")
            .WithTags("Alerts")
            .RequireAuthorization(Authentication.SignedIn)
            .ProducesProblem(422);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Request request,
        Caller caller,
        MatchingDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var inbox = Inbox.Of(db, caller, time.GetUtcNow());
        if (request.UpTo is { } wanted)
            inbox = inbox.Where(x => x.Alert.Id == wanted);
        var last = await inbox.OrderByDescending(x => x.Alert.Id).Select(x => (Guid?)x.Alert.Id).FirstOrDefaultAsync(cancellationToken);
        if (last is null)
            return request.UpTo is null ? TypedResults.NoContent() : Problem.Invalid("upTo", "The id of one of your alerts.");
        var reader = await db.AlertReaders.FindAsync([caller.Subject, caller.OrganisationId], cancellationToken);
        if (reader is null)
            db.AlertReaders.Add(
                new AlertReader
                {
                    Subject = caller.Subject,
                    OrganisationId = caller.OrganisationId,
                    ReadUpTo = last.Value,
                }
            );
        else if (last > reader.ReadUpTo)
            reader.ReadUpTo = last.Value;
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
