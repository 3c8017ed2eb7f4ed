using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Matching.Listings;

internal static class ListingQueries
{
    /// <summary>What the caller, or a visitor, may know of now: public, and not hidden from him.</summary>
    public static IQueryable<ListingCopy> VisibleTo(this MatchingDbContext db, Caller? caller, DateTimeOffset now) =>
        caller is null ? db.Listings.Public(now).Where(x => x.HiddenFrom == null) : db.VisibleTo(caller.OrganisationId, now);

    /// <summary>What an organisation may know of now. What is hidden from somebody is shown to verified ones alone: of others nobody knows who they are.</summary>
    public static IQueryable<ListingCopy> VisibleTo(this MatchingDbContext db, Guid organisation, DateTimeOffset now) =>
        db
            .Listings.Public(now)
            .Where(x =>
                x.HiddenFrom == null
                || x.OrganisationId == organisation
                || !x.HiddenFrom.Contains(organisation) && db.Organisations.Any(y => y.Id == organisation && y.State == OrganisationCopy.Verified)
            );

    /// <summary>For whom the engine searches: the caller's organisation; null, a visitor, where it is not verified.</summary>
    public static async Task<Guid?> ViewerAsync(this MatchingDbContext db, Caller? caller, CancellationToken cancellationToken) =>
        caller is not null
        && await db.Organisations.AnyAsync(x => x.Id == caller.OrganisationId && x.State == OrganisationCopy.Verified, cancellationToken)
            ? caller.OrganisationId
            : null;

    /// <summary>What is published and not past its validity, whoever may know of it.</summary>
    public static IQueryable<ListingCopy> Public(this IQueryable<ListingCopy> listings, DateTimeOffset now) => listings.Where(IsPublic(now));

    public static Expression<Func<ListingCopy, bool>> IsPublic(DateTimeOffset now) =>
        x => x.State == ListingCopy.Published && (x.ValidUntil == null || x.ValidUntil > now);

    /// <summary>Today's names of the organisations behind some listings.</summary>
    public static Task<Dictionary<Guid, OrganisationCopy>> NamesAsync(
        this MatchingDbContext db,
        IEnumerable<PublishedListing> listings,
        CancellationToken cancellationToken
    ) => db.NamesAsync(listings.Select(x => x.Facts.OrganisationId), cancellationToken);

    public static Task<Dictionary<Guid, OrganisationCopy>> NamesAsync(
        this MatchingDbContext db,
        IEnumerable<Guid> organisations,
        CancellationToken cancellationToken
    )
    {
        var ids = organisations.Distinct().ToList();
        return db.Organisations.AsNoTracking().Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
    }
}
