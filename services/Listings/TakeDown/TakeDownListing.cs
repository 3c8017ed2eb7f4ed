using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Create;
using TechTransfer.Listings.Samples;

namespace TechTransfer.Listings.TakeDown;

/// <summary>POST takedown: an operator or administrator ends the publication and says why.</summary>
internal static class TakeDownListing
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPost("/{id:guid}/takedown", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Head>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        ReasonRequest? body,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var (step, refusal) = await desk.BeginAsync(id, ListingAction.Takedown, caller, cancellationToken);
        if (step is null)
            return refusal!;
        var (reasons, wrong) = Reasons.Read(body?.Reason);
        if (wrong is not null)
            return wrong;
        foreach (var sample in await desk.Db.Samples.Where(x => x.ListingId == id && x.Outcome == null).ToListAsync(cancellationToken))
            sample.Decide(SampleOutcome.TakenDown, reasons[0], caller.Name, desk.Now);
        step.Listing.Close(step.To, reasons, desk.Now);
        await desk.SaveAsync(step.Listing, caller, "takedown", reasons[0], Announcement.Closed, cancellationToken);
        return TypedResults.Ok(Head.Of(step.Listing));
    }
}
