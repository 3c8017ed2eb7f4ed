using Microsoft.EntityFrameworkCore;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Listings.Deals;

internal sealed class DealCopies<TContent>(ListingDesk<TContent> desk) : ICopy
    where TContent : ListingContent
{
    private const string Dropped = "dropped";

    public IAsyncEnumerable<Entry> ListAsync(CancellationToken cancellationToken) =>
        desk.Db.Deals.AsNoTracking().Select(x => new Entry(x.Id, x.Version, x.Stage != Dropped)).AsAsyncEnumerable();

    /// <summary>Nothing goes on between the two any more that anybody could find; what they know of each other they know.</summary>
    public async Task<int> CloseUnknownAsync(Guid after, Guid through, IReadOnlyList<Guid> known, long stamp, CancellationToken cancellationToken)
    {
        var unknown = await desk
            .Db.Deals.Where(x => x.Id > after && x.Id <= through && x.Version < stamp && !known.Contains(x.Id))
            .ToListAsync(cancellationToken);
        foreach (var deal in unknown)
            (deal.Version, deal.Stage) = (stamp, Dropped);
        var listings = unknown.Select(x => x.ListingId).Distinct().ToList();
        var deals = await desk.Db.Deals.Where(x => listings.Contains(x.ListingId)).ToListAsync(cancellationToken);
        await DealFlags.SetAsync(desk, listings, deals, cancellationToken);
        return unknown.Count;
    }
}
