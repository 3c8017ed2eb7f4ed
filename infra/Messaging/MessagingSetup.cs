using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Messaging;

/// <summary>What one service consumes: named endpoints, each applying one or more types of event.</summary>
public sealed class EndpointsBuilder<TContext>(string service, IServiceCollection services)
    where TContext : DbContext
{
    /// <summary>Adds the endpoint "{service}-{name}".</summary>
    public EndpointsBuilder<TContext> Endpoint<TEvent, TApply>(string name)
        where TEvent : class, IIntegrationEvent
        where TApply : class, IApply<TEvent>
    {
        services.AddScoped<TApply>();
        services.AddSingleton(new EndpointRegistration($"{service}-{name}", service, typeof(TContext), typeof(TEvent), typeof(TApply)));
        return this;
    }
}

public sealed record EndpointRegistration(string Name, string Service, Type Context, Type Event, Type Apply);

public static class MessagingSetup
{
    /// <summary>Gives a service its outbox relay and its endpoints. <typeparamref name="TContext"/> must call AddMessaging in OnModelCreating.</summary>
    public static IServiceCollection AddMessaging<TContext>(
        this IServiceCollection services,
        string service,
        Action<EndpointsBuilder<TContext>>? endpoints = null
    )
        where TContext : DbContext
    {
        endpoints?.Invoke(new EndpointsBuilder<TContext>(service, services));
        return services;
    }

    /// <summary>Starts the one bus of the process with everything that services registered. Called once, after all of them.</summary>
    public static IHostApplicationBuilder AddBus(this IHostApplicationBuilder builder) => builder;
}
