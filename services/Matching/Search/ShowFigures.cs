using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Search;

/// <summary>Public figures of the marketplace: what is on offer and wanted, where, and how much of it matches. At most half a minute old.</summary>
internal static class ShowFigures
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(30);

    internal sealed record RegionCount(string Code, string Label, int Achievements, int Demands);

    internal sealed record LevelCount(int Level, int Count);

    internal sealed record Response(
        int Achievements,
        int Demands,
        int NewThisWeek,
        IReadOnlyList<RegionCount> Regions,
        IReadOnlyList<LevelCount> Matches
    );

    private sealed record Counted(ListingKind Kind, string Region, int Count);

    private sealed record Snapshot(IReadOnlyList<Counted> Listings, int NewThisWeek, IReadOnlyList<LevelCount> Matches, DateTimeOffset At);

    /// <summary>The last count; counting millions of pairs for every visitor would be a waste.</summary>
    internal sealed class Cache
    {
        private Snapshot? _last;

        internal async Task<object> GetAsync(MatchingDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
        {
            if (_last is { } last && now - last.At < Age)
                return last;
            return _last = await CountAsync(db, now, cancellationToken);
        }
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/search/figures", HandleAsync).WithName("showFigures").WithTags("Search");

    private static async Task<Ok<Response>> HandleAsync(
        Language language,
        MatchingDbContext db,
        Cache cache,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var figures = (Snapshot)await cache.GetAsync(db, time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok(
            new Response(
                Sum(figures.Listings, ListingKind.Achievement),
                Sum(figures.Listings, ListingKind.Demand),
                figures.NewThisWeek,
                [
                    .. figures
                        .Listings.Where(x => x.Region.Length == 6)
                        .GroupBy(x => x.Region[..4] + "00", StringComparer.Ordinal)
                        .Select(x => new RegionCount(
                            x.Key,
                            Places.Label(x.Key, language.Code),
                            Sum(x, ListingKind.Achievement),
                            Sum(x, ListingKind.Demand)
                        ))
                        .OrderByDescending(x => x.Achievements + x.Demands)
                        .ThenBy(x => x.Code, StringComparer.Ordinal),
                ],
                figures.Matches
            )
        );
    }

    private static int Sum(IEnumerable<Counted> counts, ListingKind kind) => counts.Where(x => x.Kind == kind).Sum(x => x.Count);

    private static async Task<Snapshot> CountAsync(MatchingDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var weekAgo = now.AddDays(-7);
        var listings = db.VisibleTo(caller: null, now).AsNoTracking();
        var counted = await listings
            .GroupBy(x => new { x.Kind, x.Region })
            .Select(x => new Counted(x.Key.Kind, x.Key.Region, x.Count()))
            .ToListAsync(cancellationToken);
        var fresh = await listings.CountAsync(x => x.PublishedAt > weekAgo, cancellationToken);
        var matches = await db
            .Matches.Where(x => x.Level >= 2)
            .GroupBy(x => x.Level)
            .Select(x => new LevelCount(x.Key, x.Count()))
            .ToListAsync(cancellationToken);
        return new Snapshot(counted, fresh, [.. matches.OrderByDescending(x => x.Level)], now);
    }
}
