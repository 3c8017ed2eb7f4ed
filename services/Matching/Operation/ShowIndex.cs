using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Operation;

/// <summary>
/// State of the index for administrators, with the last comparison of index and store (<see cref="CheckDrift"/>); with <c>?drift=true</c> they are compared now, and
/// nothing is mended.
/// </summary>
internal static class ShowIndex
{
    /// <param name="ToIndex">Listings that wait to be written to the index.</param>
    /// <param name="ToMatch">Listings that are searchable and wait to be matched.</param>
    internal sealed record Lane(string Name, int ToIndex, int ToMatch, DateTimeOffset? OldestAt);

    /// <param name="Missing">Published, but not in the index.</param>
    /// <param name="Orphaned">In the index, but not published.</param>
    /// <param name="Stale">In the index in another version than the store's.</param>
    internal sealed record Drift(int Missing, int Orphaned, int Stale);

    internal sealed record Response(
        long Documents,
        int Published,
        int WorkWaiting,
        IReadOnlyList<Lane> Lanes,
        int Failing,
        string? Generation,
        DateTimeOffset? GenerationSince,
        long StatisticsListings,
        DateTimeOffset? LastCommit,
        long IndexedSinceStart,
        long MatchedSinceStart,
        Drift? Drift,
        CheckDrift.Response? LastDriftCheck
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/admin/matching/index", HandleAsync).WithName("showIndex").WithTags("Operation").RequireAuthorization(Roles.Administrator);

    private static async Task<Ok<Response>> HandleAsync(
        bool? drift,
        MatchingDbContext db,
        ISearchIndex index,
        Generations generations,
        IndexProgress progress,
        CancellationToken cancellationToken
    )
    {
        var work = await db
            .IndexWork.GroupBy(x => new { x.Lane, x.Stage })
            .Select(x => new
            {
                x.Key.Lane,
                x.Key.Stage,
                Count = x.Count(),
                Oldest = x.Min(y => y.QueuedAt),
            })
            .ToListAsync(cancellationToken);
        var lanes = Enum.GetValues<IndexLane>()
            .Select(lane =>
            {
                var own = work.Where(x => x.Lane == lane).ToList();
                return new Lane(
                    lane.ToString().ToLowerInvariant(),
                    own.Where(x => x.Stage == IndexStage.Index).Sum(x => x.Count),
                    own.Where(x => x.Stage == IndexStage.Match).Sum(x => x.Count),
                    own.Count == 0 ? null : own.Min(x => x.Oldest)
                );
            })
            .ToList();
        var generation = generations.CurrentOrNull;
        var last = await db.DriftChecks.AsNoTracking().OrderByDescending(x => x.Id).FirstOrDefaultAsync(cancellationToken);
        return TypedResults.Ok(
            new Response(
                await index.CountAsync(cancellationToken),
                await db.Listings.CountAsync(x => x.State == ListingCopy.Published, cancellationToken),
                work.Sum(x => x.Count),
                lanes,
                await db.IndexWork.CountAsync(x => x.Error != null, cancellationToken),
                generation?.Label,
                generation?.CreatedAt,
                generation?.Statistics.Listings ?? 0,
                progress.LastCommit,
                progress.IndexedListings,
                progress.MatchedListings,
                drift == true ? await CompareAsync(db, index, cancellationToken) : null,
                last is null ? null : CheckDrift.Response.Of(last)
            )
        );
    }

    private static async Task<Drift> CompareAsync(MatchingDbContext db, ISearchIndex index, CancellationToken cancellationToken)
    {
        var drift = await RepairDrift.CompareAsync(db, index, cancellationToken);
        return new Drift(drift.Missing.Count, drift.Orphaned.Count, drift.Stale.Count + drift.Ahead.Count);
    }
}
