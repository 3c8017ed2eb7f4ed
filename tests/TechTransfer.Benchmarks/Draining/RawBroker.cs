using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace TechTransfer.Benchmarks.Draining;

/// <summary>
/// RabbitMQ.Client alone: persistent messages published with confirms, 256 on their way, to a quorum queue of their own, consumed and acknowledged one
/// by one. The server writes both to disk before it confirms.
/// </summary>
internal static class RawBroker
{
    private const int OnTheirWay = 256;

    /// <returns>Seconds until the last of <paramref name="count"/> messages was acknowledged.</returns>
    public static async Task<double> RunAsync(Uri broker, int count, byte[] body)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        using var limit = new ThrottlingRateLimiter(OnTheirWay);
        await using var sending = await connection.CreateChannelAsync(
            new CreateChannelOptions(
                publisherConfirmationsEnabled: true,
                publisherConfirmationTrackingEnabled: true,
                outstandingPublisherConfirmationsRateLimiter: limit
            )
        );
        await using var receiving = await connection.CreateChannelAsync();
        var queue = $"bench-{Guid.NewGuid():N}";
        await receiving.QueueDeclareAsync(
            queue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }
        );
        try
        {
            await receiving.BasicQosAsync(0, 4 * OnTheirWay, global: false);
            var (left, all) = (count, new TaskCompletionSource());
            var consumer = new AsyncEventingBasicConsumer(receiving);
            consumer.ReceivedAsync += async (_, message) =>
            {
                await receiving.BasicAckAsync(message.DeliveryTag, multiple: false);
                if (--left == 0)
                    all.SetResult();
            };
            await receiving.BasicConsumeAsync(queue, autoAck: false, consumer);
            var properties = new BasicProperties { Persistent = true };
            var started = Stopwatch.GetTimestamp();
            foreach (var part in Enumerable.Range(0, count).Chunk(OnTheirWay))
                await Task.WhenAll(part.Select(_ => sending.BasicPublishAsync("", queue, mandatory: true, properties, body).AsTask()));
            await all.Task;
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            await receiving.QueueDeleteAsync(queue);
        }
    }
}
