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

/// <summary>One event as it arrived.</summary>
public sealed class Delivery<TEvent>(TEvent @event, Guid messageId)
    where TEvent : class, IIntegrationEvent
{
    public TEvent Event { get; } = @event;
    public Guid MessageId { get; } = messageId;
    public bool IsSuperseded { get; private set; }

    /// <summary>Says that the store already holds a version at least as new; the inbox records it.</summary>
    public void Superseded() => IsSuperseded = true;
}
