using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Messaging.Copies;

/// <summary>What those who run a service ask about what it owns and what it copies.</summary>
public interface ICopyDesk
{
    string Service { get; }

    /// <summary>It owns something that it can announce.</summary>
    bool Owns { get; }
    Task<Digests> DigestAsync(CancellationToken cancellationToken);

    /// <summary>The entries of some buckets of one kind, with stamps as versions; null when the service neither owns nor copies it.</summary>
    Task<IReadOnlyList<Entry>?> EntriesAsync(string kind, IReadOnlySet<int> buckets, CancellationToken cancellationToken);

    /// <summary>Announcements that wait or go on, and the last that ended, newest first.</summary>
    Task<IReadOnlyList<AnnouncementRow>> AnnouncementsAsync(CancellationToken cancellationToken);

    /// <summary>Asks for an announcement of everything that the service owns.</summary>
    Task<IReadOnlyList<AnnouncementRow>> AnnounceAsync(bool rewrites, CancellationToken cancellationToken);

    /// <summary>Asks the other services to announce what they own, for the copies here are found to be old.</summary>
    Task AskForCopiesAsync(CancellationToken cancellationToken);

    /// <summary>Says that the store was restored: a new epoch begins, what it owns is announced, and the others are asked to announce what they own.</summary>
    Task<EpochRow> RestoredAsync(CancellationToken cancellationToken);
}

/// <param name="Waiting">Events in the outbox: copies may differ by them for a moment.</param>
public sealed record Digests(long Epoch, DateTimeOffset? EpochSince, int Waiting, IReadOnlyList<Digest> Owned, IReadOnlyList<Digest> Copied);

/// <summary>The service that a context is the store of.</summary>
internal sealed record StoreOf<TContext>(string Service);

internal sealed class CopyDesk<TContext>(
    StoreOf<TContext> store,
    IEnumerable<OwnedKind<TContext>> owned,
    IEnumerable<CopiedKind<TContext>> copied,
    AnnouncerSignal<TContext> wake,
    IServiceScopeFactory scopes,
    StoreEpochs epochs,
    TimeProvider time
) : ICopyDesk
    where TContext : DbContext
{
    private const int Recent = 20;

    public string Service => store.Service;

    public bool Owns => owned.Any();

    public async Task<Digests> DigestAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        var epoch = await db.Set<EpochRow>().AsNoTracking().OrderByDescending(x => x.Number).FirstOrDefaultAsync(cancellationToken);
        var ofOwned = new List<Digest>();
        foreach (var kind in owned.Where(x => x.IsCopied))
            ofOwned.Add(await Digest.OfAsync(kind.Kind, Owned(scope, db, kind, cancellationToken), cancellationToken));
        var ofCopied = new List<Digest>();
        foreach (var kind in copied)
            ofCopied.Add(await Digest.OfAsync(kind.Kind, Copied(scope, kind, cancellationToken), cancellationToken));
        return new Digests(epoch?.Epoch ?? 0, epoch?.BegunAt, await db.Set<OutboxRow>().CountAsync(cancellationToken), ofOwned, ofCopied);
    }

    public async Task<IReadOnlyList<Entry>?> EntriesAsync(string kind, IReadOnlySet<int> buckets, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        var all =
            owned.FirstOrDefault(x => x.Kind == kind && x.IsCopied) is { } own ? Owned(scope, db, own, cancellationToken)
            : copied.FirstOrDefault(x => x.Kind == kind) is { } copy ? Copied(scope, copy, cancellationToken)
            : null;
        return all is null
            ? null
            : await all.Where(x => Stamp.VersionOf(x.Version) > 0 && buckets.Contains(Digest.BucketOf(x.Id))).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<AnnouncementRow>> AnnouncementsAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<TContext>()
            .Set<AnnouncementRow>()
            .AsNoTracking()
            .OrderByDescending(x => x.Id)
            .Take(Recent)
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<AnnouncementRow>> AnnounceAsync(bool rewrites, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        var asked = await Announcements.AskAsync(db, owned, "asked", rewrites, time.GetUtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        wake.Signal.Set();
        return asked;
    }

    public async Task AskForCopiesAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        db.Enqueue(Wanted(store.Service, await db.Set<EpochRow>().OrderByDescending(x => x.Number).FirstAsync(cancellationToken)));
        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task<EpochRow> RestoredAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        var epoch = await epochs.BeginAsync(db, cancellationToken);
        await Announcements.AskAsync(db, owned, "restored", rewrites: false, time.GetUtcNow(), cancellationToken);
        db.Enqueue(Wanted(store.Service, epoch));
        await db.SaveChangesAsync(cancellationToken);
        return epoch;
    }

    private IAsyncEnumerable<Entry> Owned(AsyncServiceScope scope, TContext db, OwnedKind<TContext> kind, CancellationToken cancellationToken)
    {
        var epoch = epochs.Of(db);
        return ((IOwn)scope.ServiceProvider.GetRequiredService(kind.Implementation))
            .ListAsync(cancellationToken)
            .Select(x => x with { Version = Stamp.Of(epoch, x.Version) });
    }

    private static IAsyncEnumerable<Entry> Copied(AsyncServiceScope scope, CopiedKind<TContext> kind, CancellationToken cancellationToken) =>
        ((ICopy)scope.ServiceProvider.GetRequiredService(kind.Implementation)).ListAsync(cancellationToken);

    /// <summary>Its id is the same for every store of the service: UUIDv8 of its name.</summary>
    internal static CopiesWanted Wanted(string service, EpochRow epoch)
    {
        var bytes = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(service)).AsSpan(0, 16);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new CopiesWanted(new Guid(bytes, bigEndian: true), epoch.Epoch, service);
    }
}
