using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Copies;

internal sealed class KeepAchievements(ContractsDbContext db) : IApply<AchievementPublished>, IApply<AchievementClosed>
{
    public Task ApplyAsync(IReadOnlyList<Delivery<AchievementPublished>> deliveries, CancellationToken cancellationToken) =>
        KeepListings.OpenAsync(
            db,
            ListingKind.Achievement,
            deliveries,
            x => new PublishedListing(x.AchievementId, x.Title, x.OrganisationId, x.OrganisationName, x.Region),
            cancellationToken
        );

    public Task ApplyAsync(IReadOnlyList<Delivery<AchievementClosed>> deliveries, CancellationToken cancellationToken) =>
        KeepListings.CloseAsync(db, ListingKind.Achievement, deliveries, cancellationToken);
}

internal sealed class KeepDemands(ContractsDbContext db) : IApply<DemandPublished>, IApply<DemandClosed>
{
    public Task ApplyAsync(IReadOnlyList<Delivery<DemandPublished>> deliveries, CancellationToken cancellationToken) =>
        KeepListings.OpenAsync(
            db,
            ListingKind.Demand,
            deliveries,
            x => new PublishedListing(x.DemandId, x.Title, x.OrganisationId, x.OrganisationName, x.Region, x.Anonymous, x.HiddenFrom),
            cancellationToken
        );

    public Task ApplyAsync(IReadOnlyList<Delivery<DemandClosed>> deliveries, CancellationToken cancellationToken) =>
        KeepListings.CloseAsync(db, ListingKind.Demand, deliveries, cancellationToken);
}

internal readonly record struct PublishedListing(
    Guid Id,
    string Title,
    Guid OrganisationId,
    string OrganisationName,
    string Region,
    bool Anonymous = false,
    IReadOnlyList<Guid>? HiddenFrom = null
);

/// <summary>Both kinds alike: one read per batch, the higher version wins, whatever the order of arrival.</summary>
internal static class KeepListings
{
    public static async Task OpenAsync<T>(
        ContractsDbContext db,
        ListingKind kind,
        IReadOnlyList<Delivery<T>> deliveries,
        Func<T, PublishedListing> read,
        CancellationToken cancellationToken
    )
        where T : class, IIntegrationEvent
    {
        var known = await KnownAsync(db, deliveries, cancellationToken);
        foreach (var delivery in deliveries)
        {
            if (Newer(db, known, kind, delivery) is not { } copy)
                continue;
            var listing = read(delivery.Event);
            copy.Title = listing.Title;
            copy.OrganisationId = listing.OrganisationId;
            copy.OrganisationName = listing.OrganisationName;
            copy.Region = listing.Region;
            copy.Anonymous = listing.Anonymous;
            copy.HiddenFrom = listing.HiddenFrom is { Count: > 0 } hidden ? [.. hidden] : null;
            copy.IsOpen = true;
        }
    }

    public static async Task CloseAsync<T>(
        ContractsDbContext db,
        ListingKind kind,
        IReadOnlyList<Delivery<T>> deliveries,
        CancellationToken cancellationToken
    )
        where T : class, IIntegrationEvent
    {
        var known = await KnownAsync(db, deliveries, cancellationToken);
        foreach (var delivery in deliveries)
            Newer(db, known, kind, delivery)?.IsOpen = false;
    }

    private static Task<Dictionary<Guid, ListingCopy>> KnownAsync<T>(
        ContractsDbContext db,
        IReadOnlyList<Delivery<T>> deliveries,
        CancellationToken cancellationToken
    )
        where T : class, IIntegrationEvent
    {
        var ids = deliveries.Select(x => x.Event.AggregateId).Distinct().ToArray();
        return db.Listings.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
    }

    /// <summary>The copy with its version brought up to the delivery's; null when it is at least as new already.</summary>
    private static ListingCopy? Newer<T>(ContractsDbContext db, Dictionary<Guid, ListingCopy> known, ListingKind kind, Delivery<T> delivery)
        where T : class, IIntegrationEvent
    {
        var id = delivery.Event.AggregateId;
        if (!known.TryGetValue(id, out var copy))
        {
            known[id] = copy = new ListingCopy
            {
                Id = id,
                Kind = kind,
                Version = 0,
                MatchKey = MatchId.KeyOf(id),
            };
            db.Listings.Add(copy);
        }
        if (!delivery.IsNewsTo(copy.Version))
        {
            delivery.Superseded();
            return null;
        }
        copy.Version = delivery.Stamp;
        return copy;
    }
}
