using AutoMapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Dealing;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Introducing;

/// <summary>POST /api/introductions/{id}/accept. The second acceptance opens the contact data and the deal, in the same transaction.</summary>
internal static class AcceptIntroduction
{
    private const int FirstStepDays = 3;

    internal sealed record Request(ContactBody? Contact);

    public static void MapAcceptIntroduction(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/introductions/{id:guid}/accept", HandleAsync)
            .RequireAuthorization(Authentication.SignedIn)
            .WithName("AcceptIntroduction");

    private static Task<Results<Ok<IntroductionAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id,
        Request? request,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        WorkingCalendar calendar,
        TimeProvider time,
        CancellationToken cancellationToken
    ) =>
        db.RunAsync<Results<Ok<IntroductionAnswer>, ProblemHttpResult>>(async () =>
        {
            if (await db.Introductions.VisibleTo(caller).FirstOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } introduction)
                return Problem.NotFound("introduction");
            if (introduction.SideOf(caller.OrganisationId) is not (Side.DemandSide or Side.AchievementSide) || !caller.IsManager)
                return Problem.Forbidden("A manager of the side that was asked accepts.");
            var side = introduction.SideOf(caller.OrganisationId)!.Value;
            var allowed = Permissions.On(introduction, caller).ToArray();
            if (!allowed.Contains("accept"))
                return Problem.WrongState(Code.Of(introduction.State), allowed);
            var errors = new FieldErrors();
            var contact = ContactBody.Read(request?.Contact, caller, errors);
            if (errors.Any)
                return errors.ToProblem();
            if (await db.Organisations.FindAsync([caller.OrganisationId], cancellationToken) is { MayDeal: false } unverified)
                return Problem.Forbidden($"The organisation is {unverified.State}; only verified ones accept.");
            var now = time.GetUtcNow();
            if (introduction.IsOtherSidesPerson(side, caller.Subject))
            {
                if (!introduction.SamePerson)
                {
                    introduction.FlagSamePerson();
                    db.Record(introduction.Id, now, caller, Happening.SamePersonRefused);
                    await db.SaveChangesAsync(cancellationToken);
                }
                return Problem.Forbidden("The same person has already accepted for the other side; somebody else of your organisation has to.");
            }
            var both = introduction.Accept(side, caller.Subject, contact);
            db.Record(introduction.Id, now, caller, Happening.IntroductionAccepted, Code.Of(side));
            db.Enqueue(mapper.Map<IntroductionChanged>(introduction));
            if (both)
            {
                var deal = Deal.Open(
                    introduction,
                    introduction.AchievementSideContact?.Name ?? caller.Name,
                    calendar.AddWorkingDays(WorkingCalendar.DayOf(now), FirstStepDays),
                    now
                );
                db.Deals.Add(deal);
                db.Record(introduction.Id, now, null, Happening.DealOpened, deal.OwnerName);
                db.Enqueue(mapper.Map<DealChanged>(deal));
            }
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok((await ReadIntroductions.AnswerAsync(db, mapper, caller, time, [introduction], cancellationToken))[0]);
        });
}
