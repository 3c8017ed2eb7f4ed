using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Messaging;

/// <summary>What one service consumes: named endpoints, each applying one or more types of event.</summary>
public sealed class EndpointsBuilder<TContext>(string service, IServiceCollection services)
    where TContext : DbContext
{
    /// <summary>Adds the endpoint "{service}-{name}"; called again with the same name it adds another type of event to it.</summary>
    public EndpointsBuilder<TContext> Endpoint<TEvent, TApply>(string name)
        where TEvent : class, IIntegrationEvent
        where TApply : class, IApply<TEvent>
    {
        services.TryAddScoped<TApply>();
        services.TryAddSingleton<Inbox<TContext, TEvent, TApply>>();
        services.TryAddSingleton<InboxReplay<TContext, TEvent, TApply>>();
        services.AddSingleton(
            new EndpointRegistration(
                $"{service}-{name}",
                typeof(TEvent),
                bus => bus.AddConsumer<InboxConsumer<TContext, TEvent, TApply>>(MessagingSetup.InBatches),
                (endpoint, context) => endpoint.ConfigureConsumer<InboxConsumer<TContext, TEvent, TApply>>(context),
                (provider, letter, token) => provider.GetRequiredService<InboxReplay<TContext, TEvent, TApply>>().RunAsync(letter, token),
                Burial.RunAsync<TContext>
            )
        );
        return this;
    }

    /// <summary>Says that the service owns this kind, so that it can be announced again and, when others keep copies, compared with them.</summary>
    /// <param name="isCopied">False: others act on being told, and keep nothing.</param>
    public EndpointsBuilder<TContext> Owns<TOwn>(string kind, bool isCopied = true)
        where TOwn : class, IOwn
    {
        services.TryAddScoped<TOwn>();
        services.AddSingleton(new OwnedKind<TContext>(kind, typeof(TOwn), isCopied));
        if (services.Any(x => x.ServiceType == typeof(AnnounceWanted<TContext>)))
            return this;
        services.AddHostedService<Announcer<TContext>>();
        return AddDesk().Endpoint<CopiesWanted, AnnounceWanted<TContext>>("copies-wanted");
    }

    /// <summary>Says that the service keeps copies of this kind, so that they can be compared with their owner's and closed when it no longer knows them.</summary>
    public EndpointsBuilder<TContext> Copies<TCopy>(string kind)
        where TCopy : class, ICopy
    {
        services.TryAddScoped<TCopy>();
        services.AddSingleton(new CopiedKind<TContext>(kind, typeof(TCopy)));
        return services.Any(x => x.ServiceType == typeof(ApplyRoster<TContext>))
            ? this
            : AddDesk().Endpoint<RosterAnnounced, ApplyRoster<TContext>>("rosters");
    }

    private EndpointsBuilder<TContext> AddDesk()
    {
        if (services.Any(x => x.ServiceType == typeof(CopyDesk<TContext>)))
            return this;
        services.AddSingleton(new StoreOf<TContext>(service));
        services.AddSingleton<AnnouncerSignal<TContext>>();
        services.AddSingleton<CopyDesk<TContext>>();
        services.AddSingleton<ICopyDesk>(x => x.GetRequiredService<CopyDesk<TContext>>());
        return this;
    }
}

/// <summary>One type of event at one endpoint.</summary>
/// <param name="AddConsumer">Registers its consumer.</param>
/// <param name="Connect">Connects the consumer to the endpoint's queue.</param>
/// <param name="Replay">Gives a dead letter of it its effect; returns why not, or null.</param>
/// <param name="Bury">Writes a message that never reached the consumer into the service's dead letters.</param>
internal sealed record EndpointRegistration(
    string Name,
    Type Event,
    Action<IBusRegistrationConfigurator> AddConsumer,
    Action<IReceiveEndpointConfigurator, IRegistrationContext> Connect,
    Func<IServiceProvider, DeadLetterRow, CancellationToken, Task<string?>> Replay,
    Func<IServiceProvider, DeadLetterRow, CancellationToken, Task> Bury
);

/// <summary>Starts the relay of one service.</summary>
internal sealed record RelayRegistration(Type Context, Action<IServiceCollection> Start);

public static class MessagingSetup
{
    private const int BatchSize = 256;

