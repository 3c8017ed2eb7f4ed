using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Matching.Listings;

internal static class ListingQueries
{
    /// <summary>What everybody may see now: published and not past its validity.</summary>
    public static IQueryable<ListingCopy> Public(this IQueryable<ListingCopy> listings, DateTimeOffset now) => listings.Where(IsPublic(now));

    public static Expression<Func<ListingCopy, bool>> IsPublic(DateTimeOffset now) =>
        x => x.State == ListingCopy.Published && (x.ValidUntil == null || x.ValidUntil > now);

    /// <summary>Today's names of the organisations behind some listings.</summary>
    public static Task<Dictionary<Guid, OrganisationCopy>> NamesAsync(
        this MatchingDbContext db,
        IEnumerable<PublishedListing> listings,
        CancellationToken cancellationToken
    )
    {
        var ids = listings.Select(x => x.Facts.OrganisationId).Distinct().ToList();
        return db.Organisations.AsNoTracking().Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
    }
}
