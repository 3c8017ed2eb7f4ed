using Microsoft.EntityFrameworkCore;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Matching.Listings;

/// <summary>Copies of listings of one kind: one that its owner no longer knows is withdrawn, and leaves the index.</summary>
internal abstract class ListingCopies(MatchingDbContext db, ListingKind kind, TimeProvider time) : ICopy
{
    public IAsyncEnumerable<Entry> ListAsync(CancellationToken cancellationToken) =>
        db
            .Listings.AsNoTracking()
            .Where(x => x.Kind == kind)
            .Select(x => new Entry(x.Id, x.Version, x.State == ListingCopy.Published))
            .AsAsyncEnumerable();

    public async Task<int> CloseUnknownAsync(Guid after, Guid through, IReadOnlyList<Guid> known, long stamp, CancellationToken cancellationToken)
    {
        var unknown = await db
            .Listings.Where(x => x.Kind == kind && x.Id > after && x.Id <= through && x.Version < stamp && !known.Contains(x.Id))
            .ToListAsync(cancellationToken);
        foreach (var copy in unknown)
        {
            copy.Close(stamp, "withdrawn");
            db.IndexWork.Add(
                new IndexWork
                {
                    ListingId = copy.Id,
                    Version = copy.Version,
                    Lane = IndexLane.Bulk,
                    QueuedAt = time.GetUtcNow(),
                }
            );
        }
        return unknown.Count;
    }
}

internal sealed class AchievementCopies(MatchingDbContext db, TimeProvider time) : ListingCopies(db, ListingKind.Achievement, time);

internal sealed class DemandCopies(MatchingDbContext db, TimeProvider time) : ListingCopies(db, ListingKind.Demand, time);

/// <summary>Names and labels of one that Identity no longer knows stay, for its listings are still shown.</summary>
internal sealed class OrganisationCopies(MatchingDbContext db) : ICopy
{
    public IAsyncEnumerable<Entry> ListAsync(CancellationToken cancellationToken) =>
        db.Organisations.AsNoTracking().Select(x => new Entry(x.Id, x.Version, x.State != "closed")).AsAsyncEnumerable();

    public async Task<int> CloseUnknownAsync(Guid after, Guid through, IReadOnlyList<Guid> known, long stamp, CancellationToken cancellationToken)
    {
        var unknown = await db
            .Organisations.Where(x => x.Id > after && x.Id <= through && x.Version < stamp && !known.Contains(x.Id))
            .ToListAsync(cancellationToken);
        foreach (var organisation in unknown)
            (organisation.Version, organisation.State) = (stamp, "suspended");
        return unknown.Count;
    }
}
