using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using MassTransit.RetryPolicies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Messaging;

/// <summary>
/// Takes messages from the bus in batches. A batch is one unit of work; when it fails, each message is tried alone with a short retry, and what keeps
/// failing becomes a dead letter, so that one bad message neither stops nor undoes the others.
/// </summary>
internal sealed class InboxConsumer<TContext, TEvent, TApply>(
    Inbox<TContext, TEvent, TApply> inbox,
    DeliveryReports reports,
    RelayFigures figures,
    Transport transport,
    IHostApplicationLifetime lifetime,
    ILogger<InboxConsumer<TContext, TEvent, TApply>> logger
) : IConsumer<Batch<TEvent>>
    where TContext : DbContext
    where TEvent : class, IIntegrationEvent
    where TApply : class, IApply<TEvent>
{
    private static readonly IRetryPolicy Alone = Retry.Intervals(50, 250);
    private static readonly TimeSpan UntilTheStoreIsBack = TimeSpan.FromSeconds(2);

    public async Task Consume(ConsumeContext<Batch<TEvent>> context)
    {
        var endpoint = context.ReceiveContext.InputAddress.Segments[^1];
        var messages = context.Message.Select(Read).ToList();
        var activities = messages.ConvertAll(x => MessagingTelemetry.StartApplying(endpoint, x.Trace));
        try
        {
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
            var done = await ApplyAsync(endpoint, messages, stopping.Token);
            foreach (var message in done)
                if (message.OccurredAt is { } occurredAt)
                    figures.RecordLag(endpoint, occurredAt);
            CrashPoints.Reached(CrashPoints.BeforeAck);
            reports.Done(endpoint, [.. done.Select(x => x.MessageId)]);
        }
        finally
        {
            foreach (var activity in activities)
                activity?.Dispose();
        }
    }

    /// <returns>The messages that have come to an end.</returns>
    private async Task<IReadOnlyList<Incoming<TEvent>>> ApplyAsync(
        string endpoint,
        List<Incoming<TEvent>> messages,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await inbox.ApplyAsync(endpoint, messages, cancellationToken);
            return messages;
        }
        catch (Exception failure)
        {
            logger.LogDebug(failure, "A batch of {Count} at {Endpoint} failed and is repeated one by one", messages.Count, endpoint);
        }
        var done = new List<Incoming<TEvent>>();
        foreach (var message in messages)
        {
            var applied = await ApplyAloneAsync(endpoint, message, cancellationToken);
            // What a broker has handed over counts as taken when this method ends, so it is kept until the store takes it. A process that stops
            // before gives it back.
            while (!applied && transport.KeepsWhatItConfirmed)
            {
                await Task.Delay(UntilTheStoreIsBack, cancellationToken);
                applied = await ApplyAloneAsync(endpoint, message, cancellationToken);
            }
            if (applied)
                done.Add(message);
        }
        return done;
    }

    /// <returns>False when the store is away: the message comes again.</returns>
    private async Task<bool> ApplyAloneAsync(string endpoint, Incoming<TEvent> message, CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                await Alone.Retry(() => inbox.ApplyAsync(endpoint, [message], cancellationToken), cancellationToken);
            }
            catch (Exception failure) when (!StoreFailure.IsAway(failure) && !cancellationToken.IsCancellationRequested)
            {
                logger.LogError(
                    failure,
                    "Message {MessageId} ({Type}) is now a dead letter of {Endpoint}",
                    message.MessageId,
                    typeof(TEvent).Name,
                    endpoint
                );
                await inbox.BuryAsync(endpoint, message, failure, attempts: 3, cancellationToken);
                figures.CountDeadLetters(endpoint, 1);
            }
            return true;
        }
        catch (Exception away)
        {
            logger.LogWarning(away, "The store of {Endpoint} cannot take message {MessageId} now", endpoint, message.MessageId);
            reports.Failed(message.MessageId);
            return false;
        }
    }

    private static Incoming<TEvent> Read(ConsumeContext<TEvent> context) =>
        new(
            context.Message,
            context.MessageId ?? throw new InvalidOperationException("The message has no id."),
            context.Headers.Get<int>(MessageHeaders.Schema) ?? 1,
            new Origin(context.Headers.Get<long>(MessageHeaders.Epoch) ?? 0, context.Headers.Get<bool>(MessageHeaders.Rewrites) ?? false),
            context.Headers.Get<long>(MessageHeaders.OccurredAt),
            context.Headers.Get<string>(MessageHeaders.Trace),
            () => BodyOf(context.ReceiveContext)
        );

    private static string BodyOf(ReceiveContext context)
    {
        using var envelope = JsonDocument.Parse(context.Body.GetBytes());
        return envelope.RootElement.GetProperty("message").GetRawText();
    }
}
