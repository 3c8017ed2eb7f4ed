using Microsoft.EntityFrameworkCore;
using TechTransfer.Matching.Alerts.Channels;
using TechTransfer.Matching.Alerts.Sending;

namespace TechTransfer.Matching.Alerts;

internal static class AlertModel
{
    public static void AddAlerts(this ModelBuilder model)
    {
        model.Entity<Alert>(row =>
        {
            row.ToTable("alerts");
            row.Property(x => x.Id).ValueGeneratedNever();
            // A cause has one recipient, so this is once for each recipient, listing and reason.
            row.HasIndex(x => new { x.ListingId, x.CauseId }).IsUnique();
            row.HasIndex(x => x.CauseId);
            row.HasIndex(x => new
            {
                x.OrganisationId,
                x.Subject,
                x.Id,
            });
        });
        model.Entity<AlertReader>(row =>
        {
            row.ToTable("alert_readers");
            row.HasKey(x => new { x.Subject, x.OrganisationId });
            // Every publication asks who wants to be told of more than strong matches; few do.
            row.HasIndex(x => x.OrganisationId).HasFilter("from_level < 4");
        });
        model.Entity<AlertChannel>(row =>
        {
            row.ToTable("alert_channels");
            row.Property(x => x.Id).ValueGeneratedNever();
            row.HasIndex(x => new { x.OrganisationId, x.Subject });
        });
        model.Entity<Delivery>(row =>
        {
            row.ToTable("alert_deliveries");
            row.Property(x => x.Id).ValueGeneratedNever();
            row.HasIndex(x => new { x.State, x.NotBefore });
            row.HasIndex(x => new { x.ChannelId, x.State });
        });
        model.Entity<DigestItem>(row =>
        {
            row.ToTable("digest_items");
            row.HasKey(x => new { x.ChannelId, x.AlertId });
            row.HasIndex(x => x.At);
        });
    }
}
