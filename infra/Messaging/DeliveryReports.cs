using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace TechTransfer.Messaging;

/// <summary>
/// What the endpoints of this process say about messages on the in-memory transport, which forgets everything when the process dies: an outbox row
/// may go only when every endpoint has committed its inbox row or dead letter.
/// </summary>
internal sealed class DeliveryReports
{
    private ImmutableList<OpenFlights> _relays = [];

    /// <summary>What one relay has on its way; dispose it when its lease ends.</summary>
    /// <param name="relay">Set when something has arrived everywhere.</param>
    public OpenFlights Open(Signal relay)
    {
        var flights = new OpenFlights(this, relay);
        ImmutableInterlocked.Update(ref _relays, x => x.Add(flights));
        return flights;
    }

    public void Close(OpenFlights flights) => ImmutableInterlocked.Update(ref _relays, x => x.Remove(flights));

    /// <summary>The endpoint has finished with these messages for good: applied, superseded, duplicate or dead letter.</summary>
    public void Done(string endpoint, IReadOnlyCollection<Guid> messages)
    {
        foreach (var relay in _relays)
            relay.Done(endpoint, messages);
    }

    /// <summary>The endpoint could not even write a dead letter; the message has to come again.</summary>
    public void Failed(Guid message)
    {
        foreach (var relay in _relays)
            relay.Failed(message);
    }
}

/// <summary>Messages that one relay has sent and that not every endpoint has reported yet.</summary>
internal sealed class OpenFlights(DeliveryReports reports, Signal relay) : IDisposable
{
    private readonly ConcurrentDictionary<Guid, Flight> _open = new();

    /// <summary>Rows whose event has arrived everywhere.</summary>
    public ConcurrentQueue<Flight> Landed { get; } = new();

    public void Expect(Flight flight) => _open[flight.MessageId] = flight;

    public void Done(string endpoint, IReadOnlyCollection<Guid> messages)
    {
        var landed = false;
        foreach (var message in messages)
        {
            if (!_open.TryGetValue(message, out var flight) || !flight.Finish(endpoint))
                continue;
            _open.TryRemove(message, out _);
            Landed.Enqueue(flight);
            landed = true;
        }
        if (landed)
            relay.Set();
    }

    public void Failed(Guid message)
    {
        if (_open.TryGetValue(message, out var flight))
            flight.HasFailed = true;
    }

    public void Dispose() => reports.Close(this);
}

/// <summary>An outbox row on its way.</summary>
internal sealed class Flight(long rowId, Guid messageId, IReadOnlyList<string> endpoints)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _open = new(endpoints, StringComparer.Ordinal);

    public long RowId { get; } = rowId;
    public Guid MessageId { get; } = messageId;

    /// <summary>Timestamp of the last sending.</summary>
    public long SentAt { get; set; }

    /// <summary>An endpoint's store was away.</summary>
    public volatile bool HasFailed;

    /// <returns>True for the last endpoint.</returns>
    public bool Finish(string endpoint)
    {
        lock (_lock)
            return _open.Remove(endpoint) && _open.Count == 0;
    }
}
