using TechTransfer.Hosting;

namespace TechTransfer.Listings;

/// <summary>Who may know of a listing, as a filter of the query itself.</summary>
internal static class Visibility
{
    // What a reviewer was shown once stays known to him; a draft, also one that was returned and is being rewritten, is not, nor what only the office
    // returned.
    private static readonly ListingState[] KnownToReviewer =
    [
        ListingState.Submitted,
        ListingState.Returned,
        ListingState.Rejected,
        ListingState.Published,
        ListingState.Withdrawn,
        ListingState.Expired,
        ListingState.TakenDown,
    ];

    public static IQueryable<Listing<TContent>> VisibleTo<TContent>(this ListingsDbContext<TContent> db, Caller? caller)
        where TContent : ListingContent
    {
        if (caller is null)
            return db.Listings.Where(x => x.State == ListingState.Published && x.HiddenFrom == null);
        var organisation = caller.OrganisationId;
        // A prefix that no region begins with for those who oversee none.
        var overseen =
            caller.IsAdministrator ? ""
            : caller.IsOperator ? RegionCode.Prefix(caller.Region)
            : "-";
        // What is hidden from somebody is shown to verified organisations alone: of anybody else nobody knows that he is somebody else.
        return db.Listings.Where(x =>
            // What somebody is still writing for the organisation is shown to it once it is handed over.
            x.OrganisationId == organisation
                && (x.OwnedSince != null || x.State != ListingState.Draft || x.PublishedVersion != null)
            || x.EnteredById == organisation && x.OwnedSince == null
            || KnownToReviewer.Contains(x.State)
                && (x.State != ListingState.Returned || x.SubmittedAt != null)
                && x.OrganisationRegion.StartsWith(overseen)
            || (
                x.HiddenFrom == null
                || !x.HiddenFrom.Contains(organisation) && db.Organisations.Any(y => y.Id == organisation && y.State == "verified")
            )
                && (
                    x.State == ListingState.Published
                    || x.State != ListingState.TakenDown
                        && db.Deals.Any(deal =>
                            deal.ListingId == x.Id && (deal.OtherOrganisationId == organisation || deal.BrokerOrganisationId == organisation)
                        )
                )
        );
    }

    /// <summary>What the caller is to the listing.</summary>
    public static Standing StandingOf<TContent>(this Caller caller, Listing<TContent> listing)
        where TContent : ListingContent
    {
        var standing = caller.IsAdministrator ? Standing.Administrator : Standing.None;
        if (caller.OrganisationId == listing.OrganisationId)
        {
            if (caller.IsManager || caller.IsClient)
                standing |= Standing.Member | Standing.Manager;
            else if (caller.Is(Roles.Member))
                standing |= Standing.Member;
            return standing;
        }
        var oversees = caller.Oversees(listing.OrganisationRegion);
        if (caller.OrganisationId == listing.EnteredById && listing.IsEntry && (oversees || caller.IsBroker))
            standing |= oversees ? Standing.Member | Standing.Steward : Standing.Member;
        return oversees ? standing | Standing.Reviewer : standing;
    }

    public static bool IsHisOwn<TContent>(this Caller? caller, Listing<TContent> listing)
        where TContent : ListingContent =>
        caller is not null && (caller.OrganisationId == listing.OrganisationId || caller.OrganisationId == listing.EnteredById && listing.IsEntry);
}
