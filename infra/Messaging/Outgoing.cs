using System.Text;
using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Messaging;

/// <summary>The number under which a lease was taken.</summary>
internal sealed record LeaseToken(long Value);

/// <summary>The rows of one outbox that are on their way, while one lease lasts. No transaction is open while something is sent.</summary>
internal sealed class Outgoing<TContext>(
    LeaseToken token,
    Signal relay,
    IServiceScopeFactory scopes,
    IBus bus,
    EventCatalogue catalogue,
    DeliveryReports reports,
    Transport transport,
    RelayFigures figures,
    BulkWriting bulkWriting,
    IOptions<MessagingOptions> options,
    TimeProvider time,
    ILogger<Outgoing<TContext>> logger
) : IDisposable
    where TContext : DbContext
{
    private const int Batch = 256;
    private const int MostSecondsBlocked = 300;
    private const int MostSecondsUnroutable = 10;

    /// <summary>After so long without a single confirm the sending is begun anew.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);
    private readonly Dictionary<long, Flight> _inFlight = [];
    private readonly OpenFlights _flights = reports.Open(relay);
    private readonly Dictionary<Guid, DateTimeOffset> _blocked = [];
    private long? _bulkSentAt;

    /// <summary>Aggregates with a row that cannot be sent wait for that row's next attempt, so that no later version overtakes it.</summary>
    public async Task LoadBlockedAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var rows = await Outbox(scope)
            .Where(x => x.LastError != null)
            .Select(x => new { x.AggregateId, x.NextAttemptAt })
            .ToListAsync(cancellationToken);
        foreach (var row in rows)
            _blocked[row.AggregateId] = row.NextAttemptAt ?? DateTimeOffset.MinValue;
    }

    public async Task DeleteLandedAsync(CancellationToken cancellationToken)
    {
        var ids = new List<long>();
        while (_flights.Landed.TryDequeue(out var flight))
            ids.Add(flight.RowId);
        if (ids.Count == 0)
            return;
        CrashPoints.Reached(CrashPoints.AfterConfirm);
        await using var scope = scopes.CreateAsyncScope();
        foreach (var chunk in ids.Chunk(500))
            await Fenced(scope).Where(x => chunk.Contains(x.Id)).ExecuteDeleteAsync(cancellationToken);
        foreach (var id in ids)
            _inFlight.Remove(id);
    }

    /// <summary>A message that no endpoint has answered for long, or that an endpoint could not take, goes out once more; the inbox drops duplicates.</summary>
    public async Task SendAgainWhatIsLateAsync(CancellationToken cancellationToken)
    {
        var resend = TimeSpan.FromSeconds(options.Value.ResendSeconds);
        var late = _inFlight
            .Values.Where(x => time.GetElapsedTime(x.SentAt) is var since && (since > resend || x.HasFailed && since > AfterFailure))
            .Select(x => x.RowId)
            .Take(Batch)
            .ToList();
        if (late.Count == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        foreach (var row in await Outbox(scope).Where(x => late.Contains(x.Id)).ToListAsync(cancellationToken))
        {
            var flight = _inFlight[row.Id];
            (flight.HasFailed, flight.SentAt) = (false, time.GetTimestamp());
            var type = catalogue.Find(row.Type)!;
            await PublishAsync(row, (IIntegrationEvent)JsonSerializer.Deserialize(row.Body, type, MessagingModel.Json)!, type, cancellationToken);
        }
    }

    /// <returns>How many rows were dealt with; 0 when there is nothing to do or too much on its way.</returns>
    public async Task<int> SendAsync(CancellationToken cancellationToken)
    {
        var room = Math.Min(Batch, options.Value.MaxInFlight - _inFlight.Count);
        if (room <= 0)
            return 0;
        await using var scope = scopes.CreateAsyncScope();
        var rows = await LoadAsync(scope, room, cancellationToken);
        var sending = new List<(OutboxRow Row, Task<string?> Refusal)>();
        foreach (var row in rows)
        {
            if (_blocked.ContainsKey(row.AggregateId))
                continue;
            if (Read(row, out var @event, out var type) is { } wrong)
                await BlockAsync(scope, row, wrong, MostSecondsBlocked, cancellationToken);
            else
                sending.Add((row, SendAsync(row, @event!, type!, cancellationToken)));
        }
        // All are on their way together: a broker confirms in groups.
        await AllAsync([.. sending.Select(x => x.Refusal)]);
        foreach (var (row, refusal) in sending)
            if (await refusal is { } reason)
            {
                _inFlight.Remove(row.Id);
                await BlockAsync(scope, row, reason, MostSecondsUnroutable, cancellationToken);
            }
        if (rows.Count > 0)
            CrashPoints.Reached(CrashPoints.AfterSend);
        return rows.Count;
    }

    /// <summary>
    /// Waits as long as one after the other ends. A call that waited for its turn on a channel when that was closed is never answered by the client of the broker;
    /// what it was to send is still in the outbox.
    /// </summary>
    /// <exception cref="TimeoutException">None has ended for long.</exception>
    private static async Task AllAsync(IReadOnlyList<Task> sending)
    {
        var all = Task.WhenAll(sending);
        for (var ended = -1; !all.IsCompleted; )
        {
            var now = sending.Count(x => x.IsCompleted);
            if (now == ended)
                throw new TimeoutException($"The broker has confirmed nothing for {Silence.TotalSeconds:0} s.");
            ended = now;
            using var silence = new CancellationTokenSource();
            await Task.WhenAny(all, Task.Delay(Silence, silence.Token));
            await silence.CancelAsync();
        }
        await all;
    }

    /// <summary>Another lease, here or elsewhere, takes over what is still open.</summary>
    public void Dispose() => _flights.Dispose();

    private async Task<List<OutboxRow>> LoadAsync(AsyncServiceScope scope, int room, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var (aggregate, until) in _blocked.Where(x => x.Value <= now).ToList())
            _blocked.Remove(aggregate);
        var open = Outbox(scope);
        if (_blocked.Count > 0)
        {
            var blocked = _blocked.Keys.ToList();
            open = open.Where(x => !blocked.Contains(x.AggregateId));
        }
        var first = await open.OrderBy(x => x.MessageId)
            .Select(x => new { x.Id, x.MessageId })
            .Take(_inFlight.Count + room)
            .ToListAsync(cancellationToken);
        var next = new List<long>(room);
        // An import never takes the second half of the places, so that what people wait for finds one at once and short queues behind it.
        var places = bulkWriting.MayBulkGo(_bulkSentAt) ? options.Value.MaxInFlight / 2 - _inFlight.Count : 0;
        foreach (var row in first)
        {
            var isBulk = MessageIds.IsBulk(row.MessageId);
            if (next.Count >= room || _inFlight.ContainsKey(row.Id) || isBulk && next.Count >= places)
                continue;
            next.Add(row.Id);
            if (isBulk)
                _bulkSentAt = time.GetTimestamp();
        }
        return next.Count == 0 ? [] : await Outbox(scope).Where(x => next.Contains(x.Id)).OrderBy(x => x.Id).ToListAsync(cancellationToken);
    }

    /// <returns>Why the row cannot be sent; null when it can.</returns>
    private string? Read(OutboxRow row, out IIntegrationEvent? @event, out Type? type)
    {
        @event = null;
        type = catalogue.Find(row.Type);
        if (type is null)
            return $"This version of the service knows no event {row.Type}.";
        if (row.Schema > EventCatalogue.SchemaOf(type))
            return $"Schema {row.Schema} of {row.Type} is newer than {EventCatalogue.SchemaOf(type)}, which this version of the service knows.";
        if (Encoding.UTF8.GetByteCount(row.Body) is var bytes && bytes > options.Value.MaxEventBytes)
            return $"The event has {bytes} bytes; Messaging:MaxEventBytes allows {options.Value.MaxEventBytes}.";
        try
        {
            @event = (IIntegrationEvent?)JsonSerializer.Deserialize(row.Body, type, MessagingModel.Json);
            return @event is null ? "The event is empty." : null;
        }
        catch (JsonException wrong)
        {
            return $"The event cannot be read: {wrong.Message}";
        }
    }

    private async Task BlockAsync(AsyncServiceScope scope, OutboxRow row, string error, int mostSeconds, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(mostSeconds, 5 << Math.Min(row.Attempts, 6)));
        _blocked[row.AggregateId] = until;
        await Fenced(scope)
            .Where(x => x.Id == row.Id)
            .ExecuteUpdateAsync(
                x =>
                    x.SetProperty(p => p.LastError, error)
                        .SetProperty(p => p.Attempts, p => p.Attempts + 1)
                        .SetProperty(p => p.NextAttemptAt, (DateTimeOffset?)until),
                cancellationToken
            );
        figures.CountBlocked(typeof(TContext).Name);
        logger.LogError(
            "Event {MessageId} ({Type}, aggregate {Aggregate}) cannot be sent and holds back its aggregate until {Until:O}: {Error}",
            row.MessageId,
            row.Type,
            row.AggregateId,
            until,
            error
        );
    }

    /// <returns>Why the broker has no place for it; null when it is on its way.</returns>
    private async Task<string?> SendAsync(OutboxRow row, IIntegrationEvent @event, Type type, CancellationToken cancellationToken)
    {
        var endpoints = catalogue.EndpointsOf(type);
        var flight = new Flight(row.Id, row.MessageId, endpoints) { SentAt = time.GetTimestamp() };
        // Before anything is awaited: confirms arrive on many threads, and this list belongs to the relay's own loop.
        _inFlight[row.Id] = flight;
        if (transport.KeepsWhatItConfirmed)
        {
            try
            {
                await PublishAsync(row, @event, type, cancellationToken);
            }
            catch (MessageReturnedException)
            {
                return $"No queue takes {row.Type}: a service that consumes it was never started, nor its queues declared with --deploy-topology.";
            }
            _flights.Landed.Enqueue(flight);
            return null;
        }
        if (endpoints.Count == 0)
        {
            _flights.Landed.Enqueue(flight);
            return null;
        }
        _flights.Expect(flight);
        await PublishAsync(row, @event, type, cancellationToken);
        return null;
    }

    private async Task PublishAsync(OutboxRow row, IIntegrationEvent @event, Type type, CancellationToken cancellationToken)
    {
        using var activity = MessagingTelemetry.StartSending(row);
        await bus.Publish(
            @event,
            type,
            Pipe.Execute<PublishContext>(message =>
            {
                message.MessageId = row.MessageId;
                if (message.TryGetPayload<RabbitMqSendContext>(out var toBroker))
                    toBroker.Mandatory = !type.IsDefined(typeof(MayGoUnheardAttribute), inherit: false);
                message.Headers.Set(MessageHeaders.Schema, row.Schema);
                message.Headers.Set(MessageHeaders.Epoch, row.Epoch);
                if (row.Rewrites)
                    message.Headers.Set(MessageHeaders.Rewrites, true);
                message.Headers.Set(MessageHeaders.OccurredAt, row.OccurredAt.ToUnixTimeMilliseconds());
                message.Headers.Set(MessageHeaders.Trace, activity?.Id ?? row.TraceParent);
            }),
            cancellationToken
        );
    }

    private static IQueryable<OutboxRow> Outbox(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<TContext>().Set<OutboxRow>().AsNoTracking();

    /// <summary>The outbox as long as no other replica has taken the lease over, nothing otherwise.</summary>
    private IQueryable<OutboxRow> Fenced(AsyncServiceScope scope)
    {
        var leases = scope.ServiceProvider.GetRequiredService<TContext>().Set<LeaseRow>();
        var held = token.Value;
        return Outbox(scope).Where(_ => leases.Any(lease => lease.Name == Relay<TContext>.LeaseName && lease.Token == held));
    }
}

internal static class MessageHeaders
{
    public const string Schema = "tt-schema";

    /// <summary>The epoch of the store that sends it.</summary>
    public const string Epoch = "tt-epoch";

    /// <summary>True: a copy takes it even when it holds this very version.</summary>
    public const string Rewrites = "tt-rewrites";

    /// <summary>Unix milliseconds.</summary>
    public const string OccurredAt = "tt-occurred-at";

    /// <summary>W3C traceparent of the request that caused the event.</summary>
    public const string Trace = "tt-trace";
}
