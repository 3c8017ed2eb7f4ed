using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Reviews.Claim;

namespace TechTransfer.Listings.Duplicates;

/// <summary>
/// POST duplicate: the reviewer says what a listing is to another one: different, or one to be merged into it, or a duplicate of it. Of the latter two
/// the other one survives, and whoever asks for this one is sent there.
/// </summary>
internal static class DecideDuplicate
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes.MapPost("/{id:guid}/duplicate", HandleAsync<TContent>).RequireAuthorization(Roles.Operator).ProducesProblem(412);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        Request body,
        Caller caller,
        HttpRequest request,
        ListingDesk<TContent> desk,
        ReviewClaims<TContent> claims,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var listing = await desk.FindAsync(id, caller, cancellationToken);
        if (listing is null)
            return Problem.NotFound(desk.Kind.Name);
        if (!caller.StandingOf(listing).HasFlag(Standing.Reviewer))
            return Problem.Forbidden("Duplicates are judged by the operators of the organisation's region.");
        if (ListingDesk<TContent>.Unread(listing, request) is { } stale)
            return stale;
        if (!Enum.TryParse<PairOutcome>(body.Outcome, ignoreCase: true, out var outcome) || body.Outcome!.Any(char.IsAsciiDigit))
            return Problem.Invalid("outcome", "outcome is one of different, merged, duplicateOf.");
        if (body.Other is not { } otherId || otherId == id)
            return Problem.Invalid("other", "Name the other listing.");
        if (await desk.FindAsync(otherId, caller, cancellationToken) is not { } other)
            return Problem.Invalid("other", $"No such {desk.Kind.Name}.");
        if (await claims.EndAsync(id, caller, outcome != PairOutcome.Different, cancellationToken) is { } held)
            return held;
        var wasPublic = listing.IsPublic;
        if (outcome != PairOutcome.Different)
        {
            if (!other.IsPublic)
                return Problem.Conflict("Only a published listing survives.", ("state", other.State.Wire()));
            if (listing.GiveWay(other, outcome, desk.Now) is false)
                return Problem.WrongState(listing.Working.Wire(), listing.Allowed(caller.StandingOf(listing)).Select(x => x.Wire()));
        }
        await JudgeAsync(desk, id, otherId, outcome, caller, cancellationToken);
        var announcement = wasPublic && !listing.IsPublic ? Announcement.Closed : Announcement.None;
        await desk.SaveAsync(listing, caller, outcome.Wire(), otherId.ToString(), announcement, cancellationToken);
        return TypedResults.Ok(new Response(id, outcome, listing.State, listing.DuplicateOfId));
    }

    /// <summary>Writes the verdict on what was opened about the two, whichever of them came first, or opens it.</summary>
    private static async Task JudgeAsync<TContent>(
        ListingDesk<TContent> desk,
        Guid id,
        Guid otherId,
        PairOutcome outcome,
        Caller caller,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var pairs = await desk
            .Db.Pairs.Where(x => x.ListingId == id && x.OtherId == otherId || x.ListingId == otherId && x.OtherId == id)
            .ToListAsync(cancellationToken);
        if (pairs.Count == 0)
        {
            pairs.Add(
                new PairRow
                {
                    ListingId = id,
                    OtherId = otherId,
                    OpenedAt = desk.Now,
                }
            );
            desk.Db.Pairs.AddRange(pairs);
        }
        pairs.ForEach(x => x.Decide(outcome, caller.Name, desk.Now));
        // What has given way is nobody's rival any more.
        if (outcome != PairOutcome.Different)
            foreach (
                var open in await desk.Db.Pairs.Where(x => (x.ListingId == id || x.OtherId == id) && x.Outcome == null).ToListAsync(cancellationToken)
            )
                open.Decide(outcome, caller.Name, desk.Now);
    }

    /// <param name="Other">The listing that it is compared with, and that survives.</param>
    /// <param name="Outcome">different, merged or duplicateOf.</param>
    internal sealed record Request(Guid? Other, string? Outcome);

    /// <param name="DuplicateOf">The surviving listing; absent when they are different.</param>
    internal sealed record Response(Guid Id, PairOutcome Outcome, ListingState State, Guid? DuplicateOf);
}
