using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Listings.Announce;

/// <summary>Every listing that others were ever told of, as the public sees it now; one that has ended is told as closed, so that no copy of it stays open.</summary>
internal sealed class OwnListings<TContent>(ListingDesk<TContent> desk) : IOwn
    where TContent : ListingContent
{
    private IQueryable<Listing<TContent>> Told => desk.Db.Listings.AsNoTracking().Where(x => x.AnnouncedChange != null);

    public Task<int> CountAsync(CancellationToken cancellationToken) => Told.CountAsync(cancellationToken);

    public async Task<IReadOnlyList<IIntegrationEvent>> TellAsync(Guid after, int limit, CancellationToken cancellationToken)
    {
        var listings = await Told.Where(x => x.Id > after).OrderBy(x => x.Id).Take(limit).ToListAsync(cancellationToken);
        var owners = listings.Select(x => x.OrganisationId).Distinct().ToList();
        var organisations = await desk
            .Db.Organisations.AsNoTracking()
            .Where(x => owners.Contains(x.Id))
            .ToDictionaryAsync(x => x.Id, cancellationToken);
        return listings.ConvertAll(listing =>
            listing.IsPublic
                ? desk.Kind.Published(
                    desk.PublicForm(listing, organisations.GetValueOrDefault(listing.OrganisationId)) with
                    {
                        Version = listing.AnnouncedChange!.Value,
                        Bulk = true,
                    }
                )
                : desk.Kind.Closed(listing.Id, listing.AnnouncedChange!.Value, EndOf(listing), null)
        );
    }

    public IAsyncEnumerable<Entry> ListAsync(CancellationToken cancellationToken) =>
        Told.Select(x => new Entry(x.Id, x.AnnouncedChange!.Value, x.State == ListingState.Published)).AsAsyncEnumerable();

    /// <summary>One that is being written anew after its end was withdrawn before.</summary>
    private static string EndOf(Listing<TContent> listing) =>
        (listing.State is ListingState.Expired or ListingState.TakenDown ? listing.State : ListingState.Withdrawn).Wire();
}
