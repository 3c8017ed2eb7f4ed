namespace TechTransfer.Matching.Alerts.Sending;

internal enum DeliveryKind
{
    Alert,
    Digest,
    Test,
}

internal enum DeliveryState
{
    Waiting,
    Sent,

    /// <summary>Given up after the last try.</summary>
    Failed,

    /// <summary>Nothing of it was public any more when it was to be sent.</summary>
    Dropped,
}

/// <summary>
/// A message to one channel. Written with what it tells of; its id goes along with every try, so that a receiver knows a repeated message and a folder
/// of mails holds it once.
/// </summary>
internal sealed class Delivery
{
    /// <summary>How long to wait after each failed try; after the last there is no other. Two days in all.</summary>
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(10),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(16),
        TimeSpan.FromHours(24),
    ];

    public required Guid Id { get; init; }
    public required Guid ChannelId { get; init; }
    public required DeliveryKind Kind { get; init; }
    public required DeliveryState State { get; set; }
    public required List<Guid> AlertIds { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset NotBefore { get; set; }
    public int Attempts { get; set; }

    public static Delivery Of(Guid channel, DeliveryKind kind, IEnumerable<Guid> alerts, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            ChannelId = channel,
            Kind = kind,
            State = DeliveryState.Waiting,
            AlertIds = [.. alerts],
            CreatedAt = now,
            NotBefore = now,
        };

    public void Failed(DateTimeOffset now)
    {
        if (Attempts >= Waits.Length || Kind == DeliveryKind.Test)
            State = DeliveryState.Failed;
        else
            NotBefore = now + Waits[Attempts];
        Attempts++;
    }
}

/// <summary>An alert that waits for the next digest of a channel.</summary>
internal sealed class DigestItem
{
    public required Guid ChannelId { get; init; }
    public required Guid AlertId { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>Something is to be sent.</summary>
internal sealed class SendSignal
{
    private readonly SemaphoreSlim _set = new(0, 1);

    public void Set()
    {
        lock (_set)
            if (_set.CurrentCount == 0)
                _set.Release();
    }

    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _set.WaitAsync(most, cancellationToken);
}