    /// <summary>Gives a service its outbox relay and its endpoints. <typeparamref name="TContext"/> must call AddMessaging in OnModelCreating.</summary>
    public static IServiceCollection AddMessaging<TContext>(
        this IServiceCollection services,
        string service,
        Action<EndpointsBuilder<TContext>>? endpoints = null
    )
        where TContext : DbContext
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StoreEpochs>();
        services.TryAddSingleton<RelayWaker>();
        services.TryAddSingleton<BulkWriting>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISaveChangesInterceptor, RelayWaker>(x => x.GetRequiredService<RelayWaker>()));
        services.AddSingleton<IDeadLetterBox>(provider => new DeadLetterBox<TContext>(service, provider));
        services.AddSingleton(new RelayRegistration(typeof(TContext), hosted => hosted.AddHostedService<Relay<TContext>>()));
        endpoints?.Invoke(new EndpointsBuilder<TContext>(service, services));
        return services;
    }

    /// <summary>Starts the one bus of the process with everything that services registered. Called once, after all of them.</summary>
    /// <param name="broker">RabbitMQ's address (<c>amqp://user:password@host:port/vhost</c>); null: the memory of this process.</param>
    public static IHostApplicationBuilder AddBus(this IHostApplicationBuilder builder, Uri? broker)
    {
        var services = builder.Services;
        services.AddOptions<MessagingOptions>().BindConfiguration("Messaging").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(new Transport(broker));
        services.TryAddSingleton<EventCatalogue>();
        services.TryAddSingleton<DeliveryReports>();
        services.TryAddSingleton<RelayFigures>();
        services.TryAddSingleton<Unreadable>();
        var registrations = services.Select(x => x.ImplementationInstance).OfType<EndpointRegistration>().ToList();
        if (broker is not null)
        {
            services.AddSingleton(provider => new DeclareQueues(
                provider.GetRequiredService<Transport>(),
                provider.GetRequiredService<EventCatalogue>(),
                provider.GetRequiredService<IOptions<MessagingOptions>>(),
                provider.GetRequiredService<ILogger<DeclareQueues>>()
            ));
            // In front of the bus, which takes them for granted.
            services.AddHostedService(provider => provider.GetRequiredService<DeclareQueues>());
        }
        services.AddMassTransit(bus =>
        {
            // Nobody's marketplace reports to the maker of a library.
            bus.DisableUsageTelemetry();
            foreach (var registration in registrations)
                registration.AddConsumer(bus);
            if (broker is null)
                bus.UsingInMemory((context, transport) => ConnectEndpoints(transport, registrations, context));
            else
                bus.UsingRabbitMq(
                    (context, transport) =>
                        RabbitMqTransport.Configure(
                            transport,
                            broker,
                            context.GetRequiredService<IOptions<MessagingOptions>>().Value,
                            registrations,
                            (queue, endpoint) => Connect(queue, endpoint, context)
                        )
                );
        });
        // A consumer that is not connected yet would miss what is published; nothing is ready before the bus is.
        services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        if (broker is not null)
            services.AddHostedService<DeadQueueReader>();
        // Hosted services start in this order and stop in the opposite one: no relay without a bus.
        foreach (var relay in services.Select(x => x.ImplementationInstance).OfType<RelayRegistration>().DistinctBy(x => x.Context).ToList())
            relay.Start(services);
        return builder;
    }

    internal static void InBatches<TConsumer>(IConsumerConfigurator<TConsumer> consumer)
        where TConsumer : class, IConsumer =>
        consumer.Options<BatchOptions>(batch => batch.SetMessageLimit(BatchSize).SetTimeLimit(TimeSpan.FromMilliseconds(10)).SetConcurrencyLimit(1));

    internal static void WriteAsItIs(IBusFactoryConfigurator bus) =>
        bus.ConfigureJsonSerializerOptions(options => new JsonSerializerOptions(options) { Encoder = MessagingModel.Encoder });

    private static void ConnectEndpoints(
        IInMemoryBusFactoryConfigurator transport,
        List<EndpointRegistration> registrations,
        IRegistrationContext context
    )
    {
        WriteAsItIs(transport);
        transport.Publish<IIntegrationEvent>(topology => topology.Exclude = true);
        foreach (var endpoint in registrations.GroupBy(x => x.Name, StringComparer.Ordinal))
            transport.ReceiveEndpoint(endpoint.Key, queue => Connect(queue, endpoint, context));
    }

    private static void Connect(IReceiveEndpointConfigurator queue, IEnumerable<EndpointRegistration> endpoint, IRegistrationContext context)
    {
        queue.PrefetchCount = 4 * BatchSize;
        queue.ConcurrentMessageLimit = 4 * BatchSize;
        UnreadableFilter.Use(queue, context);
        foreach (var registration in endpoint)
            registration.Connect(queue, context);
    }
}
