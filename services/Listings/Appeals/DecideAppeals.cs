using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Appeals;

/// <summary>
/// GET appeals: those that wait, the oldest first. POST appeals/{id}/uphold and /reinstate: another operator than the one who took the listing down decides, of the same office or,
/// since the offices above oversee it too, one above; with a reason either way. A reinstated listing is public again as it was.
/// </summary>
internal static class DecideAppeals
{
    private const int Most = 100;

    public static RouteHandlerBuilder MapList<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/appeals", ListAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    public static RouteHandlerBuilder MapUphold<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes
            .MapPost(
                "/appeals/{id:guid}/uphold",
                (Guid id, ReasonRequest? body, Caller caller, ListingDesk<TContent> desk, CancellationToken cancellationToken) =>
                    DecideAsync(id, AppealState.Upheld, body, caller, desk, cancellationToken)
            )
            .RequireAuthorization(Authentication.SignedIn);

    public static RouteHandlerBuilder MapReinstate<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes
            .MapPost(
                "/appeals/{id:guid}/reinstate",
                (Guid id, ReasonRequest? body, Caller caller, ListingDesk<TContent> desk, CancellationToken cancellationToken) =>
                    DecideAsync(id, AppealState.Reinstated, body, caller, desk, cancellationToken)
            )
            .RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> ListAsync<TContent>(
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (!caller.IsOperator && !caller.IsAdministrator)
            return Problem.Forbidden("Operators decide about appeals.");
        var rows = await desk
            .Db.OverseenBy(caller)
            .AsNoTracking()
            .Where(x => x.State == AppealState.Waiting)
            .OrderBy(x => x.Id)
            .Take(Most)
            .Join(
                desk.Db.Listings,
                x => x.ListingId,
                x => x.Id,
                (appeal, listing) =>
                    new
                    {
                        appeal,
                        listing.Title,
                        listing.OrganisationId,
                        listing.Reasons,
                    }
            )
            .ToListAsync(cancellationToken);
        var names = await desk.Db.NamesAsync(rows.Select(x => x.OrganisationId), cancellationToken);
        return TypedResults.Ok(
            new Answer([
                .. rows.Select(x => new Item(
                    x.appeal.Id,
                    x.appeal.ListingId,
                    x.Title,
                    new OrganisationName(x.OrganisationId, names.GetValueOrDefault(x.OrganisationId)),
                    x.Reasons,
                    x.appeal.TakenDownAt,
                    x.appeal.Text,
                    x.appeal.At,
                    x.appeal.TakenDownBy != caller.Subject
                )),
            ])
        );
    }

    private static async Task<Results<Ok<AppealTakeDown.Answer>, ProblemHttpResult>> DecideAsync<TContent>(
        Guid id,
        AppealState to,
        ReasonRequest? body,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (await desk.Db.OverseenBy(caller).SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } appeal)
            return Problem.NotFound("appeal");
        if (appeal.TakenDownBy == caller.Subject)
            return Problem.Forbidden(
                "Whoever took the listing down does not decide about the appeal; another operator does, of this office or one above."
            );
        var (reasons, wrong) = Reasons.Read(body?.Reason);
        if (wrong is not null)
            return wrong;
        if (appeal.State != AppealState.Waiting)
            return Problem.WrongState(appeal.State.Wire(), []);
        var listing = await desk.Db.Listings.SingleAsync(x => x.Id == appeal.ListingId, cancellationToken);
        appeal.Decide(to, reasons[0], caller.Subject, desk.Now);
        var announcement = Announcement.None;
        if (to == AppealState.Reinstated)
        {
            listing.Reinstate(desk.Now);
            announcement = listing.IsPublic ? Announcement.Published : Announcement.None;
        }
        await desk.SaveAsync(
            listing,
            caller,
            to == AppealState.Reinstated ? "reinstate" : "upholdTakedown",
            reasons[0],
            announcement,
            cancellationToken
        );
        return TypedResults.Ok(AppealTakeDown.Answer.Of(appeal));
    }

    internal sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="Reasons">Of the take-down.</param>
    /// <param name="MayDecide">False for who took it down.</param>
    internal sealed record Item(
        Guid Id,
        Guid ListingId,
        string Title,
        OrganisationName Organisation,
        IReadOnlyList<string> Reasons,
        DateTimeOffset TakenDownAt,
        string Text,
        DateTimeOffset At,
        bool MayDecide
    );
}
