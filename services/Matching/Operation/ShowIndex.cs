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

/// <summary>State of the index for administrators; with <c>?drift=true</c> index and store are compared listing by listing.</summary>
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
        Drift? Drift
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
                drift == true ? await CompareAsync(db, index, cancellationToken) : null
            )
        );
    }

    private static async Task<Drift> CompareAsync(MatchingDbContext db, ISearchIndex index, CancellationToken cancellationToken)
    {
        var stored = await db
            .Listings.Where(x => x.State == ListingCopy.Published)
            .Select(x => new { x.Id, x.Version })
            .ToDictionaryAsync(x => x.Id, x => x.Version, cancellationToken);
        var (orphaned, stale) = (0, 0);
        await foreach (var (id, version) in index.ListAsync(cancellationToken))
            if (!stored.Remove(id, out var current))
                orphaned++;
            else if (current != version)
                stale++;
        return new Drift(stored.Count, orphaned, stale);
    }
}
