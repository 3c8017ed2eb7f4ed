using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TechTransfer.Messaging;

internal static class MessagingTelemetry
{
    public const string Name = "TechTransfer.Messaging";
    public static readonly ActivitySource Source = new(Name);

    /// <summary>Goes on with the trace of the request that wrote the row.</summary>
    public static Activity? StartSending(OutboxRow row) => Start($"send {row.Type}", ActivityKind.Producer, row.TraceParent);

    public static Activity? StartApplying(string endpoint, string? traceParent) => Start($"apply {endpoint}", ActivityKind.Consumer, traceParent);

    private static Activity? Start(string name, ActivityKind kind, string? traceParent) =>
        Source.HasListeners() && ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
            ? Source.StartActivity(name, kind, parent)
            : Source.StartActivity(name, kind);
}

/// <summary>What operators watch: how many events wait and since when, dead letters, blocked rows, the way from cause to effect.</summary>
internal sealed class RelayFigures : IDisposable
{
    private readonly Dictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private readonly Meter _meter;
    private readonly Counter<long> _blocked;
    private readonly Counter<long> _deadLetters;
    private readonly Histogram<double> _lag;
    private readonly IOptions<MessagingOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RelayFigures> _logger;

    public RelayFigures(IMeterFactory meters, IOptions<MessagingOptions> options, TimeProvider time, ILogger<RelayFigures> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _meter = meters.Create(MessagingTelemetry.Name);
        _meter.CreateObservableGauge("techtransfer.outbox.depth", () => Each(x => x.Events), "{event}", "Events that have not arrived everywhere.");
        _meter.CreateObservableGauge("techtransfer.outbox.oldest_age", () => Each(x => x.OldestSeconds), "s", "Age of the oldest of them.");
        _meter.CreateObservableGauge(
            "techtransfer.dead_letters",
            () => Each(x => x.DeadLetters),
            "{message}",
            "Dead letters that nobody has replayed."
        );
        _blocked = _meter.CreateCounter<long>("techtransfer.outbox.blocked", "{attempt}", "Attempts to send an event that cannot be sent.");
        _deadLetters = _meter.CreateCounter<long>("techtransfer.dead_letters.added", "{message}", "Messages that became dead letters.");
        _lag = _meter.CreateHistogram<double>("techtransfer.consumer.lag", "s", "From the event's occurrence to its effect.");
    }

    public void CountBlocked(string store) => _blocked.Add(1, new KeyValuePair<string, object?>("store", store));

    public void CountDeadLetters(string endpoint, int count) => _deadLetters.Add(count, new KeyValuePair<string, object?>("endpoint", endpoint));

    public void RecordLag(string endpoint, long occurredAt)
    {
        if (_lag.Enabled)
            _lag.Record((_time.GetUtcNow().ToUnixTimeMilliseconds() - occurredAt) / 1000.0, new KeyValuePair<string, object?>("endpoint", endpoint));
    }

    /// <summary>Counts what waits in one store; called by the replica that relays it.</summary>
    public async Task MeasureAsync(DbContext db, CancellationToken cancellationToken)
    {
        var store = db.GetType().Name;
        var depth = await db.Set<OutboxRow>().LongCountAsync(cancellationToken);
        var oldest = await db.Set<OutboxRow>().OrderBy(x => x.Id).Select(x => (DateTimeOffset?)x.OccurredAt).FirstOrDefaultAsync(cancellationToken);
        var dead = await db.Set<DeadLetterRow>().LongCountAsync(x => x.ReplayedAt == null, cancellationToken);
        var age = oldest is { } since ? (_time.GetUtcNow() - since).TotalSeconds : 0;
        lock (_waiting)
            _waiting[store] = new Waiting(depth, age, dead);
        // An alarm on its growth needs to have seen it at 0.
        _blocked.Add(0, new KeyValuePair<string, object?>("store", store));
        if (age > _options.Value.AlarmAgeSeconds)
            _logger.LogWarning("{Depth} events wait in {Store}, the oldest for {Age:F0} s", depth, store, age);
    }

    public void Dispose() => _meter.Dispose();

    private List<Measurement<T>> Each<T>(Func<Waiting, T> figure)
        where T : struct
    {
        lock (_waiting)
            return [.. _waiting.Select(x => new Measurement<T>(figure(x.Value), new KeyValuePair<string, object?>("store", x.Key)))];
    }

    private sealed record Waiting(long Events, double OldestSeconds, long DeadLetters);
}
