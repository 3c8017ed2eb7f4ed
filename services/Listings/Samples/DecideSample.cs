using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Samples;

/// <summary>POST sample: the operator has looked at a sampled listing and finds it fine, asks its owner for changes while it stays public, or takes it down.</summary>
internal static class DecideSample
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPost("/{id:guid}/sample", HandleAsync<TContent>).RequireAuthorization(Roles.Operator);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        Request body,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var listing = await desk.FindAsync(id, caller, cancellationToken);
        if (listing is null)
            return Problem.NotFound(desk.Kind.Name);
        if (!caller.StandingOf(listing).HasFlag(Standing.Reviewer))
            return Problem.Forbidden("Samples are looked at by the operators of the organisation's region.");
        if (!Enum.TryParse<SampleOutcome>(body.Outcome, ignoreCase: true, out var outcome) || body.Outcome!.Any(char.IsAsciiDigit))
            return Problem.Invalid("outcome", "outcome is one of fine, returned, takenDown.");
        var open = await desk.Db.Samples.Where(x => x.ListingId == id && x.Outcome == null).ToListAsync(cancellationToken);
        if (open.Count == 0)
            return Problem.Conflict("No sample of this listing waits to be looked at.");
        if (outcome == SampleOutcome.Fine)
        {
            open.ForEach(x => x.Decide(outcome, null, caller.Name, desk.Now));
            await desk.SaveAsync(listing, caller, "sample", "fine", Announcement.None, cancellationToken);
            return TypedResults.Ok(new Response(id, outcome, listing.State));
        }
        var (reasons, wrong) = body.Reasons is null ? Reasons.Read(body.Reason) : Reasons.Read(body.Reasons);
        if (wrong is not null)
            return wrong;
        if (outcome == SampleOutcome.Returned)
        {
            if (!listing.AskForChanges(reasons, desk.Now))
                return Problem.Conflict("Its revision waits to be decided already.", ("state", listing.Working.Wire()));
            open.ForEach(x => x.Decide(outcome, reasons[0], caller.Name, desk.Now));
            await desk.SaveAsync(listing, caller, "sample", "returned: " + string.Join("; ", reasons), Announcement.None, cancellationToken);
            return TypedResults.Ok(new Response(id, outcome, listing.State));
        }
        var (step, refusal) = desk.Begin(listing, ListingAction.Takedown, caller);
        if (step is null)
            return refusal!;
        open.ForEach(x => x.Decide(outcome, reasons[0], caller.Name, desk.Now));
        listing.Close(step.To, reasons, desk.Now);
        await desk.SaveAsync(listing, caller, "takedown", reasons[0], Announcement.Closed, cancellationToken);
        return TypedResults.Ok(new Response(id, outcome, listing.State));
    }

    /// <param name="Outcome">fine, returned or takenDown.</param>
    /// <param name="Reason">What is to be changed, or why it is taken down; at most 1,000 characters.</param>
    /// <param name="Reasons">The same, when there are several: 1 to 10.</param>
    internal sealed record Request(string? Outcome, string? Reason, IReadOnlyList<string>? Reasons);

    internal sealed record Response(Guid Id, SampleOutcome Outcome, ListingState State);
}
