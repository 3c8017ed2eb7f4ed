using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Grants;

/// <summary>What the owner has granted to the caller's organisation, as part of what is disclosed.</summary>
internal static class OpenSections
{
    /// <summary>The version as far as the caller may see it, with what was granted; what is shown only because of a grant has to be written down before it is answered.</summary>
    public static async Task<Disclosed<TContent>> DiscloseAsync<TContent>(
        this ListingDesk<TContent> desk,
        Listing<TContent> listing,
        TContent version,
        Audience audience,
        Caller? caller,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var closed = desk.Kind.Disclose(listing, version, audience);
        if (caller is null || !audience.Member || closed.OnRequest.Count == 0)
            return closed;
        var opened = await desk.Db.OpenedToAsync(listing.Id, caller.OrganisationId, cancellationToken);
        return opened.Count == 0 ? closed : desk.Kind.Disclose(listing, version, audience with { Opened = opened });
    }

    /// <summary>While the listing is public, to a verified organisation, and to nobody else, whatever was read before.</summary>
    private static async Task<List<string>> OpenedToAsync<TContent>(
        this ListingsDbContext<TContent> db,
        Guid listing,
        Guid organisation,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var granted = await db
            .Grants.AsNoTracking()
            .Where(x => x.ListingId == listing && x.OrganisationId == organisation && x.State == GrantState.Granted)
            .Where(x => db.Organisations.Any(y => y.Id == x.OrganisationId && y.State == "verified"))
            .Where(x => db.Listings.Any(y => y.Id == x.ListingId && y.State == ListingState.Published))
            .Select(x => x.Sections)
            .ToListAsync(cancellationToken);
        return [.. granted.SelectMany(x => x).Distinct(StringComparer.Ordinal)];
    }
}
