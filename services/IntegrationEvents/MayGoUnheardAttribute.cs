namespace TechTransfer.IntegrationEvents;

/// <summary>
/// No service of the product listens to this event; it is for what an operator connects to the bus. It leaves the outbox although no queue takes it,
/// while any other event waits there for its consumers' queues.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MayGoUnheardAttribute : Attribute;
