using Microsoft.EntityFrameworkCore;
using TechTransfer.Listings.Similar;

namespace TechTransfer.Listings.Duplicates;

/// <summary>
/// The same number of an intellectual property right at two organisations is for the operator to clear up. A number with a wrong check digit is a slip
/// of the pen and claims nothing.
/// </summary>
internal static class OwnershipConflicts
{
    /// <summary>Opens what the numbers of these listings bring up; saved with them.</summary>
    /// <param name="numbers">Normalised, by listing.</param>
    public static async Task OpenAsync<TContent>(
        ListingsDbContext<TContent> db,
        IReadOnlyList<Listing<TContent>> listings,
        IReadOnlyDictionary<Guid, HashSet<string>> numbers,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var claims = listings
            .Where(x => x.IsPublic || x.Working == ListingState.Submitted)
            .SelectMany(x => numbers[x.Id].Where(n => IpNumber.CheckDigitHolds(n) != false).Select(n => new Claimed(n, x.Id, x.OrganisationId)))
            .ToList();
        if (claims.Count == 0)
            return;
        var claimed = claims.Select(x => x.Number).Distinct(StringComparer.Ordinal).ToList();
        var others = await db
            .IpNumbers.Where(x => claimed.Contains(x.Number))
            .Join(
                db.Listings.Where(x => x.State == ListingState.Published || x.WaitingSince != null),
                x => x.ListingId,
                x => x.Id,
                (number, listing) =>
                    new
                    {
                        number.Number,
                        listing.Id,
                        listing.OrganisationId,
                    }
            )
            .ToListAsync(cancellationToken);
        // Of one batch of an import none is in the store yet.
        var all = others.Select(x => new Claimed(x.Number, x.Id, x.OrganisationId)).Concat(claims).ToLookup(x => x.Number, StringComparer.Ordinal);
        var ids = claims.Select(x => x.ListingId).Distinct().ToList();
        var known = (await db.Pairs.Where(x => ids.Contains(x.ListingId) || ids.Contains(x.OtherId)).ToListAsync(cancellationToken))
            .Select(x => Unordered(x.ListingId, x.OtherId))
            .ToHashSet();
        foreach (var mine in claims)
        foreach (var other in all[mine.Number].Where(x => x.OrganisationId != mine.OrganisationId))
            if (known.Add(Unordered(mine.ListingId, other.ListingId)))
                db.Pairs.Add(
                    new PairRow
                    {
                        ListingId = mine.ListingId,
                        OtherId = other.ListingId,
                        OpenedAt = now,
                        IpNumber = mine.Number,
                    }
                );
    }

    private static (Guid, Guid) Unordered(Guid a, Guid b) => a.CompareTo(b) < 0 ? (a, b) : (b, a);

    private sealed record Claimed(string Number, Guid ListingId, Guid OrganisationId);
}
