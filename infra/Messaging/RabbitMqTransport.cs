using System.Runtime.CompilerServices;
using MassTransit;
using MassTransit.RabbitMqTransport.Configuration;
using RabbitMQ.Client.Exceptions;

namespace TechTransfer.Messaging;

/// <summary>What carries events: RabbitMQ when its address is set, else the memory of this process.</summary>
/// <param name="Broker">Null: this process.</param>
internal sealed record Transport(Uri? Broker)
{
    /// <summary>A broker keeps what it has confirmed; memory forgets it with the process, so there each endpoint reports.</summary>
    public bool KeepsWhatItConfirmed => Broker is not null;
}

/// <summary>The bus over RabbitMQ: one quorum queue for each endpoint and, beside it, one for messages that were delivered too often.</summary>
internal static class RabbitMqTransport
{
    /// <summary>Together with the second that the bus waits anyway.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>Then they are counted anew.</summary>
    private const int RetriesAtOnce = 1000;

    /// <summary>The queue of what an endpoint was given too often without an answer, as by a message that kills its process.</summary>
    public static string DeadQueueOf(string endpoint) => endpoint + "_dead";

    public static void Configure(
        IRabbitMqBusFactoryConfigurator bus,
        Uri address,
        MessagingOptions options,
        IReadOnlyCollection<EndpointRegistration> registrations,
        Action<IReceiveEndpointConfigurator, IEnumerable<EndpointRegistration>> connect
    )
    {
        MessagingSetup.WriteAsItIs(bus);
        bus.Host(
            address,
            host =>
            {
                host.PublisherConfirmation = true;
                host.RequestedConnectionTimeout(TimeSpan.FromSeconds(10));
                host.Heartbeat(TimeSpan.FromSeconds(15));
            }
        );
        PolicyOf((RabbitMqHostConfiguration)HostOf((RabbitMqBusFactoryConfigurator)bus)) = Retry.CreatePolicy(retry =>
        {
            // What a lost connection is told by. A message that was returned or refused is the relay's business.
            retry.Handle<ConnectionException>();
            retry.Handle<AlreadyClosedException>();
            retry.Handle<OperationInterruptedException>();
            retry.Handle<EndOfStreamException>();
            retry.Incremental(RetriesAtOnce, Again, TimeSpan.Zero);
        });
        bus.Publish<IntegrationEvents.IIntegrationEvent>(topology => topology.Exclude = true);
        foreach (var endpoint in registrations.GroupBy(x => x.Name, StringComparer.Ordinal))
            bus.ReceiveEndpoint(
                endpoint.Key,
                queue =>
                {
                    // The queue, its exchange and what binds them, in other words one of each; the rest is there by then (DeclareQueues).
                    queue.ConfigureConsumeTopology = false;
                    foreach (var (name, value) in ArgumentsOf(endpoint.Key, options))
                        queue.SetQueueArgument(name, value);
                    connect(queue, endpoint);
                }
            );
    }

    /// <summary>Of an endpoint's queue: its bounds, and that what was given too often goes to the dead queue before it is gone here.</summary>
    public static Dictionary<string, object?> ArgumentsOf(string endpoint, MessagingOptions options) =>
        new(Bounds(options))
        {
            ["x-delivery-limit"] = options.DeliveryLimit,
            ["x-dead-letter-strategy"] = "at-least-once",
            ["x-dead-letter-exchange"] = DeadQueueOf(endpoint),
        };

    /// <summary>Of a quorum queue. A full one refuses; what it would push out at its other end would be lost.</summary>
    public static Dictionary<string, object?> Bounds(MessagingOptions options) =>
        new(StringComparer.Ordinal)
        {
            ["x-queue-type"] = "quorum",
            ["x-max-length"] = options.QueueLimit,
            ["x-overflow"] = "reject-publish",
        };

    // MassTransit 8 connects again after 3 s, then later and later up to 30 s, and has no setting for it. Its next version is another product, so these stay.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_hostConfiguration")]
    private static extern ref IRabbitMqHostConfiguration HostOf(RabbitMqBusFactoryConfigurator bus);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<ReceiveTransportRetryPolicy>k__BackingField")]
    private static extern ref IRetryPolicy PolicyOf(RabbitMqHostConfiguration host);
}
