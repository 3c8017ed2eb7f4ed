using Microsoft.EntityFrameworkCore;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Reports;

/// <summary>What became of a listing is what becomes of its reports; part of the unit of work that applies the listing's event, whose context the caller saves.</summary>
internal static class FollowListings
{
    /// <param name="ended">Listings with the state they ended in. One that has expired may come back, so its reports wait.</param>
    public static async Task EndReportsAsync(
        this MatchingDbContext db,
        IReadOnlyDictionary<Guid, string> ended,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var ids = ended.Where(x => x.Value is ListingCopy.TakenDown or "withdrawn").Select(x => x.Key).ToList();
        if (ids.Count == 0)
            return;
        foreach (var report in await db.Reports.Where(x => ids.Contains(x.ListingId) && x.State == ReportState.Open).ToListAsync(cancellationToken))
            report.Follow(ended[report.ListingId] == ListingCopy.TakenDown ? ReportState.TakenDown : ReportState.Withdrawn, now);
    }

    /// <param name="back">Listings that were taken down and are public again.</param>
    public static async Task ReinstateReportsAsync(
        this MatchingDbContext db,
        IReadOnlyList<Guid> back,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (back.Count == 0)
            return;
        foreach (
            var report in await db.Reports.Where(x => back.Contains(x.ListingId) && x.State == ReportState.TakenDown).ToListAsync(cancellationToken)
        )
            report.Follow(ReportState.Reinstated, now);
    }
}
