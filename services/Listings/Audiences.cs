using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings;

internal static class Audiences
{
    /// <summary>What the caller may see of a listing that is visible to him.</summary>
    public static async Task<Audience> AudienceAsync<TContent>(
        this ListingsDbContext<TContent> db,
        Listing<TContent> listing,
        Caller? caller,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (caller is null || caller.IsHisOwn(listing))
            return Of(listing, caller, isMember: false, hasDeal: false);
        var organisation = caller.OrganisationId;
        var verified = await db.Organisations.AnyAsync(x => x.Id == organisation && x.State == "verified", cancellationToken);
        var hasDeal = await db.Deals.AnyAsync(
            x => x.ListingId == listing.Id && (x.OtherOrganisationId == organisation || x.BrokerOrganisationId == organisation),
            cancellationToken
        );
        return Of(listing, caller, verified, hasDeal);
    }

    /// <param name="isMember">The caller's organisation is verified.</param>
    /// <param name="hasDeal">The caller's organisation has a deal on the listing.</param>
    public static Audience Of<TContent>(Listing<TContent> listing, Caller? caller, bool isMember, bool hasDeal)
        where TContent : ListingContent =>
        caller is null ? Audience.Public
        : caller.IsHisOwn(listing) ? new Audience(Owner: true, Reviewer: false, Member: true, ContactOpened: true)
        : new Audience(Owner: false, caller.StandingOf(listing).HasFlag(Standing.Reviewer), isMember, hasDeal);
}

internal static class OrganisationAnswers
{
    public static OrganisationAnswer Of(Guid id, OrganisationRow? row) =>
        new(id, row?.Name, row?.NameEn, row?.CreditCode, row?.Region, null, row?.IsVerified ?? false, row?.HasPage ?? false);
}
