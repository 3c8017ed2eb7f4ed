using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace TechTransfer.Messaging;

/// <summary>
/// Declares the queues of this process, what comes into them and where what they give up goes, before the bus is started. The bus would do so itself, but all at
/// once on one channel: RabbitMQ.Client 7 makes such calls wait for each other, and when the connection ends meanwhile those that wait are never answered, so
/// that the endpoint stands still until the process ends. One after the other nothing waits.
/// </summary>
public sealed class DeclareQueues : IHostedService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // As the bus names the exchange of a message type.
    private static readonly RabbitMqMessageNameFormatter Names = new();
    private readonly Transport _transport;
    private readonly EventCatalogue _catalogue;
    private readonly MessagingOptions _options;
    private readonly ILogger<DeclareQueues> _logger;

    internal DeclareQueues(Transport transport, EventCatalogue catalogue, IOptions<MessagingOptions> options, ILogger<DeclareQueues> logger) =>
        (_transport, _catalogue, _options, _logger) = (transport, catalogue, options.Value, logger);

    /// <summary>Returns when everything is declared, however long the broker is away.</summary>
    /// <exception cref="QueueRefusedException">A queue is there with other limits.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (; ; await Task.Delay(Pause, cancellationToken))
            try
            {
                await RunAsync(cancellationToken);
                return;
            }
            catch (Exception failure) when (failure is not QueueRefusedException && !cancellationToken.IsCancellationRequested)
            {
                _logger.LogWarning(failure, "The queues cannot be declared now; tried again");
            }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Declares everything once.</summary>
    /// <exception cref="QueueRefusedException">A queue is there with other limits.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            Uri = _transport.Broker!,
            ClientProvidedName = "techtransfer queues",
            AutomaticRecoveryEnabled = false,
        };
        await using var connection = await factory.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await OnAsync(channel, cancellationToken);
    }

    internal async Task OnAsync(IChannel channel, CancellationToken cancellationToken)
    {
        foreach (var endpoint in _catalogue.Registrations.GroupBy(x => x.Name, StringComparer.Ordinal))
        {
            var dead = RabbitMqTransport.DeadQueueOf(endpoint.Key);
            await QueueAsync(dead, RabbitMqTransport.Bounds(_options));
            await QueueAsync(endpoint.Key, RabbitMqTransport.ArgumentsOf(endpoint.Key, _options));
            foreach (var type in endpoint.Select(x => x.Event).Distinct())
            {
                var exchange = Names.GetMessageName(type);
                await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
                await channel.ExchangeBindAsync(endpoint.Key, exchange, "", cancellationToken: cancellationToken);
            }
        }

        async Task QueueAsync(string name, IDictionary<string, object?> arguments)
        {
            try
            {
                await channel.QueueDeclareAsync(
                    name,
                    durable: true,
                    exclusive: false,
                    autoDelete: false,
                    arguments,
                    cancellationToken: cancellationToken
                );
            }
            catch (OperationInterruptedException refused) when (refused.ShutdownReason?.ReplyCode == Constants.PreconditionFailed)
            {
                throw new QueueRefusedException(
                    $"RabbitMQ has the queue {name} with other limits than Messaging says: {refused.ShutdownReason.ReplyText}. Empty and delete it, then start again.",
                    refused
                );
            }
            await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
            await channel.QueueBindAsync(name, name, "", cancellationToken: cancellationToken);
        }
    }
}

/// <summary>A queue that is there cannot be used as it is; the message says why, in one sentence for the operator.</summary>
public sealed class QueueRefusedException(string message, Exception inner) : Exception(message, inner);
