namespace TechTransfer.Messaging;

/// <summary>An event waiting to be delivered; written in the transaction of the state change it tells of.</summary>
public sealed class OutboxRow
{
    public long Id { get; init; }
    public required Guid MessageId { get; init; }
    public required string Type { get; init; }

    /// <summary>The schema of the type (<see cref="TechTransfer.IntegrationEvents.EventSchemaAttribute"/>) that the body was written in.</summary>
    public required int Schema { get; init; }
    public required string Body { get; init; }
    public required Guid AggregateId { get; init; }
    public required long Version { get; init; }

    /// <summary>The store's epoch when the event happened.</summary>
    public long Epoch { get; init; }

    /// <summary>Copies take it even when they hold this very version.</summary>
    public bool Rewrites { get; init; }
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>W3C trace context of the request that caused the event.</summary>
    public string? TraceParent { get; init; }
    public int Attempts { get; set; }
    public DateTimeOffset? NextAttemptAt { get; set; }
    public string? LastError { get; set; }
}

/// <summary>Proof that an endpoint has dealt with a message; written in the transaction of its effect.</summary>
public sealed class InboxRow
{
    public required string Endpoint { get; init; }
    public required Guid MessageId { get; init; }

    /// <summary>applied or superseded.</summary>
    public required string Outcome { get; init; }
    public required DateTimeOffset ProcessedAt { get; init; }
}

/// <summary>A message that could not take effect, with its reason; nothing waits behind it and an administrator can replay it.</summary>
public sealed class DeadLetterRow
{
    public required Guid Id { get; init; }
    public required string Endpoint { get; init; }
    public required Guid MessageId { get; init; }
    public required string Type { get; init; }
    public required int Schema { get; init; }

    /// <summary>The event as it was sent, members that this process does not know included.</summary>
    public required string Body { get; init; }
    public required Guid? AggregateId { get; init; }
    public required long? Version { get; init; }
    public long Epoch { get; init; }
    public bool Rewrites { get; init; }

    /// <summary>One of <see cref="DeadLetterReason"/>.</summary>
    public required string Reason { get; set; }
    public string? Detail { get; set; }
    public required DateTimeOffset FailedAt { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset? ReplayedAt { get; set; }
}

/// <summary>A time in the life of a store: from when it was made, or restored, to the next restore. The last one is the current one.</summary>
public sealed class EpochRow
{
    /// <summary>1 is the first.</summary>
    public required long Number { get; init; }

    /// <summary>Seconds since 2020; higher than any epoch that this store has ever had.</summary>
    public required long Epoch { get; init; }
    public required DateTimeOffset BegunAt { get; init; }
}

/// <summary>Who may do a job that only one replica does; the token grows with every new holder and fences off the old one.</summary>
public sealed class LeaseRow
{
    public required string Name { get; init; }
    public required string Holder { get; set; }
    public required long Token { get; set; }

    /// <summary>Unix milliseconds by the database's clock.</summary>
    public required long ExpiresAt { get; set; }
}

/// <summary>Why a message could not take effect.</summary>
public static class DeadLetterReason
{
    /// <summary>The consumer failed each time.</summary>
    public const string Failed = "failed";

    /// <summary>Written in a schema that this version of the service does not know yet; replayed after an upgrade.</summary>
    public const string SchemaTooNew = "schemaTooNew";

    /// <summary>A later version of an aggregate of which an earlier one is parked.</summary>
    public const string HeldBack = "heldBack";

    /// <summary>No event that can be read.</summary>
    public const string Unreadable = "unreadable";
}
