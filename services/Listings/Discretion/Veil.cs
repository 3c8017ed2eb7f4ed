using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Discretion;

/// <summary>The place and the industry that an anonymous listing shows, as far as they do not tell whose it is; null: not at all.</summary>
public sealed record Veil(string? Region, string? Industry);

/// <summary>
/// City and two digits of the industry, or less while fewer than five organisations fit what is shown: a city's only maker of carbon fibre needs no name. The
/// industry gives way before the place. An organisation is in an industry when it has a published listing there.
/// </summary>
internal static class Veils
{
    private const int Fewest = 5;

    public static async Task<Veil> OfAsync<TContent>(ListingsDbContext<TContent> db, Listing<TContent> listing, CancellationToken cancellationToken)
        where TContent : ListingContent
    {
        var (region, industry) = (listing.PublicContent.Region, listing.PublicContent.Industry);
        foreach (var place in Places(region))
        foreach (var trade in Trades(industry))
            if (await FitsAsync(db, listing.OrganisationId, place, trade, cancellationToken))
                return new Veil(place, trade);
        return new Veil(null, null);
    }

    private static IEnumerable<string?> Places(string? region)
    {
        var city = region is { Length: 6 } ? region[..4] + "00" : null;
        var province = region is { Length: 6 } ? region[..2] + "0000" : null;
        return new[] { Hosting.Places.Exists(city) ? city : null, province }.OfType<string?>().Distinct().Append(null);
    }

    private static IEnumerable<string?> Trades(string? industry) =>
        new[] { industry?.Length >= 3 ? industry[..3] : null, industry?.Length >= 1 ? industry[..1] : null }.OfType<string?>().Append(null);

    private static async Task<bool> FitsAsync<TContent>(
        ListingsDbContext<TContent> db,
        Guid owner,
        string? place,
        string? trade,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (place is null && trade is null)
            return true;
        var prefix = place is null ? "" : RegionCode.Prefix(place);
        var others = trade is null
            ? db.Organisations.Where(x => x.Region.StartsWith(prefix) && x.State != "closed").Select(x => x.Id)
            : db
                .Listings.Where(x => x.State == ListingState.Published && x.Region.StartsWith(prefix) && x.Industry!.StartsWith(trade))
                .Select(x => x.OrganisationId);
        return await others.Where(x => x != owner).Distinct().Take(Fewest - 1).CountAsync(cancellationToken) >= Fewest - 1;
    }
}
