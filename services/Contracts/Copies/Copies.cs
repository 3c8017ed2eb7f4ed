using Microsoft.EntityFrameworkCore;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Contracts.Copies;

/// <summary>Copies of listings of one kind: one that its owner no longer knows cannot be introduced any more.</summary>
internal abstract class ListingCopies(ContractsDbContext db, ListingKind kind) : ICopy
{
    public IAsyncEnumerable<Entry> ListAsync(CancellationToken cancellationToken) =>
        db.Listings.AsNoTracking().Where(x => x.Kind == kind).Select(x => new Entry(x.Id, x.Version, x.IsOpen)).AsAsyncEnumerable();

    public async Task<int> CloseUnknownAsync(Guid after, Guid through, IReadOnlyList<Guid> known, long stamp, CancellationToken cancellationToken)
    {
        var unknown = await db
            .Listings.Where(x => x.Kind == kind && x.Id > after && x.Id <= through && x.Version < stamp && !known.Contains(x.Id))
            .ToListAsync(cancellationToken);
        foreach (var listing in unknown)
            (listing.Version, listing.IsOpen) = (stamp, false);
        return unknown.Count;
    }
}

internal sealed class AchievementCopies(ContractsDbContext db) : ListingCopies(db, ListingKind.Achievement);

internal sealed class DemandCopies(ContractsDbContext db) : ListingCopies(db, ListingKind.Demand);

/// <summary>One that Identity no longer knows may not deal until it registers again.</summary>
internal sealed class OrganisationCopies(ContractsDbContext db) : ICopy
{
    public IAsyncEnumerable<Entry> ListAsync(CancellationToken cancellationToken) =>
        db.Organisations.AsNoTracking().Select(x => new Entry(x.Id, x.Version, x.State != "closed")).AsAsyncEnumerable();

    public async Task<int> CloseUnknownAsync(Guid after, Guid through, IReadOnlyList<Guid> known, long stamp, CancellationToken cancellationToken)
    {
        var unknown = await db
            .Organisations.Where(x => x.Id > after && x.Id <= through && x.Version != 0 && x.Version < stamp && !known.Contains(x.Id))
            .ToListAsync(cancellationToken);
        foreach (var organisation in unknown)
            (organisation.Version, organisation.State) = (stamp, "suspended");
        return unknown.Count;
    }
}
