using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Messaging.Copies;

/// <summary>Asks for announcements; the caller saves.</summary>
internal static class Announcements
{
    /// <summary>One of each kind. One that waits and has not begun tells everything anyway, so that nothing is asked for twice.</summary>
    public static async Task<IReadOnlyList<AnnouncementRow>> AskAsync<TContext>(
        TContext db,
        IEnumerable<OwnedKind<TContext>> kinds,
        string reason,
        bool rewrites,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
        where TContext : DbContext
    {
        var waiting = await db.Set<AnnouncementRow>().Where(x => x.FinishedAt == null && x.Parts == 0).ToListAsync(cancellationToken);
        waiting.AddRange(db.Set<AnnouncementRow>().Local.Except(waiting));
        var asked = new List<AnnouncementRow>();
        foreach (var kind in kinds)
        {
            var row = waiting.Find(x => x.Kind == kind.Kind && (x.Rewrites || !rewrites));
            if (row is null)
                db.Add(
                    row = new AnnouncementRow
                    {
                        Id = Guid.CreateVersion7(now),
                        Kind = kind.Kind,
                        Reason = reason,
                        Rewrites = rewrites,
                        RequestedAt = now,
                    }
                );
            asked.Add(row);
        }
        return asked;
    }
}

/// <summary>Another service's store is new or was restored: everything that this one owns is told again, for the copies over there are missing or as old as the backup.</summary>
internal sealed class AnnounceWanted<TContext>(
    TContext db,
    IEnumerable<OwnedKind<TContext>> kinds,
    StoreOf<TContext> store,
    AnnouncerSignal<TContext> wake,
    IServiceProvider services,
    TimeProvider time
) : IApply<CopiesWanted>
    where TContext : DbContext
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<CopiesWanted>> deliveries, CancellationToken cancellationToken)
    {
        foreach (var delivery in deliveries)
            if (delivery.Event.Service == store.Service)
                delivery.Superseded();
            else
                await Announcements.AskAsync(
                    db,
                    await NotEmptyAsync(cancellationToken),
                    delivery.Event.Service,
                    rewrites: false,
                    time.GetUtcNow(),
                    cancellationToken
                );
        wake.Signal.Set();
    }

    /// <summary>Services that are new together have nothing to tell each other.</summary>
    private async Task<IReadOnlyList<OwnedKind<TContext>>> NotEmptyAsync(CancellationToken cancellationToken)
    {
        var found = new List<OwnedKind<TContext>>();
        foreach (var kind in kinds)
            if (await ((IOwn)services.GetRequiredService(kind.Implementation)).CountAsync(cancellationToken) > 0)
                found.Add(kind);
        return found;
    }
}

/// <summary>Closes the copies that an owner no longer knows.</summary>
internal sealed class ApplyRoster<TContext>(TContext db, IEnumerable<CopiedKind<TContext>> kinds, IServiceProvider services) : IApply<RosterAnnounced>
    where TContext : DbContext
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<RosterAnnounced>> deliveries, CancellationToken cancellationToken)
    {
        foreach (var delivery in deliveries)
        {
            var (_, _, kind, epoch, after, through, ids) = delivery.Event;
            if (kinds.FirstOrDefault(x => x.Kind == kind) is { } copied)
                await ((ICopy)services.GetRequiredService(copied.Implementation)).CloseUnknownAsync(
                    after,
                    through,
                    ids,
                    Stamp.Of(epoch, 0),
                    cancellationToken
                );
            else
                delivery.Superseded();
            // One batch may hold parts of announcements of two epochs.
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
