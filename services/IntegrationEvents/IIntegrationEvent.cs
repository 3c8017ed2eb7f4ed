namespace TechTransfer.IntegrationEvents;

/// <summary>
/// A fact that a service tells the others. It carries the whole public state of its aggregate, so that a consumer needs no call back,
/// and a version that grows with every change, so that a consumer can drop what is older than what it already holds.
/// </summary>
public interface IIntegrationEvent
{
    /// <summary>The organisation, listing, introduction, deal or contract the fact is about.</summary>
    Guid AggregateId { get; }

    /// <summary>Grows by at least one with every published change of the aggregate; 1 is the first.</summary>
    long Version { get; }

    /// <summary>Brought by an import: delivered after what people wait for.</summary>
    bool Bulk => false;
}
