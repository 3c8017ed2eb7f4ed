using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Submit;

namespace TechTransfer.Listings.Import;

/// <summary>POST cancel: rows that were taken in stay, the batch under way is not committed, the rest is never read.</summary>
internal static class CancelImport
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes.MapPost("/imports/{id:guid}/cancel", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<ImportAnswer>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        NoBody? _,
        Caller caller,
        ListingsDbContext<TContent> db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (!caller.MayImport())
            return Problem.Forbidden("Your role does not allow you to import listings.");
        DateTimeOffset? now = time.GetUtcNow();
        var cancelled = await db.ImportsOf(caller)
            .Where(x => x.Id == id && (x.State == ImportState.Waiting || x.State == ImportState.Running))
            .ExecuteUpdateAsync(x => x.SetProperty(i => i.State, ImportState.Cancelled).SetProperty(i => i.FinishedAt, now), cancellationToken);
        if (await db.ImportsOf(caller).AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } import)
            return Problem.NotFound("import");
        return cancelled == 1 ? TypedResults.Ok(ImportAnswer.Of(import)) : Problem.WrongState(import.State.Wire(), []);
    }
}
