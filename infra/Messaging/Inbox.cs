using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Messaging;

/// <summary>A message as it came from the transport.</summary>
/// <param name="Origin">What the sending store says of itself.</param>
/// <param name="OccurredAt">Unix milliseconds; null when the sender did not say.</param>
/// <param name="Trace">W3C traceparent of the cause.</param>
/// <param name="Body">Reads the event as it was sent, with members that this process does not know.</param>
internal sealed record Incoming<TEvent>(TEvent Event, Guid MessageId, int Schema, Origin Origin, long? OccurredAt, string? Trace, Func<string> Body)
    where TEvent : class, IIntegrationEvent;

/// <summary>
/// One unit of work: what an endpoint does about some messages and the proof that it did are one transaction. A message that is in the inbox, or that
/// is a dead letter already, has no second effect.
/// </summary>
internal sealed class Inbox<TContext, TEvent, TApply>(IServiceScopeFactory scopes, TimeProvider time)
    where TContext : DbContext
    where TEvent : class, IIntegrationEvent
    where TApply : class, IApply<TEvent>
{
    /// <exception cref="Exception">Whatever the service's code or the store throws; then nothing has happened.</exception>
    public async Task ApplyAsync(string endpoint, IReadOnlyList<Incoming<TEvent>> messages, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var fresh = await DropKnownAsync(db, endpoint, messages, cancellationToken);
        if (fresh.Count == 0)
            return;
        await AggregateLocks.TakeAsync(db, fresh.Select(x => x.Event.AggregateId), cancellationToken);
        var deliveries = (await ParkAsync(db, endpoint, fresh, cancellationToken)).ConvertAll(x => new Delivery<TEvent>(
            x.Event,
            x.MessageId,
            x.Origin
        ));
        await ApplyAsync(scope, db, endpoint, deliveries, time.GetUtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        CrashPoints.Reached(CrashPoints.BeforeInboxCommit);
        await transaction.CommitAsync(cancellationToken);
        CrashPoints.Reached(CrashPoints.AfterInboxCommit);
    }

    /// <summary>Records a message whose effect failed again and again.</summary>
    public async Task BuryAsync(string endpoint, Incoming<TEvent> message, Exception failure, int attempts, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if ((await DropKnownAsync(db, endpoint, [message], cancellationToken)).Count == 0)
            return;
        db.Add(DeadLetter(endpoint, message, DeadLetterReason.Failed, $"{failure.GetType().Name}: {failure.Message}", attempts));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Hands deliveries to the service's code and adds their inbox rows; the caller saves.</summary>
    public static async Task ApplyAsync(
        AsyncServiceScope scope,
        TContext db,
        string endpoint,
        List<Delivery<TEvent>> deliveries,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (deliveries.Count > 0)
            await scope.ServiceProvider.GetRequiredService<TApply>().ApplyAsync(deliveries, cancellationToken);
        db.AddRange(
            deliveries.Select(x => new InboxRow
            {
                Endpoint = endpoint,
                MessageId = x.MessageId,
                Outcome = x.IsSuperseded ? "superseded" : "applied",
                ProcessedAt = now,
            })
        );
    }

    private static async Task<List<Incoming<TEvent>>> DropKnownAsync(
        TContext db,
        string endpoint,
        IReadOnlyList<Incoming<TEvent>> messages,
        CancellationToken cancellationToken
    )
    {
        var ids = messages.Select(x => x.MessageId).ToList();
        var known = await db.Set<InboxRow>()
            .Where(x => x.Endpoint == endpoint && ids.Contains(x.MessageId))
            .Select(x => x.MessageId)
            .Union(db.Set<DeadLetterRow>().Where(x => x.Endpoint == endpoint && ids.Contains(x.MessageId)).Select(x => x.MessageId))
            .ToListAsync(cancellationToken);
        return [.. messages.DistinctBy(x => x.MessageId).ExceptBy(known, x => x.MessageId)];
    }

    /// <summary>Turns messages of a schema that is too new, and those behind a parked one, into dead letters.</summary>
    private async Task<List<Incoming<TEvent>>> ParkAsync(
        TContext db,
        string endpoint,
        List<Incoming<TEvent>> messages,
        CancellationToken cancellationToken
    )
    {
        var aggregates = messages.Select(x => (Guid?)x.Event.AggregateId).Distinct().ToList();
        var parked = (
            await db.Set<DeadLetterRow>()
                .Where(x => x.Endpoint == endpoint && x.ReplayedAt == null && aggregates.Contains(x.AggregateId))
                .Where(x => x.Reason == DeadLetterReason.SchemaTooNew || x.Reason == DeadLetterReason.HeldBack)
                .GroupBy(x => x.AggregateId!.Value)
                .Select(x => new { x.Key, Version = x.Min(row => row.Version!.Value) })
                .ToListAsync(cancellationToken)
        ).ToDictionary(x => x.Key, x => x.Version);
        var known = EventCatalogue.SchemaOf(typeof(TEvent));
        foreach (var tooNew in messages.Where(x => x.Schema > known))
        {
            var detail = $"Schema {tooNew.Schema} of {typeof(TEvent).Name}; this version of the service knows {known}.";
            db.Add(DeadLetter(endpoint, tooNew, DeadLetterReason.SchemaTooNew, detail, attempts: 0));
            var (aggregate, version) = (tooNew.Event.AggregateId, tooNew.Event.Version);
            parked[aggregate] = Math.Min(version, parked.GetValueOrDefault(aggregate, version));
        }
        var rest = messages.Where(x => x.Schema <= known).ToList();
        foreach (var held in rest.Where(IsHeldBack))
        {
            var detail = $"Version {parked[held.Event.AggregateId]} of the aggregate is parked.";
            db.Add(DeadLetter(endpoint, held, DeadLetterReason.HeldBack, detail, attempts: 0));
        }
        return [.. rest.Where(x => !IsHeldBack(x))];

        bool IsHeldBack(Incoming<TEvent> x) => parked.TryGetValue(x.Event.AggregateId, out var version) && x.Event.Version > version;
    }

    private DeadLetterRow DeadLetter(string endpoint, Incoming<TEvent> message, string reason, string detail, int attempts) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Endpoint = endpoint,
            MessageId = message.MessageId,
            Type = typeof(TEvent).Name,
            Schema = message.Schema,
            Body = message.Body(),
            AggregateId = message.Event.AggregateId,
            Version = message.Event.Version,
            Epoch = message.Origin.Epoch,
            Rewrites = message.Origin.Rewrites,
            Reason = reason,
            Detail = detail,
            FailedAt = time.GetUtcNow(),
            Attempts = attempts,
        };
}
