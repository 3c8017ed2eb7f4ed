using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Waiting;

/// <summary>Counts on each working day the requests, steps and signatures that wait for each organisation, for the mails that remind its people.</summary>
internal sealed class CountWaiting(
    IServiceScopeFactory scopes,
    WorkingCalendar calendar,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<CountWaiting> logger
) : EachWorkingDay(calendar, lifetime, time, logger)
{
    protected override int Hour => ReminderTimes.CountHour;

    protected override async Task RunAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await CountAsync(scope.ServiceProvider.GetRequiredService<ContractsDbContext>(), Calendar, day, Time.GetUtcNow(), cancellationToken);
    }

    public static async Task CountAsync(
        ContractsDbContext db,
        WorkingCalendar calendar,
        DateOnly day,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var before = calendar.OlderThan(ReminderTimes.AfterWorkingDays, now);
        var waiting = (await IntroductionsAsync(db, before, cancellationToken))
            .Concat(await StepsAsync(db, day, cancellationToken))
            .Concat(await SignaturesAsync(db, before, cancellationToken));
        foreach (var organisation in waiting.GroupBy(x => x.OrganisationId))
            db.Enqueue(
                new WorkWaits(
                    Guid.CreateVersion7(now),
                    1,
                    "contracts",
                    day,
                    organisation.Key,
                    null,
                    [
                        .. organisation
                            .GroupBy(x => (x.Kind, x.Role))
                            .Select(x => new WaitingWork(x.Key.Kind, x.Key.Role, x.Count(), x.Min(y => y.Since))),
                    ]
                )
            );
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Requests that a side has not answered.</summary>
    private static async Task<IEnumerable<One>> IntroductionsAsync(ContractsDbContext db, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var open = await db
            .Introductions.Where(x => x.State == IntroductionState.Requested && x.CreatedAt < before)
            .Select(x => new
            {
                x.CreatedAt,
                DemandSide = x.DemandSideAcceptedBy == null ? x.DemandSideId : (Guid?)null,
                AchievementSide = x.AchievementSideAcceptedBy == null ? x.AchievementSideId : (Guid?)null,
            })
            .ToListAsync(cancellationToken);
        return open.SelectMany(x =>
            new[] { x.DemandSide, x.AchievementSide }.OfType<Guid>().Select(side => new One(side, "introduction", Roles.Manager, x.CreatedAt))
        );
    }

    /// <summary>Next steps of deals whose day has passed.</summary>
    private static async Task<IEnumerable<One>> StepsAsync(ContractsDbContext db, DateOnly day, CancellationToken cancellationToken) =>
        (
            await db
                .Deals.Where(x => x.NextOn != null && x.NextOn < day)
                .Select(x => new
                {
                    x.OwnerOrganisationId,
                    x.BrokerId,
                    NextOn = x.NextOn!.Value,
                })
                .ToListAsync(cancellationToken)
        ).Select(x => new One(
            x.OwnerOrganisationId,
            "step",
            x.OwnerOrganisationId == x.BrokerId ? Roles.Broker : Roles.Manager,
            WorkingCalendar.StartOf(x.NextOn)
        ));

    /// <summary>Drafts that one party has signed and another has not, and contracts concluded elsewhere that the other side has not confirmed.</summary>
    private static async Task<IEnumerable<One>> SignaturesAsync(ContractsDbContext db, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var open = await db
            .Contracts.AsNoTracking()
            .AsSingleQuery()
            .Where(x => (x.State == ContractState.AwaitingConfirmation || x.State == ContractState.Drafted) && x.CreatedAt < before)
            .ToListAsync(cancellationToken);
        return open.SelectMany(Missing);
    }

    private static IEnumerable<One> Missing(TechnologyContract contract)
    {
        if (contract.State == ContractState.AwaitingConfirmation)
        {
            var other = contract.RecordedByOrganisation == contract.DemandSideId ? contract.AchievementSideId : contract.DemandSideId;
            return [new One(other, "signature", Roles.Manager, contract.CreatedAt)];
        }
        return contract.CurrentSignatures.Select(x => x.SignedAt).Order().FirstOrDefault() is var first && first == default
            ? []
            : contract
                .Parties.Where(x => !contract.HasSigned(x.OrganisationId))
                .Select(x => new One(x.OrganisationId, "signature", Roles.Signatory, first));
    }

    private sealed record One(Guid OrganisationId, string Kind, string Role, DateTimeOffset Since);
}
