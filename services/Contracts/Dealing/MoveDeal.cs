using AutoMapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Dealing;

/// <summary>POST /api/deals/{id}/stage: another stage, or the same one with another next step.</summary>
internal static class MoveDeal
{
    private const int DefaultDays = 3;

    /// <param name="NextStep">Default: the stage's usual first step.</param>
    /// <param name="NextOn">A day (yyyy-MM-dd) from today on; default: in three working days.</param>
    /// <param name="Reason">Why it is dropped; needed then, and only then taken.</param>
    internal sealed record Request(string? Stage, string? NextStep, string? NextOn, string? Reason);

    public static void MapMoveDeal(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/deals/{id:guid}/stage", HandleAsync).RequireAuthorization(Authentication.SignedIn).WithName("MoveDeal");

    private static Task<Results<Ok<DealAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id,
        Request request,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        WorkingCalendar calendar,
        TimeProvider time,
        CancellationToken cancellationToken
    ) =>
        db.RunAsync<Results<Ok<DealAnswer>, ProblemHttpResult>>(async () =>
        {
            if (await db.Deals.VisibleTo(caller).FirstOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } deal)
                return Problem.NotFound("deal");
            if (!Permissions.MayMove(deal, caller))
                return Problem.Forbidden("A manager of either side or the broker moves a deal.");
            var now = time.GetUtcNow();
            var today = WorkingCalendar.DayOf(now);
            var errors = new FieldErrors();
            var stage = errors.Code<DealStage>("stage", request.Stage, needed: true);
            var nextStep = errors.Text("nextStep", request.NextStep, 0, 500);
            var nextOn = Day.Read("nextOn", request.NextOn, errors);
            var reason = errors.Text("reason", request.Reason, stage == DealStage.Dropped ? 1 : 0, 500);
            if (nextOn < today)
                errors.Add("nextOn", $"Not before today, {today:yyyy-MM-dd} in China.");
            if (reason is not null && stage != DealStage.Dropped)
                errors.Add("reason", "Only a dropped deal has a reason.");
            if (errors.Any)
                return errors.ToProblem();

            var from = deal.Stage;
            var staysWithNewStep = stage == from && !from.HasEnded() && nextStep is not null;
            if (!staysWithNewStep && !DealStages.AllowedFrom(from).Contains(stage!.Value))
                return Problem.WrongState(Code.Of(from), DealStages.AllowedFrom(from).Select(Code.Of));
            deal.Move(stage!.Value, nextStep, nextOn ?? calendar.AddWorkingDays(today, DefaultDays), reason);
            var detail = stage == DealStage.Dropped ? reason : $"{deal.NextStep} {deal.NextOn:yyyy-MM-dd}";
            db.Record(deal.IntroductionId, now, caller, Happening.DealMoved, $"{Code.Of(from)} → {Code.Of(deal.Stage)}: {detail}");
            db.Enqueue(mapper.Map<DealChanged>(deal));
            if (deal.Stage == DealStage.Dropped)
                await VoidDraftAsync(db, mapper, deal, caller, now, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok(await ReadDeals.AnswerAsync(db, mapper, caller, time, deal, cancellationToken));
        });

    /// <summary>A draft ends with its deal; a signed contract stays what it is.</summary>
    private static async Task VoidDraftAsync(
        ContractsDbContext db,
        IMapper mapper,
        Deal deal,
        Caller caller,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var draft = await db
            .Contracts.AsSingleQuery()
            .FirstOrDefaultAsync(x => x.LiveDealId == deal.Id && x.State == ContractState.Drafted, cancellationToken);
        if (draft is null)
            return;
        draft.MakeVoid();
        db.Record(deal.IntroductionId, now, caller, Happening.ContractVoided, draft.Title);
        db.Enqueue(mapper.Map<ContractChanged>(draft));
    }
}
