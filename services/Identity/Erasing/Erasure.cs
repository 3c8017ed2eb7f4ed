using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Identity.Erasing;

/// <summary>All that is left of an account: the id that audit trails name, and when it went. Kept so that a service that was restored from a backup can be told again.</summary>
internal sealed class Erasure
{
    public required Guid AccountId { get; init; }

    /// <summary>What stands where the name stood: of the id what was drawn by lot, so that two of them can be told apart.</summary>
    public required string Pseudonym { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>2 once it was told again.</summary>
    public long Version { get; private set; } = 1;

    public static Erasure Of(Guid account, DateTimeOffset now) =>
        new()
        {
            AccountId = account,
            Pseudonym = $"#{account.ToString("N")[^8..]}",
            At = now,
        };

    public AccountErased Told() => new(AccountId, Version, Pseudonym);

    public void TellAgain(IdentityDbContext db)
    {
        Version = 2;
        db.Enqueue(Told());
    }
}

/// <summary>Every erasure there ever was.</summary>
internal sealed class OwnErasures(IdentityDbContext db) : IOwn
{
    public Task<int> CountAsync(CancellationToken cancellationToken) => db.Erasures.CountAsync(cancellationToken);

    public async Task<IReadOnlyList<IIntegrationEvent>> TellAsync(Guid after, int limit, CancellationToken cancellationToken) =>
        (
            await db.Erasures.AsNoTracking().Where(x => x.AccountId > after).OrderBy(x => x.AccountId).Take(limit).ToListAsync(cancellationToken)
        ).ConvertAll(x => x.Told());

    public IAsyncEnumerable<Entry> ListAsync(CancellationToken cancellationToken) =>
        db.Erasures.AsNoTracking().Select(x => new Entry(x.AccountId, x.Version, true)).AsAsyncEnumerable();
}

/// <summary>
/// An access token lives ten minutes, also that of an account that is gone, and what is written with it carries its owner's name. Once it has ended the erasure is told
/// a second time.
/// </summary>
internal sealed class ErasuresToldAgain(IServiceScopeFactory scopes, TimeProvider time, ILogger<ErasuresToldAgain> logger) : BackgroundService
{
    private static readonly TimeSpan After = TimeSpan.FromMinutes(15);
    private const int AtOnce = 100;

    public static async Task TellAsync(IdentityDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = now - After;
        var due = await db.Erasures.Where(x => x.Version == 1 && x.At < before).OrderBy(x => x.At).Take(AtOnce).ToListAsync(cancellationToken);
        if (due.Count == 0)
            return;
        foreach (var erasure in due)
            erasure.TellAgain(db);
        await db.SaveChangesAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await TellAsync(scope.ServiceProvider.GetRequiredService<IdentityDbContext>(), time.GetUtcNow(), stoppingToken);
            }
            catch (DbUpdateConcurrencyException)
            {
                // Another replica was quicker.
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                logger.LogWarning(failed, "Erasures could not be told again; the next try is in a minute.");
            }
        }
    }
}
