namespace TechTransfer.IntegrationEvents;

/// <summary>
/// A part of an announcement of everything that a store owns: all its ids of one kind between two others. A copy of an older epoch that lies between them and is not
/// named belongs to something that the store no longer knows, as after the restore of a backup.
/// </summary>
/// <param name="AnnouncementId">The announcement this is part of.</param>
/// <param name="Version">Number of the part, from 1.</param>
/// <param name="Kind">achievements, demands, organisations, achievement-deals or demand-deals.</param>
/// <param name="Epoch">The owner's epoch.</param>
/// <param name="After">Ids are higher than this one,</param>
/// <param name="Through">and not higher than this one.</param>
/// <param name="Ids">All that the owner has told of and still knows, closed ones included; each has an event of its own besides.</param>
public sealed record RosterAnnounced(Guid AnnouncementId, long Version, string Kind, long Epoch, Guid After, Guid Through, IReadOnlyList<Guid> Ids)
    : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => AnnouncementId;

    bool IIntegrationEvent.Bulk => true;
}

/// <summary>
/// A service's copies of what others own may be old or missing, for its store is new or was restored from a backup: every other service announces what it owns.
/// </summary>
/// <param name="StoreId">Stands for the service.</param>
/// <param name="Version">The epoch that begins with it.</param>
public sealed record CopiesWanted(Guid StoreId, long Version, string Service) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => StoreId;
}
