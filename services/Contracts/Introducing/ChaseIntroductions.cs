using AutoMapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Introducing;

/// <summary>
/// What happens to requests nobody answers: a reminder after 3 working days, the region's operator is told after 7, and after 15 they end as
/// unanswered. One replica at a time looks, once a minute.
/// </summary>
internal sealed class ChaseIntroductions(
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ChaseIntroductions> logger
) : BackgroundService
{
    private const string LeaseName = "contracts-chase-introductions";
    private const int Batch = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly string _holder = Lease.NewHolder();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.WhenStartedAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<ContractsDbContext>();
                if (await Lease.TryTakeAsync(db, LeaseName, _holder, Interval, stoppingToken) is not { } token)
                    continue;
                await ChaseAsync(db, scope.ServiceProvider.GetRequiredService<IMapper>(), time.GetUtcNow(), stoppingToken);
                await Lease.ReleaseAsync(db, LeaseName, token, stoppingToken);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                logger.LogError(failed, "Unanswered introductions could not be looked through; tried again in {Interval}", Interval);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>How many were reminded, told of or ended.</returns>
    public static async Task<int> ChaseAsync(ContractsDbContext db, IMapper mapper, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var chased = 0;
        while (true)
        {
            var due = await db
                .Introductions.Where(x =>
                    x.State == IntroductionState.Requested
                    && (x.DueAt <= now || x.RemindAt <= now && x.RemindedAt == null || x.TellOperatorAt <= now && x.OperatorToldAt == null)
                )
                .OrderBy(x => x.Id)
                .Take(Batch)
                .ToListAsync(cancellationToken);
            if (due.Count == 0)
                return chased;
            foreach (var introduction in due)
                Chase(db, mapper, introduction, now);
            await db.SaveChangesAsync(cancellationToken);
            chased += due.Count;
        }
    }

    private static void Chase(ContractsDbContext db, IMapper mapper, Introduction introduction, DateTimeOffset now)
    {
        if (introduction.RemindedAt is null)
        {
            introduction.Remind(now);
            db.Record(introduction.Id, now, null, Happening.IntroductionReminded);
        }
        if (introduction.OperatorToldAt is null && introduction.TellOperatorAt <= now)
        {
            introduction.TellOperator(now);
            db.Record(introduction.Id, now, null, Happening.OperatorTold);
        }
        if (introduction.DueAt <= now)
        {
            introduction.EndUnanswered();
            db.Record(introduction.Id, now, null, Happening.IntroductionUnanswered);
        }
        db.Enqueue(mapper.Map<IntroductionChanged>(introduction));
    }
}
