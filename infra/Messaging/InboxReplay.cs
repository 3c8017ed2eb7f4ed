using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Messaging;

/// <summary>Gives a dead letter the effect it did not have, in one transaction with the note that it was replayed.</summary>
internal sealed class InboxReplay<TContext, TEvent, TApply>(IServiceScopeFactory scopes, TimeProvider time)
    where TContext : DbContext
    where TEvent : class, IIntegrationEvent
    where TApply : class, IApply<TEvent>
{
    /// <returns>Why it has no effect yet; null when it has.</returns>
    public async Task<string?> RunAsync(DeadLetterRow letter, CancellationToken cancellationToken)
    {
        var known = EventCatalogue.SchemaOf(typeof(TEvent));
        if (letter.Schema > known)
            return $"Its schema {letter.Schema} is newer than {known}, which this version of the service knows.";
        try
        {
            return await ApplyAsync(letter, cancellationToken);
        }
        catch (Exception failure) when (!StoreFailure.IsAway(failure) && !cancellationToken.IsCancellationRequested)
        {
            var detail = $"{failure.GetType().Name}: {failure.Message}";
            await using var scope = scopes.CreateAsyncScope();
            await scope
                .ServiceProvider.GetRequiredService<TContext>()
                .Set<DeadLetterRow>()
                .Where(x => x.Id == letter.Id && x.ReplayedAt == null)
                .ExecuteUpdateAsync(
                    x =>
                        x.SetProperty(p => p.Detail, detail)
                            .SetProperty(p => p.Attempts, p => p.Attempts + 1)
                            .SetProperty(p => p.FailedAt, time.GetUtcNow()),
                    cancellationToken
                );
            return detail;
        }
    }

    private async Task<string?> ApplyAsync(DeadLetterRow letter, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await AggregateLocks.TakeAsync(db, [letter.AggregateId ?? letter.MessageId], cancellationToken);
        var row = await db.Set<DeadLetterRow>().SingleAsync(x => x.Id == letter.Id, cancellationToken);
        if (row.ReplayedAt is not null)
            return null;
        if (row.Reason == DeadLetterReason.HeldBack && await WaitsForAsync(db, row, cancellationToken) is { } first)
            return $"Version {first} of the aggregate is parked and comes first.";
        var @event = JsonSerializer.Deserialize<TEvent>(row.Body, MessagingModel.Json) ?? throw new JsonException("The event is empty.");
        await Inbox<TContext, TEvent, TApply>.ApplyAsync(
            scope,
            db,
            row.Endpoint,
            [new Delivery<TEvent>(@event, row.MessageId, new Origin(row.Epoch, row.Rewrites))],
            time.GetUtcNow(),
            cancellationToken
        );
        row.ReplayedAt = time.GetUtcNow();
        row.Attempts++;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    private static Task<long?> WaitsForAsync(TContext db, DeadLetterRow row, CancellationToken cancellationToken) =>
        db.Set<DeadLetterRow>()
            .Where(x => x.Endpoint == row.Endpoint && x.AggregateId == row.AggregateId && x.ReplayedAt == null && x.Version < row.Version)
            .Where(x => x.Reason == DeadLetterReason.SchemaTooNew || x.Reason == DeadLetterReason.HeldBack)
            .OrderBy(x => x.Version)
            .Select(x => x.Version)
            .FirstOrDefaultAsync(cancellationToken);
}
