using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Messaging;

public static class MessagingModel
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Adds the tables of outbox, inbox, dead letters and leases to a service's context. Call it from OnModelCreating.</summary>
    public static ModelBuilder AddMessaging(this ModelBuilder model)
    {
        model.Entity<OutboxRow>(row =>
        {
            row.ToTable("outbox");
            row.HasKey(x => x.Id);
            row.Property(x => x.Id).ValueGeneratedOnAdd();
            row.Property(x => x.Type).HasMaxLength(200);
            row.Property(x => x.TraceParent).HasMaxLength(64);
            row.HasIndex(x => x.MessageId).IsUnique();
            row.HasIndex(x => x.AggregateId);
        });
        model.Entity<InboxRow>(row =>
        {
            row.ToTable("inbox");
            row.HasKey(x => new { x.Endpoint, x.MessageId });
            row.Property(x => x.Endpoint).HasMaxLength(100);
            row.Property(x => x.Outcome).HasMaxLength(20);
            row.HasIndex(x => x.ProcessedAt);
        });
        model.Entity<DeadLetterRow>(row =>
        {
            row.ToTable("dead_letters");
            row.HasKey(x => x.Id);
            row.Property(x => x.Endpoint).HasMaxLength(100);
            row.Property(x => x.Type).HasMaxLength(200);
            row.HasIndex(x => new { x.Endpoint, x.MessageId }).IsUnique();
            row.Property(x => x.Reason).HasMaxLength(20);
            row.HasIndex(x => x.AggregateId);
        });
        model.Entity<LeaseRow>(row =>
        {
            row.ToTable("leases");
            row.HasKey(x => x.Name);
            // Lease writes these names in SQL, so they do not depend on a naming convention.
            row.Property(x => x.Name).HasColumnName("name").HasMaxLength(100);
            row.Property(x => x.Holder).HasColumnName("holder").HasMaxLength(200);
            row.Property(x => x.Token).HasColumnName("token");
            row.Property(x => x.ExpiresAt).HasColumnName("expires_at");
        });
        return model;
    }

    /// <summary>Puts an event into the outbox; it is saved, and then delivered, with the change it tells of.</summary>
    public static void Enqueue(this DbContext db, IIntegrationEvent @event)
    {
        db.Set<OutboxRow>()
            .Add(
                new OutboxRow
                {
                    MessageId = MessageIds.New(@event.Bulk),
                    Type = @event.GetType().Name,
                    Schema = EventCatalogue.SchemaOf(@event.GetType()),
                    Body = JsonSerializer.Serialize(@event, @event.GetType(), Json),
                    AggregateId = @event.AggregateId,
                    Version = @event.Version,
                    OccurredAt = TimeProvider.System.GetUtcNow(),
                    TraceParent = Activity.Current?.Id,
                }
            );
        RelayWaker.MarkPending(db);
    }
}
