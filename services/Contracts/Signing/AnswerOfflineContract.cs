using AutoMapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Dealing;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Signing;

/// <summary>POST /api/contracts/{id}/confirm and /refuse by the side that did not record the contract.</summary>
internal static class AnswerOfflineContract
{
    private const int RegistrationDays = 3;

    internal sealed record ConfirmRequest;

    /// <param name="Reason">1–500 characters.</param>
    internal sealed record RefuseRequest(string? Reason);

    public static void MapAnswerOfflineContract(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/contracts/{id:guid}/confirm", ConfirmAsync).RequireAuthorization(Authentication.SignedIn).WithName("ConfirmContract");
        routes.MapPost("/api/contracts/{id:guid}/refuse", RefuseAsync).RequireAuthorization(Authentication.SignedIn).WithName("RefuseContract");
    }

    private static Task<Results<Ok<ContractAnswer>, ProblemHttpResult>> ConfirmAsync(
        Guid id,
        ConfirmRequest? request,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        WorkingCalendar calendar,
        TimeProvider time,
        CancellationToken cancellationToken
    ) =>
        db.RunAsync<Results<Ok<ContractAnswer>, ProblemHttpResult>>(async () =>
        {
            var (contract, problem) = await FindAsync(db, id, caller, "confirm", cancellationToken);
            if (contract is null)
                return problem!;
            var now = time.GetUtcNow();
            contract.Confirm();
            db.Record(contract.ThreadId(), now, caller, Happening.OfflineConfirmed, contract.Title);
            db.Enqueue(mapper.Map<ContractChanged>(contract));
            // A deal of the same introduction that was still being talked about has thereby been concluded.
            var deal = await db.Deals.FirstOrDefaultAsync(x => x.IntroductionId == contract.IntroductionId, cancellationToken);
            if (deal is not null && deal.Stage.TakesContract())
            {
                deal.Move(DealStage.Signed, null, calendar.AddWorkingDays(WorkingCalendar.DayOf(now), RegistrationDays));
                db.Enqueue(mapper.Map<DealChanged>(deal));
                if (await db.Contracts.AsSingleQuery().FirstOrDefaultAsync(x => x.LiveDealId == deal.Id, cancellationToken) is { } draft)
                {
                    draft.MakeVoid();
                    db.Record(contract.ThreadId(), now, null, Happening.ContractVoided, draft.Title);
                    db.Enqueue(mapper.Map<ContractChanged>(draft));
                }
            }
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok(await ReadContracts.AnswerAsync(db, mapper, caller, time, contract, cancellationToken));
        });

    private static Task<Results<Ok<ContractAnswer>, ProblemHttpResult>> RefuseAsync(
        Guid id,
        RefuseRequest request,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        TimeProvider time,
        CancellationToken cancellationToken
    ) =>
        db.RunAsync<Results<Ok<ContractAnswer>, ProblemHttpResult>>(async () =>
        {
            var (contract, problem) = await FindAsync(db, id, caller, "refuse", cancellationToken);
            if (contract is null)
                return problem!;
            var errors = new FieldErrors();
            var reason = errors.Text("reason", request.Reason, 1, 500);
            if (errors.Any)
                return errors.ToProblem();
            contract.MakeVoid();
            db.Record(contract.ThreadId(), time.GetUtcNow(), caller, Happening.OfflineRefused, reason);
            db.Enqueue(mapper.Map<ContractChanged>(contract));
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok(await ReadContracts.AnswerAsync(db, mapper, caller, time, contract, cancellationToken));
        });

    private static async Task<(TechnologyContract?, ProblemHttpResult?)> FindAsync(
        ContractsDbContext db,
        Guid id,
        Caller caller,
        string what,
        CancellationToken cancellationToken
    )
    {
        if (await db.Contracts.VisibleToParties(caller).FirstOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } contract)
            return (null, Problem.NotFound("contract"));
        if (!Permissions.MayConfirm(contract, caller))
            return (null, Problem.Forbidden($"A manager or signatory of the other side may {what} it."));
        return contract.State == ContractState.AwaitingConfirmation
            ? (contract, null)
            : (null, Problem.WrongState(Code.Of(contract.State), Permissions.On(contract, caller)));
    }
}
