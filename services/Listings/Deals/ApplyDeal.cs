using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Listings.Deals;

/// <summary>Keeps the copy of deals: the first one opens the contact to the other side, and their stages set the flags that everybody sees.</summary>
internal sealed class ApplyDeal<TContent>(ListingDesk<TContent> desk) : IApply<DealChanged>
    where TContent : ListingContent
{
    private static readonly string[] UnderWay = ["introduced", "negotiating", "drafting"];
    private static readonly string[] Concluded = ["signed", "registered", "performing", "fulfilled"];

    public async Task ApplyAsync(IReadOnlyList<Delivery<DealChanged>> deliveries, CancellationToken cancellationToken)
    {
        var about = deliveries.Where(x => desk.Kind.SideOf(x.Event).ListingId is not null).ToList();
        var listingIds = about.Select(x => desk.Kind.SideOf(x.Event).ListingId!.Value).Distinct().ToList();
        var deals = (await desk.Db.Deals.Where(x => listingIds.Contains(x.ListingId)).ToListAsync(cancellationToken)).ToDictionary(x => x.Id);
        foreach (var delivery in about)
        {
            var (listingId, other) = desk.Kind.SideOf(delivery.Event);
            if (!deals.TryGetValue(delivery.Event.DealId, out var deal))
            {
                deal = new DealRow
                {
                    Id = delivery.Event.DealId,
                    ListingId = listingId!.Value,
                    OtherOrganisationId = other,
                    Version = delivery.Event.Version,
                    Stage = delivery.Event.Stage,
                };
                deals.Add(deal.Id, deal);
                desk.Db.Deals.Add(deal);
            }
            else if (deal.Version >= delivery.Event.Version)
            {
                delivery.Superseded();
                continue;
            }
            (deal.Version, deal.Stage, deal.BrokerOrganisationId) = (
                delivery.Event.Version,
                delivery.Event.Stage,
                delivery.Event.BrokerOrganisationId
            );
        }
        await FlagAsync(listingIds, deals.Values.ToLookup(x => x.ListingId), cancellationToken);
    }

    private async Task FlagAsync(List<Guid> listingIds, ILookup<Guid, DealRow> deals, CancellationToken cancellationToken)
    {
        foreach (var listing in await desk.Db.Listings.Where(x => listingIds.Contains(x.Id)).ToListAsync(cancellationToken))
        {
            var inNegotiation = deals[listing.Id].Any(x => UnderWay.Contains(x.Stage));
            var contracted = deals[listing.Id].Any(x => Concluded.Contains(x.Stage));
            if (listing.InNegotiation == inNegotiation && listing.Contracted == contracted)
                continue;
            (listing.InNegotiation, listing.Contracted) = (inNegotiation, contracted);
            desk.Record(
                listing,
                null,
                "deal",
                contracted ? "contracted"
                    : inNegotiation ? "in negotiation"
                    : "no deal under way",
                listing.IsPublic ? Announcement.Published : Announcement.None,
                await desk.Db.Organisations.FindAsync([listing.OrganisationId], cancellationToken)
            );
        }
    }
}
