using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Contracts.Copies;

/// <summary>The listings a request names, as far as their events have arrived.</summary>
internal sealed record NamedListings(ListingCopy? Demand, ListingCopy? Achievement);

internal static class FindListings
{
    /// <summary>By their ids, or both by the id of their match.</summary>
    public static async Task<NamedListings> FindListingsAsync(
        this ContractsDbContext db,
        Guid? demandId,
        Guid? achievementId,
        Guid? matchId,
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
                    .Where(x => x.Kind == kind && x.OrganisationId != Guid.Empty && (id != null ? x.Id == id : x.MatchKey == key))
                    .FirstOrDefaultAsync(cancellationToken);
    }
}
