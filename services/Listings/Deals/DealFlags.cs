using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Listings.Deals;

/// <summary>What everybody sees of a listing's deals: that it is being negotiated about, or contracted.</summary>
internal static class DealFlags
{
    private static readonly string[] UnderWay = ["introduced", "negotiating", "drafting"];
    private static readonly string[] Concluded = ["signed", "registered", "performing", "fulfilled"];

    /// <param name="deals">All of these listings.</param>
    public static async Task SetAsync<TContent>(
        ListingDesk<TContent> desk,
        List<Guid> listingIds,
        IEnumerable<DealRow> deals,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var byListing = deals.ToLookup(x => x.ListingId);
        foreach (var listing in await desk.Db.Listings.Where(x => listingIds.Contains(x.Id)).ToListAsync(cancellationToken))
        {
            var inNegotiation = byListing[listing.Id].Any(x => UnderWay.Contains(x.Stage));
            var contracted = byListing[listing.Id].Any(x => Concluded.Contains(x.Stage));
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
