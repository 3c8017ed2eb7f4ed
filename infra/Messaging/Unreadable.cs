using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Messaging;

/// <summary>
/// What arrived at an endpoint and never came as far as its consumer: no JSON, of a type that the endpoint does not know, too large, or given to it too
/// often. It becomes a dead letter with as much of it as can be read.
/// </summary>
internal sealed class Unreadable(
    EventCatalogue catalogue,
    IServiceProvider services,
    DeliveryReports reports,
    RelayFigures figures,
    IOptions<MessagingOptions> options,
    TimeProvider time
)
{
    private const int KeptOfOversized = 4096;

    // An envelope adds to the event what concerns its delivery.
    private const int Envelope = 8192;

    /// <returns>Null when a message of that size may be read.</returns>
    public string? WhyTooLarge(long? bytes) =>
        bytes > options.Value.MaxEventBytes + Envelope
            ? $"The message has {bytes} bytes; Messaging:MaxEventBytes allows {options.Value.MaxEventBytes}."
            : null;

    /// <exception cref="Exception">The store is away; the message has to come again.</exception>
    public async Task BuryAsync(string endpoint, byte[] body, Guid? messageId, string reason, string detail, CancellationToken cancellationToken)
    {
        var letter = Read(endpoint, body, messageId, reason, detail);
        await catalogue.Registrations.First(x => x.Name == endpoint).Bury(services, letter, cancellationToken);
        figures.CountDeadLetters(endpoint, 1);
        reports.Done(endpoint, [letter.MessageId]);
    }

    private DeadLetterRow Read(string endpoint, byte[] body, Guid? messageId, string reason, string detail)
    {
        var isOversized = WhyTooLarge(body.Length) is not null;
        // PostgreSQL keeps no NUL in a text.
        var text = Encoding.UTF8.GetString(isOversized ? body.AsSpan(0, KeptOfOversized) : body).Replace('\0', '\uFFFD');
        var (type, schema, epoch, id, @event) = isOversized ? default : Open(text);
        return new DeadLetterRow
        {
            Id = Guid.CreateVersion7(),
            Endpoint = endpoint,
            // One without an id is known again by its content.
            MessageId = messageId ?? id ?? new Guid(SHA256.HashData(body).AsSpan(0, 16)),
            Type = type is null ? "?" : type[..Math.Min(type.Length, 200)],
            Schema = schema ?? 1,
            Body = @event is null ? text : @event.Value.Raw,
            AggregateId = @event?.Event?.AggregateId,
            Version = @event?.Event?.Version,
            Epoch = epoch ?? 0,
            Reason = reason == DeadLetterReason.Failed && @event?.Event is null ? DeadLetterReason.Unreadable : reason,
            Detail = detail,
            FailedAt = time.GetUtcNow(),
        };
    }

    private (string? Type, int? Schema, long? Epoch, Guid? Id, (string Raw, IIntegrationEvent? Event)? Event) Open(string text)
    {
        try
        {
            using var envelope = JsonDocument.Parse(text);
            var root = envelope.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("message", out var message))
                return default;
            var type = root.TryGetProperty("messageType", out var urns) ? urns.EnumerateArray().FirstOrDefault().GetString()?.Split(':')[^1] : null;
            var hasHeaders = root.TryGetProperty("headers", out var headers);
            var schema = hasHeaders && headers.TryGetProperty(MessageHeaders.Schema, out var number) ? number.GetInt32() : (int?)null;
            var epoch = hasHeaders && headers.TryGetProperty(MessageHeaders.Epoch, out var sent) ? sent.GetInt64() : (long?)null;
            var id = root.TryGetProperty("messageId", out var own) && own.TryGetGuid(out var guid) ? guid : (Guid?)null;
            return (type, schema, epoch, id, (message.GetRawText(), Event(type, message)));
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException)
        {
            return default;
        }
    }

    private IIntegrationEvent? Event(string? name, JsonElement message)
    {
        try
        {
            return name is not null && catalogue.Find(name) is { } type ? (IIntegrationEvent?)message.Deserialize(type, MessagingModel.Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Writes an unreadable message into the dead letters of one service.</summary>
internal static class Burial
{
    public static async Task RunAsync<TContext>(IServiceProvider services, DeadLetterRow letter, CancellationToken cancellationToken)
        where TContext : DbContext
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        if (await IsKnownAsync(db, letter, cancellationToken))
            return;
        db.Add(letter);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Two replicas at once: the other one's row will do.
            db.ChangeTracker.Clear();
            if (!await IsKnownAsync(db, letter, cancellationToken))
                throw;
        }
    }

    private static async Task<bool> IsKnownAsync(DbContext db, DeadLetterRow letter, CancellationToken cancellationToken) =>
        await db.Set<DeadLetterRow>().AnyAsync(x => x.Endpoint == letter.Endpoint && x.MessageId == letter.MessageId, cancellationToken)
        || await db.Set<InboxRow>().AnyAsync(x => x.Endpoint == letter.Endpoint && x.MessageId == letter.MessageId, cancellationToken);
}
