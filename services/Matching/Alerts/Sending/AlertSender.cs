using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Hosting;
using TechTransfer.Matching.Alerts.Channels;
using TechTransfer.Matching.Listings;
using TechTransfer.Messaging;

namespace TechTransfer.Matching.Alerts.Sending;

/// <summary>
/// Sends what waits, one replica at a time. A message is marked as sent after it was: one that a kill interrupts is sent again under the same id.
/// </summary>
internal sealed class AlertSender(
    IServiceScopeFactory scopes,
    SendSignal signal,
    IEnumerable<ISender> senders,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<AlertSender> logger
) : BackgroundService
{
    private const int AtOnce = 32;
    private const int LongestError = 500;
    private const string LeaseName = "alert-sender";

    /// <summary>Longer than a round takes in which every receiver is silent.</summary>
    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(180);

    private readonly Dictionary<ChannelKind, ISender> _senders = senders
        .SelectMany(x => x.Kinds.Select(kind => (kind, x)))
        .ToDictionary(x => x.kind, x => x.x);

    private DateTimeOffset _pruned;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.WhenStartedAsync(stoppingToken);
        var holder = Lease.NewHolder();
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                if (!await RoundAsync(holder, stoppingToken))
                    await signal.WaitAsync(Pace, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.LogError(failure, "Alerts could not be sent; tried again");
                await signal.WaitAsync(Pace, stoppingToken);
            }
    }

    /// <returns>True when there may be more.</returns>
    private async Task<bool> RoundAsync(string holder, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        var now = time.GetUtcNow();
        var since = DigestTime.Last(now);
        var waiting = db.AlertDeliveries.Where(x => x.State == DeliveryState.Waiting && x.NotBefore <= now);
        var digests = db.DigestItems.Where(x => x.At < since);
        var prunes = now - _pruned > TimeSpan.FromDays(1);
        if (!prunes && !await waiting.AnyAsync(cancellationToken) && !await digests.AnyAsync(cancellationToken))
            return false;
        if (await Lease.TryTakeAsync(db, LeaseName, holder, LeaseLength, cancellationToken) is not { } token)
            return false;
        try
        {
            if (prunes)
                await PruneAsync(db, now, cancellationToken);
            await DigestTime.MakeAsync(db, digests, now, cancellationToken);
            var batch = await waiting.AsNoTracking().OrderBy(x => x.NotBefore).Take(AtOnce).ToListAsync(cancellationToken);
            var ids = batch.Select(x => x.ChannelId).Distinct().ToList();
            var channels = await db.AlertChannels.AsNoTracking().Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
            var messages = new List<(Delivery Delivery, AlertChannel Channel, Message Message)>();
            foreach (var delivery in batch)
                if (
                    channels.TryGetValue(delivery.ChannelId, out var channel)
                    && await MessageAsync(db, delivery, channel, cancellationToken) is { } message
                )
                    messages.Add((delivery, channel, message));
                else
                {
                    delivery.State = DeliveryState.Dropped;
                    await NoteAsync(db, delivery, cancellationToken);
                }
            var outcomes = await Task.WhenAll(messages.Select(x => SendAsync(x.Delivery, x.Channel, x.Message, cancellationToken)));
            if (messages.Count > 0)
                CrashPoints.Reached(AlertCrashPoints.AfterSend);
            foreach (var (delivery, error) in outcomes)
                await NoteAsync(db, delivery, error, cancellationToken);
            return batch.Count == AtOnce;
        }
        finally
        {
            await Lease.ReleaseAsync(db, LeaseName, token, CancellationToken.None);
        }
    }

    private async Task<(Delivery, string? Error)> SendAsync(
        Delivery delivery,
        AlertChannel channel,
        Message message,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (delivery, await _senders[channel.Kind].SendAsync(channel, message, cancellationToken));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return (delivery, (failure.InnerException ?? failure).Message);
        }
    }

    private async Task NoteAsync(MatchingDbContext db, Delivery delivery, string? error, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (error is null)
            delivery.State = DeliveryState.Sent;
        else
            delivery.Failed(now);
        await NoteAsync(db, delivery, cancellationToken);
        var channel = db.AlertChannels.Where(x => x.Id == delivery.ChannelId);
        var shown = error?.Length > LongestError ? error[..LongestError] : error;
        if (error is null)
            await channel.ExecuteUpdateAsync(
                x =>
                    x.SetProperty(y => y.LastSentAt, now).SetProperty(y => y.Error, (string?)null).SetProperty(y => y.ErrorAt, (DateTimeOffset?)null),
                cancellationToken
            );
        else
            await channel.ExecuteUpdateAsync(x => x.SetProperty(y => y.Error, shown).SetProperty(y => y.ErrorAt, now), cancellationToken);
    }

    /// <summary>Changes nothing when the channel was removed meanwhile, and its messages with it.</summary>
    private static Task NoteAsync(MatchingDbContext db, Delivery delivery, CancellationToken cancellationToken) =>
        db
            .AlertDeliveries.Where(x => x.Id == delivery.Id)
            .ExecuteUpdateAsync(
                x =>
                    x.SetProperty(y => y.State, delivery.State)
                        .SetProperty(y => y.Attempts, delivery.Attempts)
                        .SetProperty(y => y.NotBefore, delivery.NotBefore),
                cancellationToken
            );

    /// <summary>Null when nothing of it may be seen any more: withdrawn, expired or declined since.</summary>
    private async Task<Message?> MessageAsync(MatchingDbContext db, Delivery delivery, AlertChannel channel, CancellationToken cancellationToken)
    {
        var language = new Language(channel.English);
        var now = time.GetUtcNow();
        IReadOnlyList<Told> told = [];
        if (delivery.Kind != DeliveryKind.Test)
        {
            var rows = await Inbox
                .Of(db, channel.Subject, channel.OrganisationId, now)
                .Where(x => delivery.AlertIds.Contains(x.Alert.Id))
                .OrderBy(x => x.Alert.Id)
                .ToListAsync(cancellationToken);
            var read = rows.Select(x => (Row: x, Listing: x.Listing.Read(), Own: x.Own?.Read())).ToList();
            var names = await db.NamesAsync(read.Select(x => x.Listing), cancellationToken);
            told = [.. read.Select(x => new Told(x.Row, x.Listing, x.Own, ListingSummary.OrganisationOf(x.Listing, names, language)))];
            if (told.Count == 0)
                return null;
        }
        return new Message(delivery.Id, delivery.Kind, told, language, configuration.PublicUrl().TrimEnd('/'), delivery.CreatedAt);
    }

    private async Task PruneAsync(MatchingDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = now - Kept;
        await db.AlertDeliveries.Where(x => x.CreatedAt < before && x.State != DeliveryState.Waiting).ExecuteDeleteAsync(cancellationToken);
        await db.Alerts.Where(x => x.At < before).ExecuteDeleteAsync(cancellationToken);
        _pruned = now;
    }
}

/// <summary>Sends to one kind of channel or several.</summary>
internal interface ISender
{
    IReadOnlyList<ChannelKind> Kinds { get; }

    /// <summary>Null when it was taken over; otherwise why not, in a sentence for whoever set the channel up. What it throws says the same.</summary>
    Task<string?> SendAsync(AlertChannel channel, Message message, CancellationToken cancellationToken);
}
