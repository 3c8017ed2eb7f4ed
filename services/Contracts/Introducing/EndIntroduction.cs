using AutoMapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Introducing;

/// <summary>POST /api/introductions/{id}/decline by the side that was asked, /withdraw by whoever asked.</summary>
internal static class EndIntroduction
{
    /// <summary>Reasons of the company's side (terms.md).</summary>
    private static readonly string[] DemandSideReasons =
    [
        "tooEarly",
        "benefitUnclear",
        "commercialRouteUnclear",
        "descriptionUnclear",
        "scientificDoubt",
        "priceOrTerms",
        "alreadySolved",
        "outsideOurField",
        "other",
    ];

    /// <summary>Reasons of the supplier's side (terms.md).</summary>
    private static readonly string[] AchievementSideReasons =
    [
        "notOurField",
        "noCapacity",
        "budgetOrTimeUnrealistic",
        "ipTerms",
        "alreadyLicensed",
        "needUnclear",
        "other",
    ];

    /// <param name="Reason">A code of the own side's list.</param>
    /// <param name="Text">Up to 500 characters.</param>
    internal sealed record DeclineRequest(string? Reason, string? Text);

    internal sealed record WithdrawRequest;

    public static void MapEndIntroduction(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/api/introductions/{id:guid}/decline", DeclineAsync)
            .RequireAuthorization(Authentication.SignedIn)
            .WithName("DeclineIntroduction");
        routes
            .MapPost("/api/introductions/{id:guid}/withdraw", WithdrawAsync)
            .RequireAuthorization(Authentication.SignedIn)
            .WithName("WithdrawIntroduction");
    }

    private static Task<Results<Ok<IntroductionAnswer>, ProblemHttpResult>> DeclineAsync(
        Guid id,
        DeclineRequest request,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        TimeProvider time,
        CancellationToken cancellationToken
    ) =>
        EndAsync(
            "decline",
            id,
            caller,
            db,
            mapper,
            time,
            introduction =>
            {
                var errors = new FieldErrors();
                var reasons = introduction.SideOf(caller.OrganisationId) == Side.DemandSide ? DemandSideReasons : AchievementSideReasons;
                var text = errors.Text("text", request.Text, 0, 500);
                if (!reasons.Contains(request.Reason))
                    errors.Add("reason", $"One of {string.Join(", ", reasons)}.");
                if (errors.Any)
                    return errors.ToProblem();
                introduction.Decline(request.Reason!, text);
                db.Record(introduction.Id, time.GetUtcNow(), caller, Happening.IntroductionDeclined, request.Reason);
                return null;
            },
            cancellationToken
        );

    private static Task<Results<Ok<IntroductionAnswer>, ProblemHttpResult>> WithdrawAsync(
        Guid id,
        WithdrawRequest? request,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        TimeProvider time,
        CancellationToken cancellationToken
    ) =>
        EndAsync(
            "withdraw",
            id,
            caller,
            db,
            mapper,
            time,
            introduction =>
            {
                introduction.Withdraw();
                db.Record(introduction.Id, time.GetUtcNow(), caller, Happening.IntroductionWithdrawn);
                return null;
            },
            cancellationToken
        );

    private static Task<Results<Ok<IntroductionAnswer>, ProblemHttpResult>> EndAsync(
        string what,
        Guid id,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        TimeProvider time,
        Func<Introduction, ProblemHttpResult?> end,
        CancellationToken cancellationToken
    ) =>
        db.RunAsync<Results<Ok<IntroductionAnswer>, ProblemHttpResult>>(async () =>
        {
            if (await db.Introductions.VisibleTo(caller).FirstOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } introduction)
                return Problem.NotFound("introduction");
            var side = introduction.SideOf(caller.OrganisationId);
            if (side is null || !(what == "decline" ? caller.IsManager : Permissions.MayRequest(caller)))
                return Problem.Forbidden($"Not yours to {what}.");
            if (what == "withdraw" != (side == introduction.RequestedBy) || what == "decline" && side == Side.Broker)
                return Problem.Forbidden(what == "withdraw" ? "Whoever asked withdraws." : "The side that was asked declines.");
            var allowed = Permissions.On(introduction, caller).ToArray();
            if (!allowed.Contains(what))
                return Problem.WrongState(Code.Of(introduction.State), allowed);
            if (end(introduction) is { } problem)
                return problem;
            db.Enqueue(mapper.Map<IntroductionChanged>(introduction));
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok((await ReadIntroductions.AnswerAsync(db, mapper, caller, time, [introduction], cancellationToken))[0]);
        });
}
