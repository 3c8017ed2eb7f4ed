using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Validation;

namespace TechTransfer.Listings.Appeals;

/// <summary>POST appeal: the manager of the owner says why a take-down is wrong, once for each. GET appeal: how the last one stands, for the owner and those who oversee it.</summary>
internal static class AppealTakeDown
{
    private const int LongestText = 4_000;

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPost("/{id:guid}/appeal", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    public static RouteHandlerBuilder MapGet<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes.MapGet("/{id:guid}/appeal", GetAsync<TContent>).RequireAuthorization(Authentication.SignedIn).ProducesProblem(404);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        Request? body,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var (step, refusal) = await desk.BeginAsync(id, ListingAction.Appeal, caller, cancellationToken);
        if (step is null)
            return refusal!;
        var text = body?.Text?.Trim() ?? "";
        if (text.Length == 0 || !text.FitsIn(LongestText))
            return Problem.Invalid("text", $"'text' needs 1 to {LongestText} characters.");
        var takeDown = await desk
            .Db.Audit.Where(x => x.ListingId == id && x.Action == "takedown")
            .OrderByDescending(x => x.Id)
            .FirstAsync(cancellationToken);
        if (await desk.Db.Appeals.AnyAsync(x => x.ListingId == id && x.TakenDownAt == takeDown.At, cancellationToken))
            return Problem.Conflict("There is an appeal against this take-down already.");
        var appeal = new AppealRow
        {
            Id = Guid.CreateVersion7(desk.Now),
            ListingId = id,
            Text = text,
            At = desk.Now,
            Subject = caller.Subject,
            TakenDownBy = takeDown.Subject,
            TakenDownAt = takeDown.At,
        };
        desk.Db.Appeals.Add(appeal);
        await desk.SaveAsync(step.Listing, caller, "appeal", null, Announcement.None, cancellationToken);
        return TypedResults.Ok(Answer.Of(appeal));
    }

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> GetAsync<TContent>(
        Guid id,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var listing = await desk.FindAsync(id, caller, cancellationToken);
        if (listing is null || !(caller.IsHisOwn(listing) || caller.IsAdministrator || caller.StandingOf(listing).HasFlag(Standing.Reviewer)))
            return Problem.NotFound("appeal");
        var appeal = await desk
            .Db.Appeals.AsNoTracking()
            .Where(x => x.ListingId == id)
            .OrderByDescending(x => x.Id)
            .FirstOrDefaultAsync(cancellationToken);
        return appeal is null ? Problem.NotFound("appeal") : TypedResults.Ok(Answer.Of(appeal));
    }

    internal sealed record Request(string? Text);

    /// <param name="Reason">Why it was decided so.</param>
    internal sealed record Answer(
        Guid Id,
        Guid ListingId,
        AppealState State,
        string Text,
        DateTimeOffset At,
        DateTimeOffset TakenDownAt,
        string? Reason,
        DateTimeOffset? DecidedAt
    )
    {
        public static Answer Of(AppealRow row) => new(row.Id, row.ListingId, row.State, row.Text, row.At, row.TakenDownAt, row.Reason, row.DecidedAt);
    }
}
