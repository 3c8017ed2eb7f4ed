using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace TechTransfer.Messaging;

/// <summary>
/// Empties the queues of what endpoints were given too often into the dead letters of their services. Its connection is its own, since these messages
/// are read as they are and not as the bus understands them.
/// </summary>
internal sealed class DeadQueueReader(
    Transport transport,
    EventCatalogue catalogue,
    DeclareQueues queues,
    Unreadable unreadable,
    ILogger<DeadQueueReader> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var factory = new ConnectionFactory { Uri = transport.Broker!, ClientProvidedName = "techtransfer dead letters" };
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Recovers by itself what it declared and consumes when the broker comes back, be it empty.
                await using var connection = await factory.CreateConnectionAsync(stoppingToken);
                await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
                await queues.OnAsync(channel, stoppingToken);
                await channel.BasicQosAsync(0, 20, global: false, stoppingToken);
                foreach (var endpoint in catalogue.Registrations.Select(x => x.Name).Distinct(StringComparer.Ordinal))
                    await ReadAsync(channel, endpoint, stoppingToken);
                await Task.Delay(Timeout.Infinite, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.LogWarning(failure, "The queues of messages delivered too often cannot be read now");
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    private async Task ReadAsync(IChannel channel, string endpoint, CancellationToken stoppingToken)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            try
            {
                var messageId = Guid.TryParse(delivery.BasicProperties.MessageId, out var id) ? id : (Guid?)null;
                await unreadable.BuryAsync(
                    endpoint,
                    delivery.Body.ToArray(),
                    messageId,
                    DeadLetterReason.Failed,
                    "It was delivered again and again without an answer, as by a message that ends its process.",
                    stoppingToken
                );
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(failure, "A message of {Queue} cannot be kept now", RabbitMqTransport.DeadQueueOf(endpoint));
                await Task.Delay(Pause, stoppingToken);
                await channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true, stoppingToken);
            }
        };
        await channel.BasicConsumeAsync(RabbitMqTransport.DeadQueueOf(endpoint), autoAck: false, consumer, stoppingToken);
    }
}
