using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Messaging;

public static class MessagingModel
{
    // A Chinese character as it is: escaped, as is the default, it takes six bytes in every outbox, queue and dead letter instead of three.
    internal static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = Encoder };

    /// <summary>Adds the tables of outbox, inbox, dead letters, leases, epochs and announcements to a service's context. Call it from OnModelCreating.</summary>
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
        model.Entity<AnnouncementRow>(row =>
        {
            row.ToTable("announcements");
            row.HasKey(x => x.Id);
            row.Property(x => x.Id).ValueGeneratedNever();
            row.Property(x => x.Kind).HasMaxLength(40);
            row.Property(x => x.Reason).HasMaxLength(40);
        });
        model.Entity<EpochRow>(row =>
        {
            row.ToTable("epochs");
            row.HasKey(x => x.Number);
            row.Property(x => x.Number).ValueGeneratedNever();
        });
        return model;
    }

    /// <summary>Puts an event into the outbox; it is saved, and then delivered, with the change it tells of.</summary>
    public static void Enqueue(this DbContext db, IIntegrationEvent @event) => Enqueue(db, @event, @event.Bulk, rewrites: false);

    internal static void Enqueue(DbContext db, IIntegrationEvent @event, bool bulk, bool rewrites)
    {
        db.Set<OutboxRow>()
            .Add(
                new OutboxRow
                {
                    MessageId = MessageIds.New(bulk),
                    Type = @event.GetType().Name,
                    Schema = EventCatalogue.SchemaOf(@event.GetType()),
                    Body = JsonSerializer.Serialize(@event, @event.GetType(), Json),
                    AggregateId = @event.AggregateId,
                    Version = @event.Version,
                    Epoch = StoreEpochs.Current(db),
                    Rewrites = rewrites,
                    OccurredAt = TimeProvider.System.GetUtcNow(),
                    TraceParent = Activity.Current?.Id,
                }
            );
        RelayWaker.MarkPending(db);
    }
}
