using Microsoft.EntityFrameworkCore;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Listings.Organisations;

internal sealed class OrganisationCopies<TContent>(ListingsDbContext<TContent> db) : ICopy
    where TContent : ListingContent
{
    public IAsyncEnumerable<Entry> ListAsync(CancellationToken cancellationToken) =>
        db.Organisations.AsNoTracking().Select(x => new Entry(x.Id, x.Version, x.State != "closed")).AsAsyncEnumerable();

    /// <summary>
    /// Suspended, and not closed, which would withdraw its listings: Identity lost it by a restore, and it comes back when it registers, or is named, again.
    /// </summary>
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
