using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Duplicates;

namespace TechTransfer.Listings.Similar;

/// <summary>Keeps the numbers and fingerprints of submitted listings and finds those that one may repeat.</summary>
public sealed class SimilarListings<TContent>(ListingsDbContext<TContent> db, ListingKind<TContent> kind, TimeProvider time)
    where TContent : ListingContent
{
    private const int MaxCandidates = 100;
    private const int MaxAnswers = 10;
    private const double Threshold = 0.5;

    /// <summary>Replaces what is kept of the listing by its version in work; saved with the change it belongs to.</summary>
    public Task FingerprintAsync(Listing<TContent> listing, CancellationToken cancellationToken) =>
        FingerprintManyAsync([listing], cancellationToken);

    internal async Task FingerprintManyAsync(IReadOnlyList<Listing<TContent>> listings, CancellationToken cancellationToken)
    {
        var ids = listings.Select(x => x.Id).ToList();
        var oldBands = (await db.Fingerprints.Where(x => ids.Contains(x.ListingId)).ToListAsync(cancellationToken)).ToLookup(x => x.ListingId);
        var oldNumbers = (await db.IpNumbers.Where(x => ids.Contains(x.ListingId)).ToListAsync(cancellationToken)).ToLookup(x => x.ListingId);
        var claimed = listings.ToDictionary(x => x.Id, x => Numbers(x.Content));
        foreach (var listing in listings)
        {
            var bands = MinHash
                .BandsOf(MinHash.Shingles(kind.DuplicateText(listing.Content)))
                .Select(x => new FingerprintRow(x, listing.Id))
                .ToHashSet();
            var numbers = claimed[listing.Id].Select(x => new IpNumberRow(x, listing.Id)).ToHashSet();
            db.Fingerprints.RemoveRange(oldBands[listing.Id].Where(x => !bands.Contains(x)));
            db.Fingerprints.AddRange(bands.Except(oldBands[listing.Id]));
            db.IpNumbers.RemoveRange(oldNumbers[listing.Id].Where(x => !numbers.Contains(x)));
            db.IpNumbers.AddRange(numbers.Except(oldNumbers[listing.Id]));
            listing.NeedsFingerprint = false;
        }
        await OwnershipConflicts.OpenAsync(db, listings, claimed, time.GetUtcNow(), cancellationToken);
    }

    /// <summary>
    /// Equal numbers first, then by similarity of the text. Of other organisations only what is published; an operator also sees what waits for
    /// review in the region. A listing that is not the caller's and not published is never named to anybody else.
    /// </summary>
    public async Task<IReadOnlyList<SimilarListing>> FindAsync(Listing<TContent> listing, Caller caller, CancellationToken cancellationToken)
    {
        // The reviewer may know the version in work, everybody else who asks about another's listing only the public one.
        var mayKnowWorking =
            caller.IsHisOwn(listing)
            || listing.PublishedVersion is null
            || listing.IsReviewersAlone && caller.StandingOf(listing).HasFlag(Standing.Reviewer);
        var content = mayKnowWorking ? listing.Content : listing.PublicContent;
        var shingles = MinHash.Shingles(kind.DuplicateText(content));
        var bands = MinHash.BandsOf(shingles);
        var numbers = Numbers(content).ToList();
        var equal = await db
            .IpNumbers.Where(x => numbers.Contains(x.Number) && x.ListingId != listing.Id)
            .OrderBy(x => x.ListingId)
            .Take(MaxCandidates)
            .ToListAsync(cancellationToken);
        var alike = await db
            .Fingerprints.Where(x => bands.Contains(x.Band) && x.ListingId != listing.Id)
            .GroupBy(x => x.ListingId)
            .OrderByDescending(x => x.Count())
            .ThenBy(x => x.Key)
            .Take(MaxCandidates)
            .Select(x => x.Key)
            .ToListAsync(cancellationToken);
        // A reviewer has said of these that they are something else.
        var different = await db
            .Pairs.Where(x => x.Outcome == PairOutcome.Different && (x.ListingId == listing.Id || x.OtherId == listing.Id))
            .Select(x => x.ListingId == listing.Id ? x.OtherId : x.ListingId)
            .ToListAsync(cancellationToken);
        var ids = alike.Concat(equal.Select(x => x.ListingId)).Distinct().Except(different).ToList();
        var candidates = await db.VisibleTo(caller).AsNoTracking().Where(x => ids.Contains(x.Id)).ToListAsync(cancellationToken);
        var names = await db.NamesAsync(candidates.Select(x => x.OrganisationId), cancellationToken);
        return
        [
            .. candidates
                .Where(x => x.IsPublic || caller.StandingOf(x).HasFlag(Standing.Reviewer))
                .Select(other => Compare(other, caller, shingles, numbers, names))
                .Where(x => x.Ip is not null || x.Similarity >= Threshold)
                .OrderByDescending(x => x.Ip is not null)
                .ThenByDescending(x => x.Similarity)
                .Take(MaxAnswers),
        ];
    }

    private SimilarListing Compare(
        Listing<TContent> other,
        Caller caller,
        HashSet<ulong> shingles,
        List<string> numbers,
        IReadOnlyDictionary<Guid, string> names
    )
    {
        var content = other.IsPublic ? other.PublicContent : other.Content;
        var ip = Numbers(content).FirstOrDefault(numbers.Contains);
        var isNamed = !kind.IsAnonymous(content) || caller.IsHisOwn(other) || caller.StandingOf(other).HasFlag(Standing.Reviewer);
        return new SimilarListing(
            other.Id,
            content.Title!,
            isNamed
                ? new OrganisationAnswer(other.OrganisationId, names.GetValueOrDefault(other.OrganisationId), null, null, null, null, false)
                : null,
            other.State,
            Math.Round(MinHash.Jaccard(shingles, MinHash.Shingles(kind.DuplicateText(content))), 3),
            ip is null ? "text" : "ip",
            ip,
            caller.OrganisationId == other.OrganisationId
        );
    }

    private HashSet<string> Numbers(TContent content) =>
        kind.IpNumbers(content).Select(IpNumber.Normalise).Where(x => x.Length >= 5).ToHashSet(StringComparer.Ordinal);
}

/// <param name="Organisation">Absent of an anonymous one.</param>
/// <param name="Reason">"ip": an equal number; "text": alike by its characters.</param>
/// <param name="Similarity">Jaccard similarity of the texts, 0 to 1.</param>
public sealed record SimilarListing(
    Guid Id,
    string Title,
    OrganisationAnswer? Organisation,
    ListingState State,
    double Similarity,
    string Reason,
    string? Ip,
    bool Mine
);
