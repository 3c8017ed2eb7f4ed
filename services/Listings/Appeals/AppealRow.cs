using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Appeals;

public enum AppealState
{
    Waiting,

    /// <summary>The listing stays down.</summary>
    Upheld,
    Reinstated,
}

/// <summary>What the owner of a listing says against its take-down, and what another operator than the one who took it down decided.</summary>
public sealed class AppealRow
{
    public required Guid Id { get; init; }
    public required Guid ListingId { get; init; }
    public required string Text { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Who appealed.</summary>
    public required string Subject { get; init; }

    /// <summary>The take-down that it is about: who and when.</summary>
    public required string TakenDownBy { get; init; }
    public required DateTimeOffset TakenDownAt { get; init; }
    public AppealState State { get; private set; }

    /// <summary>Why it was decided so; the owner reads it.</summary>
    public string? Reason { get; private set; }
    public string? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    public void Decide(AppealState state, string reason, string by, DateTimeOffset now) =>
        (State, Reason, DecidedBy, DecidedAt) = (state, reason, by, now);
}

internal static class Appeals
{
    public static void AddAppeals(this ModelBuilder model) =>
        model.Entity<AppealRow>(appeal =>
        {
            appeal.ToTable("appeals");
            appeal.HasKey(x => x.Id);
            appeal.Property(x => x.Id).ValueGeneratedNever();
            // Two operators who decide at once: the second is told.
            appeal.Property(x => x.State).HasConversion<string>().HasMaxLength(20).IsConcurrencyToken();
            appeal.HasIndex(x => x.ListingId);
            appeal.HasIndex(x => x.Id).HasFilter("state = 'Waiting'").HasDatabaseName("ix_appeals_waiting");
        });

    /// <summary>Appeals about organisations of the operator's subtree and, for an administrator, all; never about the own organisation.</summary>
    public static IQueryable<AppealRow> OverseenBy<TContent>(this ListingsDbContext<TContent> db, Caller caller)
        where TContent : ListingContent
    {
        // A prefix that no region begins with for those who oversee none.
        var overseen =
            caller.IsAdministrator ? ""
            : caller.IsOperator ? RegionCode.Prefix(caller.Region)
            : "-";
        return db.Appeals.Where(x =>
            db.Listings.Any(y => y.Id == x.ListingId && y.OrganisationId != caller.OrganisationId && y.OrganisationRegion.StartsWith(overseen))
        );
    }
}
