using System.Collections.Concurrent;

namespace TechTransfer.Messaging;

/// <summary>
/// What the endpoints of this process say about messages on the in-memory transport, which forgets everything when the process dies: an outbox row
/// may go only when every endpoint has committed its inbox row or dead letter.
/// </summary>
internal sealed class DeliveryReports
{
    private readonly ConcurrentDictionary<Guid, Flight> _open = new();

    public void Expect(Flight flight) => _open[flight.MessageId] = flight;

    public void Forget(Flight flight) => _open.TryRemove(flight.MessageId, out _);

    /// <summary>The endpoint has finished with these messages for good: applied, superseded, duplicate or dead letter.</summary>
    public void Done(string endpoint, IEnumerable<Guid> messages)
    {
        var relays = new HashSet<Signal>();
        foreach (var message in messages)
        {
            if (!_open.TryGetValue(message, out var flight) || !flight.Finish(endpoint))
                continue;
            _open.TryRemove(message, out _);
            flight.Landed.Enqueue(flight);
            relays.Add(flight.Relay);
        }
        foreach (var relay in relays)
            relay.Set();
    }

    /// <summary>The endpoint could not even write a dead letter; the messages have to come again.</summary>
    public void Failed(IEnumerable<Guid> messages)
    {
        foreach (var message in messages)
            if (_open.TryGetValue(message, out var flight))
                flight.HasFailed = true;
    }
}

/// <summary>An outbox row on its way.</summary>
internal sealed class Flight(long rowId, Guid messageId, IReadOnlyList<string> endpoints, ConcurrentQueue<Flight> landed, Signal relay)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _open = new(endpoints, StringComparer.Ordinal);

    public long RowId { get; } = rowId;
    public Guid MessageId { get; } = messageId;
    public ConcurrentQueue<Flight> Landed { get; } = landed;
    public Signal Relay { get; } = relay;

    /// <summary>Timestamp of the last sending.</summary>
    public long SentAt { get; set; }

    public volatile bool HasFailed;

    /// <returns>True for the last endpoint.</returns>
    public bool Finish(string endpoint)
    {
        lock (_lock)
            return _open.Remove(endpoint) && _open.Count == 0;
    }
}
