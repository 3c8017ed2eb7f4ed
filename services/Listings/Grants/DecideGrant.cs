using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Submit;

namespace TechTransfer.Listings.Grants;

/// <summary>
/// POST grants/{id}/grant, /refuse and /revoke: the owner's manager or client; the last two with a reason. POST grants/{id}/withdraw: who asked, also after it was granted.
/// What is revoked or withdrawn is closed with the next call.
/// </summary>
internal static class DecideGrant
{
    public static RouteHandlerBuilder MapGrant<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes.MapPost("/grants/{id:guid}/grant", GrantAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    public static RouteHandlerBuilder MapRefuse<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes
            .MapPost(
                "/grants/{id:guid}/refuse",
                (Guid id, ReasonRequest? body, Caller caller, ListingDesk<TContent> desk, CancellationToken cancellationToken) =>
                    CloseAsync(id, "refuse", body, caller, desk, cancellationToken)
            )
            .RequireAuthorization(Authentication.SignedIn);

    public static RouteHandlerBuilder MapRevoke<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes
            .MapPost(
                "/grants/{id:guid}/revoke",
                (Guid id, ReasonRequest? body, Caller caller, ListingDesk<TContent> desk, CancellationToken cancellationToken) =>
                    CloseAsync(id, "revoke", body, caller, desk, cancellationToken)
            )
            .RequireAuthorization(Authentication.SignedIn);

    public static RouteHandlerBuilder MapWithdraw<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes.MapPost("/grants/{id:guid}/withdraw", WithdrawAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<GrantAnswer>, ProblemHttpResult>> GrantAsync<TContent>(
        Guid id,
        NoBody? _,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (await desk.Db.GrantsReceivedBy(caller.OrganisationId).SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } grant)
            return Problem.NotFound("request");
        if (!caller.MayDecide())
            return Problem.Forbidden("The manager of the owning organisation decides who reads what is on request.");
        if (grant.AskedBySubject == caller.Subject)
            return Problem.Forbidden("Whoever asked does not grant it; another manager does.");
        var owner = await desk.Db.Organisations.FindAsync([caller.OrganisationId], cancellationToken);
        if (owner is not { IsVerified: true })
            return Problem.Conflict("Only a verified organisation grants access.", ("organisationState", owner?.State ?? "unknown"));
        return grant.Decide(GrantState.Granted, null, caller.Subject, desk.Now)
            ? await SaveAsync(grant, caller.OrganisationId, "granted", caller, desk, cancellationToken)
            : Wrong(grant, caller);
    }

    private static async Task<Results<Ok<GrantAnswer>, ProblemHttpResult>> CloseAsync<TContent>(
        Guid id,
        string what,
        ReasonRequest? body,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (await desk.Db.GrantsReceivedBy(caller.OrganisationId).SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } grant)
            return Problem.NotFound("request");
        if (!caller.MayDecide())
            return Problem.Forbidden("The manager of the owning organisation decides who reads what is on request.");
        var (reasons, wrong) = Reasons.Read(body?.Reason);
        if (wrong is not null)
            return wrong;
        var done =
            what == "refuse"
                ? grant.Decide(GrantState.Refused, reasons[0], caller.Subject, desk.Now)
                : grant.End(GrantState.Revoked, reasons[0], caller.Subject, desk.Now);
        return done ? await SaveAsync(grant, caller.OrganisationId, grant.State.Wire(), caller, desk, cancellationToken) : Wrong(grant, caller);
    }

    private static async Task<Results<Ok<GrantAnswer>, ProblemHttpResult>> WithdrawAsync<TContent>(
        Guid id,
        NoBody? _,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (await desk.Db.GrantsAskedBy(caller.OrganisationId).SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } grant)
            return Problem.NotFound("request");
        if (!caller.MayAsk())
            return Problem.Forbidden("Your role does not allow you to withdraw your organisation's requests.");
        return grant.End(GrantState.Withdrawn, null, caller.Subject, desk.Now)
            ? await SaveAsync(grant, null, "withdrawn", caller, desk, cancellationToken)
            : Wrong(grant, caller);
    }

    /// <param name="owner">Null: nobody is told.</param>
    private static async Task<Ok<GrantAnswer>> SaveAsync<TContent>(
        GrantRow grant,
        Guid? owner,
        string step,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        await desk.Db.NameAsync(caller, cancellationToken);
        desk.RecordGrant(grant, owner, caller, step);
        await desk.Db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok((await GrantAnswer.OfAsync(desk, [grant], caller, cancellationToken))[0]);
    }

    private static ProblemHttpResult Wrong(GrantRow grant, Caller caller) => Problem.WrongState(grant.State.Wire(), grant.AllowedTo(caller));
}
