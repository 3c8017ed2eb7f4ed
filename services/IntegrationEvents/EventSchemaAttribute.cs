namespace TechTransfer.IntegrationEvents;

/// <summary>
/// The schema an event is written in; 1 without the attribute. Adding a member is compatible and keeps the number. A service that receives a higher
/// number than it knows parks the event, and later ones of that aggregate, until it has been upgraded.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventSchemaAttribute(int number) : Attribute
{
    public int Number { get; } = number;
}
