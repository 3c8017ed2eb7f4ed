using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Reviews.Claim;

/// <summary>
/// Which reviewer has taken up which submission. Only one at a time holds it, for a limited time; nobody needs to hold it to decide, but while one does
/// the others are refused.
/// </summary>
public sealed class ReviewClaims<TContent>(ListingsDbContext<TContent> db, IOptions<ReviewOptions> options, TimeProvider time)
    where TContent : ListingContent
{
    private readonly DateTimeOffset _now = time.GetUtcNow();

    /// <summary>Takes it up or holds it for longer; the claim that stands afterwards, which may be another's.</summary>
    public async Task<ClaimRow> TakeAsync(Guid listingId, Caller caller, CancellationToken cancellationToken)
    {
        var until = _now.AddMinutes(options.Value.ClaimMinutes);
        var renewed = await db
            .Claims.Where(x => x.ListingId == listingId && x.Subject == caller.Subject && x.Until > _now)
            .ExecuteUpdateAsync(x => x.SetProperty(c => c.Until, until), cancellationToken);
        if (renewed == 0)
        {
            await db.Claims.Where(x => x.ListingId == listingId && x.Until <= _now).ExecuteDeleteAsync(cancellationToken);
            if (!await db.Claims.AnyAsync(x => x.ListingId == listingId, cancellationToken))
                await TryAddAsync(
                    new ClaimRow
                    {
                        ListingId = listingId,
                        Subject = caller.Subject,
                        By = caller.Name,
                        Since = _now,
                        Until = until,
                    },
                    cancellationToken
                );
        }
        return await db.Claims.AsNoTracking().SingleAsync(x => x.ListingId == listingId, cancellationToken);
    }

    public Task ReleaseAsync(Guid listingId, Caller caller, CancellationToken cancellationToken) =>
        db.Claims.Where(x => x.ListingId == listingId && x.Subject == caller.Subject).ExecuteDeleteAsync(cancellationToken);

    /// <summary>The claims on these listings that have not run out.</summary>
    public async Task<Dictionary<Guid, ClaimRow>> ReadAsync(IReadOnlyCollection<Guid> listingIds, CancellationToken cancellationToken) =>
        await db.Claims.Where(x => listingIds.Contains(x.ListingId) && x.Until > _now).ToDictionaryAsync(x => x.ListingId, cancellationToken);

    /// <summary>Refuses the decision about what another holds; one's own claim ends with it, saved with the decision.</summary>
    public Task<ProblemHttpResult?> EndAsync(Guid listingId, Caller caller, CancellationToken cancellationToken) =>
        EndAsync(listingId, caller, isDecided: true, cancellationToken);

    /// <param name="isDecided">False: something was done about the submission, but it waits as before.</param>
    public async Task<ProblemHttpResult?> EndAsync(Guid listingId, Caller caller, bool isDecided, CancellationToken cancellationToken) =>
        End(listingId, caller, await ReadAsync([listingId], cancellationToken), isDecided);

    /// <param name="claims">As read before.</param>
    public ProblemHttpResult? End(Guid listingId, Caller caller, IReadOnlyDictionary<Guid, ClaimRow> claims, bool isDecided = true)
    {
        if (!claims.TryGetValue(listingId, out var claim))
            return null;
        if (claim.Subject != caller.Subject)
            return IsHeld(claim);
        if (isDecided)
            db.Claims.Remove(claim);
        return null;
    }

    /// <summary>The submission is taken back: what was taken up is not there any more. Saved with the change.</summary>
    public async Task DropAsync(Guid listingId, CancellationToken cancellationToken) =>
        db.Claims.RemoveRange(await db.Claims.Where(x => x.ListingId == listingId).ToListAsync(cancellationToken));

    public static ProblemHttpResult IsHeld(ClaimRow claim) =>
        Problem.Of(
            409,
            "claimed",
            $"{claim.By} is reviewing this since {claim.Since:u} and holds it until {claim.Until:u}.",
            ("claimedBy", claim.By),
            ("since", claim.Since),
            ("until", claim.Until)
        );

    /// <summary>Two may find it free at the same moment; the key lets one of them in.</summary>
    private async Task TryAddAsync(ClaimRow claim, CancellationToken cancellationToken)
    {
        db.Claims.Add(claim);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            db.Entry(claim).State = EntityState.Detached;
            if (!await db.Claims.AnyAsync(x => x.ListingId == claim.ListingId, cancellationToken))
                throw;
        }
    }
}

/// <summary>A submission that a reviewer has taken up; apart from the listing, for taking it up is no change of it.</summary>
public sealed class ClaimRow
{
    public required Guid ListingId { get; init; }
    public required string Subject { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset Since { get; init; }
    public required DateTimeOffset Until { get; set; }
}

/// <param name="Mine">The caller holds it himself.</param>
internal sealed record ClaimAnswer(string By, DateTimeOffset Since, DateTimeOffset Until, bool Mine)
{
    public static ClaimAnswer Of(ClaimRow claim, Caller caller) => new(claim.By, claim.Since, claim.Until, claim.Subject == caller.Subject);
}
