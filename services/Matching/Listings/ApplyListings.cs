using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Reports;
using TechTransfer.Messaging;

namespace TechTransfer.Matching.Listings;

/// <summary>Keeps the copy of the listings: writes the newest state and, in the same transaction, the work that makes it findable or not.</summary>
internal sealed class ApplyListings(MatchingDbContext db, TimeProvider time)
    : IApply<AchievementPublished>,
        IApply<AchievementClosed>,
        IApply<DemandPublished>,
        IApply<DemandClosed>
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<AchievementPublished>> deliveries, CancellationToken cancellationToken)
    {
        var copies = await CopiesAsync(deliveries, cancellationToken);
        var wereTakenDown = copies.Values.Where(x => x.State == ListingCopy.TakenDown).ToList();
        foreach (var delivery in deliveries)
            Publish(copies, delivery, PublishedListing.Of(delivery.Event), delivery.Event.Bulk);
        await ReinstateAsync(wereTakenDown, cancellationToken);
    }

    public async Task ApplyAsync(IReadOnlyList<Delivery<DemandPublished>> deliveries, CancellationToken cancellationToken)
    {
        var copies = await CopiesAsync(deliveries, cancellationToken);
        var wereTakenDown = copies.Values.Where(x => x.State == ListingCopy.TakenDown).ToList();
        foreach (var delivery in deliveries)
            Publish(copies, delivery, PublishedListing.Of(delivery.Event), delivery.Event.Bulk);
        await ReinstateAsync(wereTakenDown, cancellationToken);
    }

    public async Task ApplyAsync(IReadOnlyList<Delivery<AchievementClosed>> deliveries, CancellationToken cancellationToken)
    {
        var copies = await CopiesAsync(deliveries, cancellationToken);
        foreach (var delivery in deliveries)
            Close(copies, delivery, ListingKind.Achievement, delivery.Event.State);
        await EndReportsAsync(copies, cancellationToken);
    }

    public async Task ApplyAsync(IReadOnlyList<Delivery<DemandClosed>> deliveries, CancellationToken cancellationToken)
    {
        var copies = await CopiesAsync(deliveries, cancellationToken);
        foreach (var delivery in deliveries)
            Close(copies, delivery, ListingKind.Demand, delivery.Event.State);
        await EndReportsAsync(copies, cancellationToken);
    }

    private Task ReinstateAsync(IEnumerable<ListingCopy> wereTakenDown, CancellationToken cancellationToken) =>
        db.ReinstateReportsAsync(
            [.. wereTakenDown.Where(x => x.State == ListingCopy.Published).Select(x => x.Id)],
            time.GetUtcNow(),
            cancellationToken
        );

    private Task EndReportsAsync(Dictionary<Guid, ListingCopy> copies, CancellationToken cancellationToken) =>
        db.EndReportsAsync(
            copies.Values.Where(x => x.State != ListingCopy.Published).ToDictionary(x => x.Id, x => x.State),
            time.GetUtcNow(),
            cancellationToken
        );

    private Task<Dictionary<Guid, ListingCopy>> CopiesAsync<TEvent>(IReadOnlyList<Delivery<TEvent>> deliveries, CancellationToken cancellationToken)
        where TEvent : class, IIntegrationEvent
    {
        var ids = deliveries.Select(x => x.Event.AggregateId).Distinct().ToList();
        return db.Listings.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
    }

    private void Publish<TEvent>(Dictionary<Guid, ListingCopy> copies, Delivery<TEvent> delivery, PublishedListing listing, bool bulk)
        where TEvent : class, IIntegrationEvent
    {
        if (Current(copies, delivery, listing.Kind, ListingCopy.Published) is not { } copy)
            return;
        copy.Publish(delivery.Stamp, listing, JsonSerializer.Serialize(delivery.Event), time.GetUtcNow());
        Enqueue(copy, bulk ? IndexLane.Bulk : IndexLane.Interactive);
    }

    private void Close<TEvent>(Dictionary<Guid, ListingCopy> copies, Delivery<TEvent> delivery, ListingKind kind, string state)
        where TEvent : class, IIntegrationEvent
    {
        if (Current(copies, delivery, kind, state) is not { } copy)
            return;
        copy.Close(delivery.Stamp, state);
        Enqueue(copy, IndexLane.Interactive);
    }

    /// <summary>The copy that the delivery is about to change; null when it already holds that version or a newer one.</summary>
    private ListingCopy? Current<TEvent>(Dictionary<Guid, ListingCopy> copies, Delivery<TEvent> delivery, ListingKind kind, string state)
        where TEvent : class, IIntegrationEvent
    {
        var id = delivery.Event.AggregateId;
        if (!copies.TryGetValue(id, out var copy))
        {
            copy = ListingCopy.Tombstone(kind, id, delivery.Stamp, state);
            copies.Add(id, copy);
            db.Listings.Add(copy);
            return copy;
        }
        if (delivery.IsNewsTo(copy.Version))
            return copy;
        delivery.Superseded();
        return null;
    }

    private void Enqueue(ListingCopy copy, IndexLane lane) =>
        db.IndexWork.Add(
            new IndexWork
            {
                ListingId = copy.Id,
                Version = copy.Version,
                Lane = lane,
                QueuedAt = time.GetUtcNow(),
                TraceParent = Activity.Current?.Id,
            }
        );
}
