using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Listings.Deals;

/// <summary>Keeps the copy of deals: the first one opens the contact to the other side, and their stages set the flags that everybody sees.</summary>
internal sealed class ApplyDeal<TContent>(ListingDesk<TContent> desk) : IApply<DealChanged>
    where TContent : ListingContent
{
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
                    Version = delivery.Stamp,
                    Stage = delivery.Event.Stage,
                };
                deals.Add(deal.Id, deal);
                desk.Db.Deals.Add(deal);
            }
            else if (!delivery.IsNewsTo(deal.Version))
            {
                delivery.Superseded();
                continue;
            }
            (deal.Version, deal.Stage, deal.BrokerOrganisationId) = (delivery.Stamp, delivery.Event.Stage, delivery.Event.BrokerOrganisationId);
        }
        await DealFlags.SetAsync(desk, listingIds, deals.Values, cancellationToken);
    }
}
