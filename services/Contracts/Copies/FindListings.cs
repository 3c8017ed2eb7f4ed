using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Contracts.Copies;

/// <summary>The listings a request names, as far as their events have arrived and the caller may know of them.</summary>
internal sealed record NamedListings(ListingCopy? Demand, ListingCopy? Achievement)
{
    /// <summary>One of the two is hidden from the owner of the other: they never meet here.</summary>
    public bool MayNotMeet =>
        Demand is { } demand
        && Achievement is { } achievement
        && (demand.HiddenFrom?.Contains(achievement.OrganisationId) == true || achievement.HiddenFrom?.Contains(demand.OrganisationId) == true);
}

internal static class FindListings
{
    /// <summary>By their ids, or both by the id of their match.</summary>
    /// <param name="caller">The caller's organisation: what is hidden from it is not found.</param>
    public static async Task<NamedListings> FindListingsAsync(
        this ContractsDbContext db,
        Guid? demandId,
        Guid? achievementId,
        Guid? matchId,
        Guid caller,
        CancellationToken cancellationToken
    )
    {
        var keys = matchId is { } match ? MatchId.KeysOf(match) : null;
        return new NamedListings(
            await FindAsync(ListingKind.Demand, demandId, keys?.DemandKey),
            await FindAsync(ListingKind.Achievement, achievementId, keys?.AchievementKey)
        );

        async Task<ListingCopy?> FindAsync(ListingKind kind, Guid? id, long? key) =>
            id is null && key is null
                ? null
                : await db
                    .Listings.AsNoTracking()
                    .Where(x => x.HiddenFrom == null || !x.HiddenFrom.Contains(caller))
                    .Where(x => x.Kind == kind && x.OrganisationId != Guid.Empty && (id != null ? x.Id == id : x.MatchKey == key))
                    .FirstOrDefaultAsync(cancellationToken);
    }
}
