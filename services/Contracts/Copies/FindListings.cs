using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Contracts.Copies;

/// <summary>The listings a request names, as far as their events have arrived.</summary>
internal sealed record NamedListings(ListingCopy? Demand, ListingCopy? Achievement);

internal static class FindListings
{
    /// <summary>A listing that was published a moment ago may still be on its way here.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until all that were named have arrived, at most two seconds; what is still null then is unknown.</summary>
    public static async Task<NamedListings> FindListingsAsync(
        this ContractsDbContext db,
        Guid? demandId,
        Guid? achievementId,
        Guid? matchId,
        CancellationToken cancellationToken
    )
    {
        var keys = matchId is { } match ? MatchId.KeysOf(match) : null;
        var wantsDemand = demandId is not null || keys is not null;
        var wantsAchievement = achievementId is not null || keys is not null;
        using var timer = new PeriodicTimer(Interval);
        for (var looks = 0; ; looks++)
        {
            var demand = wantsDemand ? await FindAsync(ListingKind.Demand, demandId, keys?.DemandKey) : null;
            var achievement = wantsAchievement ? await FindAsync(ListingKind.Achievement, achievementId, keys?.AchievementKey) : null;
            var complete = wantsDemand == demand is not null && wantsAchievement == achievement is not null;
            if (complete || looks * Interval >= Patience || !await timer.WaitForNextTickAsync(cancellationToken))
                return new NamedListings(demand, achievement);
        }

        Task<ListingCopy?> FindAsync(ListingKind kind, Guid? id, long? key) =>
            db
                .Listings.AsNoTracking()
                .Where(x => x.Kind == kind && x.OrganisationId != Guid.Empty && (id != null ? x.Id == id : x.MatchKey == key))
                .FirstOrDefaultAsync(cancellationToken);
    }
}
