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
/// Writes every published listing to the index again from Matching's own store and matches it again, behind what people and imports wait for; what the index
/// holds beyond the store is taken out. Searches go on meanwhile, on an engine that keeps generations in the old one. Progress: the rebuild lane of <see cref="ShowIndex"/>.
/// </summary>
internal static class RebuildIndex
{
    internal sealed record Nothing;

    internal sealed record Response(int Listings, int Removed);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/admin/matching/index/rebuild", HandleAsync)
            .WithName("rebuildIndex")
            .WithTags("Operation")
            .RequireAuthorization(Roles.Administrator);

    private static async Task<Accepted<Response>> HandleAsync(
        Nothing? _,
        MatchingDbContext db,
        ISearchIndex index,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await index.BeginRebuildAsync(cancellationToken);
        var published = await db.Listings.Where(x => x.State == ListingCopy.Published).Select(x => x.Id).ToHashSetAsync(cancellationToken);
        var orphans = new List<IndexWrite>();
        await foreach (var (id, version) in index.ListAsync(cancellationToken))
            if (!published.Contains(id))
                orphans.Add(new IndexWrite(id, version, null));
        if (orphans.Count > 0)
            await index.WriteAsync(orphans, cancellationToken);
        var queued = await Requeue.AllAsync(db, IndexStage.Index, time.GetUtcNow(), cancellationToken);
        return TypedResults.Accepted("/api/admin/matching/index", new Response(queued, orphans.Count));
    }
}
