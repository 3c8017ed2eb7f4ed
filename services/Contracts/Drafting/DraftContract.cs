using AutoMapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Dealing;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Drafting;

/// <summary>POST /api/deals/{id}/contract: version 1 of the document; the deal moves to Drafting.</summary>
internal static class DraftContract
{
    private const int SigningDays = 3;

    internal sealed record Created(Guid Id, int Version, string Sha256, ContractState State);

    public static RouteHandlerBuilder MapDraftContract(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/deals/{id:guid}/contract", HandleAsync)
            .RequireAuthorization(Authentication.SignedIn)
            .WithName("DraftContract")
            .Idempotent<ContractsDbContext>();

    private static Task<Results<Created<Created>, ProblemHttpResult>> HandleAsync(
        Guid id,
        ContractBody body,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        WorkingCalendar calendar,
        TimeProvider time,
        CancellationToken cancellationToken
    ) =>
        db.RunAsync<Results<Created<Created>, ProblemHttpResult>>(async () =>
        {
            if (await db.Deals.VisibleTo(caller).FirstOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } deal)
                return Problem.NotFound("deal");
            if (!Permissions.MayMove(deal, caller))
                return Problem.Forbidden("A manager of either side or the broker drafts the contract.");
            if (!deal.Stage.TakesContract())
                return Problem.WrongState(Code.Of(deal.Stage), DealStages.AllowedFrom(deal.Stage).Select(Code.Of));
            if (await db.Contracts.Where(x => x.LiveDealId == id).Select(x => (Guid?)x.Id).FirstOrDefaultAsync(cancellationToken) is { } other)
                return Problem.Conflict("The deal has a contract already; revise that one.", ("contractId", other));
            var errors = new FieldErrors();
            var terms = body.Read(errors);
            var parties = await db.ReadPartiesAsync(body.Parties, deal, errors, cancellationToken);
            if (terms is null || parties is null)
                return errors.ToProblem();

            var now = time.GetUtcNow();
            var contract = new TechnologyContract
            {
                Id = Guid.CreateVersion7(now),
                IntroductionId = deal.IntroductionId,
                DealId = deal.Id,
                DemandId = deal.DemandId,
                AchievementId = deal.AchievementId,
                MatchId = deal.MatchId,
                Channel = deal.Channel,
                DemandSideId = deal.DemandSideId,
                DemandSideRegion = deal.DemandSideRegion,
                AchievementSideId = deal.AchievementSideId,
                AchievementSideRegion = deal.AchievementSideRegion,
                BrokerId = deal.BrokerId,
                State = ContractState.Drafted,
                CreatedAt = now,
            };
            var facts = await db.FactsAsync(contract.Id, 1, parties, deal, cancellationToken);
            contract.Write(terms, parties, ContractDocument.Write(terms, facts), caller.Name, now);
            db.Contracts.Add(contract);
            db.Record(deal.IntroductionId, now, caller, Happening.ContractDrafted, contract.Title);
            db.Enqueue(mapper.Map<ContractChanged>(contract));
            if (deal.Stage != DealStage.Drafting)
            {
                deal.Move(DealStage.Drafting, null, calendar.AddWorkingDays(WorkingCalendar.DayOf(now), SigningDays));
                db.Enqueue(mapper.Map<DealChanged>(deal));
            }
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Created($"/api/contracts/{contract.Id}", new Created(contract.Id, contract.Version, contract.Sha256, contract.State));
        });
}
