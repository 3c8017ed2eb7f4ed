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
        if (caller is null)
            return Audience.Public;
        if (caller.IsHisOwn(listing))
            return new Audience(Owner: true, Reviewer: false, Member: true, ContactOpened: true);
        var organisation = caller.OrganisationId;
        var verified = await db.Organisations.AnyAsync(x => x.Id == organisation && x.State == "verified", cancellationToken);
        var hasDeal = await db.Deals.AnyAsync(
            x => x.ListingId == listing.Id && (x.OtherOrganisationId == organisation || x.BrokerOrganisationId == organisation),
            cancellationToken
        );
        return new Audience(Owner: false, caller.StandingOf(listing).HasFlag(Standing.Reviewer), verified, hasDeal);
    }
}

internal static class OrganisationAnswers
{
    public static OrganisationAnswer Of(Guid id, OrganisationRow? row) =>
        new(id, row?.Name, row?.NameEn, row?.CreditCode, row?.Region, null, row?.IsVerified ?? false);
}
