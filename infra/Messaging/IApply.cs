using TechTransfer.IntegrationEvents;

namespace TechTransfer.Messaging;

/// <summary>
/// Applies events of one type to the service's own store. Called inside one unit of work: add changes to the service's context, never save them.
/// The inbox row of every delivery and all changes are saved together afterwards; a delivery already in the inbox is never handed over again.
/// When a batch fails it is repeated one delivery at a time, and one that keeps failing becomes a dead letter, so nothing waits behind it.
/// Implementations are scoped services.
/// </summary>
public interface IApply<TEvent>
    where TEvent : class, IIntegrationEvent
{
    /// <param name="deliveries">1 to 256, in the order of arrival, which promises nothing; several may be about one aggregate.</param>
    Task ApplyAsync(IReadOnlyList<Delivery<TEvent>> deliveries, CancellationToken cancellationToken);
}

/// <summary>What the store that sent an event says of itself.</summary>
/// <param name="Epoch">0 when it did not say.</param>
/// <param name="Rewrites">Copies that hold this version already are to take it over again.</param>
public readonly record struct Origin(long Epoch, bool Rewrites);

/// <summary>One event as it arrived.</summary>
public sealed class Delivery<TEvent>(TEvent @event, Guid messageId, Origin origin = default)
    where TEvent : class, IIntegrationEvent
{
    public TEvent Event { get; } = @event;
    public Guid MessageId { get; } = messageId;
    public bool IsSuperseded { get; private set; }

    /// <summary>Epoch and version; what a copy made of this event keeps as its version.</summary>
    public long Stamp { get; } = Messaging.Stamp.Of(origin.Epoch, @event.Version);

    /// <summary>Whether a copy that holds this stamp is to take the event over: it is newer, or copies are being written again.</summary>
    public bool IsNewsTo(long held) => Stamp > held || origin.Rewrites && Stamp == held;

    /// <summary>Says that the store already holds a version at least as new; the inbox records it.</summary>
    public void Superseded() => IsSuperseded = true;
}
