using System.ComponentModel.DataAnnotations;

namespace TechTransfer.Messaging;

/// <summary>Settings under "Messaging".</summary>
public sealed class MessagingOptions
{
    /// <summary>A larger event is not sent; it blocks its aggregate and is reported.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxEventBytes { get; set; } = 1024 * 1024;

    /// <summary>Outbox rows sent and not yet reported by every endpoint.</summary>
    [Range(1, 100_000)]
    public int MaxInFlight { get; set; } = 1000;

    /// <summary>How long a relay stays in charge without renewing its lease.</summary>
    [Range(1, 300)]
    public int LeaseSeconds { get; set; } = 5;

    /// <summary>A row that some endpoint has not reported by then is sent again.</summary>
    [Range(1, 3600)]
    public int ResendSeconds { get; set; } = 60;

    /// <summary>An event older than this in the outbox is an alarm.</summary>
    [Range(1, 86_400)]
    public int AlarmAgeSeconds { get; set; } = 60;

    /// <summary>RabbitMQ: how often an endpoint is given a message that it does not answer; then it becomes a dead letter.</summary>
    [Range(1, 1000)]
    public int DeliveryLimit { get; set; } = 20;

    /// <summary>RabbitMQ: messages that a queue holds; when it is full the events wait in the outbox.</summary>
    [Range(1, 1_000_000_000)]
    public int QueueLimit { get; set; } = 2_000_000;

    /// <summary>How long it is remembered that a message was dealt with.</summary>
    [Range(1, 3650)]
    public int InboxDays { get; set; } = 30;
}
