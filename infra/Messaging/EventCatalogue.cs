using System.Collections.Concurrent;
using System.Reflection;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Messaging;

/// <summary>The event types that this process knows by name, and who consumes them here.</summary>
internal sealed class EventCatalogue
{
    private static readonly ConcurrentDictionary<Type, int> Schemas = new();
    private readonly Dictionary<string, Type> _types;
    private readonly Dictionary<Type, string[]> _endpoints;

    public EventCatalogue(IEnumerable<EndpointRegistration> registrations)
    {
        Registrations = [.. registrations];
        _types = typeof(IIntegrationEvent)
            .Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IIntegrationEvent)))
            .Concat(Registrations.Select(x => x.Event))
            .Distinct()
            .ToDictionary(type => type.Name, StringComparer.Ordinal);
        _endpoints = Registrations
            .GroupBy(x => x.Event)
            .ToDictionary(x => x.Key, x => x.Select(e => e.Name).Distinct(StringComparer.Ordinal).ToArray());
    }

    public IReadOnlyList<EndpointRegistration> Registrations { get; }

    public Type? Find(string name) => _types.GetValueOrDefault(name);

    /// <summary>The endpoints of this process that consume the type.</summary>
    public IReadOnlyList<string> EndpointsOf(Type type) => _endpoints.GetValueOrDefault(type) ?? [];

    public static int SchemaOf(Type type) => Schemas.GetOrAdd(type, x => x.GetCustomAttribute<EventSchemaAttribute>()?.Number ?? 1);
}
