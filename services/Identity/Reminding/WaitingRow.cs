using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Identity.Reminding;

/// <summary>How often a person is reminded by mail of what waits for him.</summary>
internal enum ReminderPace
{
    /// <summary>On each working day on which something waits.</summary>
    Daily,

    /// <summary>On the first working day of the week.</summary>
    Weekly,
    Never,
}

/// <summary>What a service has counted this morning for an organisation's people or a region's operators.</summary>
internal sealed class WaitingRow
{
    public required string Service { get; init; }

    /// <summary>The organisation's id, or the region's code.</summary>
    public required string Place { get; init; }
    public required string Kind { get; init; }
    public required DateOnly Day { get; set; }

    /// <summary>Who of them can do it.</summary>
    public required string Role { get; set; }
    public required int Count { get; set; }
    public required DateTimeOffset Since { get; set; }
}

/// <summary>The mails of this day are written: whoever saves it first writes them.</summary>
internal sealed class ReminderDay
{
    public required DateOnly Day { get; init; }
}

internal static class WaitingModel
{
    public static void AddReminding(this ModelBuilder model)
    {
        model.Entity<WaitingRow>(row =>
        {
            row.ToTable("waiting_work");
            row.HasKey(x => new
            {
                x.Service,
                x.Place,
                x.Kind,
            });
            row.Property(x => x.Service).HasMaxLength(30);
            row.Property(x => x.Place).HasMaxLength(36);
            row.Property(x => x.Kind).HasMaxLength(30);
            row.Property(x => x.Role).HasMaxLength(30);
        });
        model.Entity<ReminderDay>(day =>
        {
            day.ToTable("reminder_days");
            day.HasKey(x => x.Day);
        });
    }
}
