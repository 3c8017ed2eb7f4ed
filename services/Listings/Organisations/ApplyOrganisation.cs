using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Listings.Organisations;

/// <summary>
/// Keeps the copy of organisations. A new region moves the organisation's listings to the new region's reviewers; a new name is told of its published
/// listings; a closed organisation's listings are withdrawn. Of a placeholder that another has turned out to be they are the other's.
/// </summary>
internal sealed class ApplyOrganisation<TContent>(ListingDesk<TContent> desk) : IApply<OrganisationChanged>
    where TContent : ListingContent
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<OrganisationChanged>> deliveries, CancellationToken cancellationToken)
    {
        var ids = deliveries.Select(x => x.Event.OrganisationId).Distinct().ToList();
        var known = await desk.Db.Organisations.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
        // Who claims a placeholder is known before the placeholder's listings move there.
        foreach (var organisation in deliveries.GroupBy(x => x.Event.OrganisationId).OrderBy(x => x.Any(y => y.Event.ClaimedById is not null)))
        {
            var newest = organisation.MaxBy(x => x.Stamp)!;
            var row = known.GetValueOrDefault(organisation.Key);
            foreach (var delivery in organisation.Where(x => x != newest || row is not null && !x.IsNewsTo(row.Version)))
                delivery.Superseded();
            if (!newest.IsSuperseded)
                await ApplyAsync(row, newest.Event, newest.Stamp, cancellationToken);
        }
    }

    private async Task ApplyAsync(OrganisationRow? row, OrganisationChanged change, long stamp, CancellationToken cancellationToken)
    {
        var (oldName, oldRegion, oldCode) = (row?.Name, row?.Region, row?.CreditCode);
        if (row is null)
            desk.Db.Organisations.Add(
                row = new OrganisationRow
                {
                    Id = change.OrganisationId,
                    Version = stamp,
                    Name = change.Name,
                    Region = change.Region,
                    State = change.State,
                }
            );
        (row.Version, row.Name, row.NameEn, row.CreditCode) = (stamp, change.Name, change.NameEn, change.CreditCode);
        (row.Region, row.State, row.TrustedToSelfPublish, row.IsPlaceholder, row.ClaimedById) = (
            change.Region,
            change.State,
            change.TrustedToSelfPublish,
            change.IsPlaceholder,
            change.ClaimedById
        );
        if (change.CreditCode is { } code && code != oldCode)
            await HideAsync(code, row.Id, cancellationToken);
        if (change.ClaimedById is { } real)
        {
            await HandOverAsync(row, real, cancellationToken);
            return;
        }
        if (oldName == change.Name && oldRegion == change.Region && change.State != "closed")
            return;
        var closed = change.State == "closed";
        await foreach (var listing in desk.Db.Listings.Where(x => x.OrganisationId == row.Id).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            listing.OrganisationRegion = change.Region;
            if (listing.IsPublic && closed)
            {
                listing.Close(ListingState.Withdrawn, ["organisation closed"], desk.Now);
                desk.Record(listing, null, "withdraw", "organisation closed", Announcement.Closed, row);
            }
            else if (listing.IsPublic && oldName != change.Name && !desk.Kind.IsAnonymous(listing.PublicContent))
                desk.Record(listing, null, "rename", change.Name, Announcement.Published, row);
        }
    }

    private async Task HandOverAsync(OrganisationRow placeholder, Guid real, CancellationToken cancellationToken)
    {
        // Its own event may be on the way; the name is the same, and the region follows with it.
        var owner = await desk.Db.Organisations.FindAsync([real], cancellationToken) ?? placeholder;
        await foreach (
            var listing in desk.Db.Listings.Where(x => x.OrganisationId == placeholder.Id).AsAsyncEnumerable().WithCancellation(cancellationToken)
        )
        {
            listing.MoveTo(real, owner.Region);
            desk.Record(listing, null, "claim", owner.Name, listing.IsPublic ? Announcement.Published : Announcement.None, owner);
        }
    }

    /// <summary>What was to be hidden from whoever joins with this credit code is hidden now.</summary>
    private async Task HideAsync(string code, Guid id, CancellationToken cancellationToken)
    {
        var waiting = await desk.Db.Listings.Where(x => x.HiddenAs != null && x.HiddenAs.Contains(code)).ToListAsync(cancellationToken);
        foreach (var listing in waiting.Where(x => x.Hidden.Any(y => y.Name == code && y.OrganisationId != id)))
        {
            listing.Hide([.. listing.Hidden.Select(x => x.Name == code ? x with { OrganisationId = id } : x)]);
            var owner = await desk.Db.Organisations.FindAsync([listing.OrganisationId], cancellationToken);
            desk.Record(listing, null, "hide", code, listing.IsPublic ? Announcement.Published : Announcement.None, owner);
        }
    }
}
