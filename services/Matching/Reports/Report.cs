using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Reports;

internal enum ReportState
{
    Open,

    /// <summary>An operator found nothing wrong, and said why.</summary>
    Dismissed,
    TakenDown,

    /// <summary>Its owner has ended the publication.</summary>
    Withdrawn,

    /// <summary>Taken down, and put back on the owner's appeal.</summary>
    Reinstated,
}

/// <summary>Somebody says that a listing should not stand as it does: the operator of its organisation's region decides.</summary>
internal sealed class Report
{
    /// <summary>The reason of an infringement complaint, to which the owner of the listing may answer.</summary>
    public const string Infringement = "infringement";
    public static readonly string[] Reasons = [Infringement, "falseInformation", "outdated", "duplicate", "spam", "secret", "personalData", "other"];

    public required Guid Id { get; init; }
    public required Guid ListingId { get; init; }
    public required ListingKind Kind { get; init; }

    /// <summary>Of the listing when it was reported.</summary>
    public required string Title { get; init; }

    /// <summary>The organisation whose listing it is.</summary>
    public required Guid OwnerId { get; init; }
    public required string Reason { get; init; }
    public string? Text { get; init; }

    /// <summary>The text looks like advertising or like no text at all: it is looked at after the others, never refused.</summary>
    public required bool Doubtful { get; init; }

    /// <summary>Whom the reporter acted for; null for a visitor.</summary>
    public Guid? OrganisationId { get; init; }
    public string? Subject { get; init; }

    /// <summary>Of what lets a visitor see the outcome; who reads the store cannot use it.</summary>
    public string? TokenHash { get; init; }
    public required DateTimeOffset At { get; init; }
    public ReportState State { get; private set; }

    /// <summary>What the owner says to an infringement complaint.</summary>
    public string? Statement { get; private set; }
    public DateTimeOffset? StatementAt { get; private set; }

    /// <summary>Why it was dismissed; the reporter reads it.</summary>
    public string? Decision { get; private set; }
    public string? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    public void Answer(string statement, DateTimeOffset now) => (Statement, StatementAt) = (statement, now);

    public void Dismiss(string reason, string by, DateTimeOffset now) =>
        (State, Decision, DecidedBy, DecidedAt) = (ReportState.Dismissed, reason, by, now);

    /// <summary>What became of the listing, as its service told it.</summary>
    public void Follow(ReportState state, DateTimeOffset now) => (State, DecidedAt) = (state, now);

    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string HashOf(string? token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token ?? "")));
}

internal static class ReportModel
{
    public static void AddReports(this ModelBuilder model) =>
        model.Entity<Report>(row =>
        {
            row.ToTable("reports");
            row.Property(x => x.Id).ValueGeneratedNever();
            // Two operators who decide at once: the second is told.
            row.Property(x => x.State).HasConversion<string>().HasMaxLength(20).IsConcurrencyToken();
            row.Property(x => x.Reason).HasMaxLength(30);
            row.Property(x => x.TokenHash).HasMaxLength(64);
            row.HasIndex(x => x.ListingId);
            row.HasIndex(x => x.Subject);
            row.HasIndex(x => new
            {
                x.State,
                x.Doubtful,
                x.Id,
            });
            row.HasIndex(x => x.OwnerId).HasFilter("reason = 'infringement'");
        });

    /// <summary>Those about organisations of the operator's subtree; never about his own.</summary>
    public static IQueryable<Report> DecidedBy(this IQueryable<Report> reports, MatchingDbContext db, Caller caller)
    {
        var subtree = RegionCode.Prefix(caller.Region);
        return reports.Where(x =>
            x.OwnerId != caller.OrganisationId && db.Organisations.Any(owner => owner.Id == x.OwnerId && owner.Region.StartsWith(subtree))
        );
    }

    /// <summary>Infringement complaints about the caller's organisation's listings: the one kind that its other side hears of before the decision.</summary>
    public static IQueryable<Report> Against(this IQueryable<Report> reports, Caller caller) =>
        reports.Where(x => x.OwnerId == caller.OrganisationId && x.Reason == Report.Infringement);
}
