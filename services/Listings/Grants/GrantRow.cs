using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Listings.Grants;

public enum GrantState
{
    Asked,
    Granted,
    Refused,

    /// <summary>By who asked, before or after the owner's decision.</summary>
    Withdrawn,

    /// <summary>By the owner.</summary>
    Revoked,
}

/// <summary>
/// An organisation asks to read sections that are on request, and gives an undertaking for it; what became of it. A grant is for the listing: it goes on for later
/// published versions, in the same sections.
/// </summary>
public sealed class GrantRow
{
    public required Guid Id { get; init; }
    public required Guid ListingId { get; init; }

    /// <summary>Who asks: its people alone read what is granted.</summary>
    public required Guid OrganisationId { get; init; }
    public required List<string> Sections { get; init; }
    public required string Purpose { get; init; }
    public required string UndertakingVersion { get; init; }

    /// <summary>Language of the text that was accepted, and its SHA-256.</summary>
    public required string UndertakingLanguage { get; init; }
    public required string UndertakingSha256 { get; init; }
    public required string AskedBySubject { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public GrantState State { get; private set; }

    /// <summary>Of a refusal or revocation; who asked reads it.</summary>
    public string? Reason { get; private set; }

    /// <summary>Who granted or refused.</summary>
    public string? DecidedBySubject { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Who withdrew or revoked.</summary>
    public string? EndedBySubject { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Counts what happened to it: version of its events.</summary>
    public long Change { get; private set; } = 1;

    public bool IsOpen => State is GrantState.Asked or GrantState.Granted;

    /// <summary>False when its state does not allow it.</summary>
    public bool Decide(GrantState to, string? reason, string by, DateTimeOffset now)
    {
        if (State != GrantState.Asked)
            return false;
        (State, Reason, DecidedBySubject, DecidedAt) = (to, reason, by, now);
        Change++;
        return true;
    }

    /// <summary>False when its state does not allow it: what was asked is withdrawn, what was granted withdrawn or revoked.</summary>
    public bool End(GrantState to, string? reason, string by, DateTimeOffset now)
    {
        if (!IsOpen || State == GrantState.Asked && to == GrantState.Revoked)
            return false;
        (State, Reason, EndedBySubject, EndedAt) = (to, reason, by, now);
        Change++;
        return true;
    }
}

/// <summary>Somebody read what was granted to his organisation; only ever added to.</summary>
public sealed class SectionViewRow
{
    public long Id { get; init; }
    public required Guid ListingId { get; init; }
    public required long Version { get; init; }
    public required Guid OrganisationId { get; init; }
    public required string Subject { get; init; }
    public required List<string> Sections { get; init; }

    /// <summary>The attachment that was downloaded; null: the sections were shown.</summary>
    public Guid? FileId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The call that it was, if it said so: the same call again, within minutes, is no other view.</summary>
    public string? Call { get; init; }
}

/// <summary>
/// The name of somebody whom grants and views name by the subject alone, so that erasing a person changes this row and none of theirs.
/// </summary>
public sealed class PersonRow
{
    public required string Subject { get; init; }
    public required string Name { get; set; }
}

internal static class GrantModel
{
    public static void AddGrants(this ModelBuilder model)
    {
        model.Entity<GrantRow>(grant =>
        {
            grant.ToTable("grants");
            grant.HasKey(x => x.Id);
            grant.Property(x => x.Id).ValueGeneratedNever();
            // Two who decide at once: the second is told.
            grant.Property(x => x.State).HasConversion<string>().HasMaxLength(20).IsConcurrencyToken();
            grant.Property(x => x.UndertakingSha256).HasMaxLength(64);
            grant.Ignore(x => x.IsOpen);
            grant.HasIndex(x => new { x.ListingId, x.OrganisationId });
            grant.HasIndex(x => new { x.OrganisationId, x.Id });
            // An organisation asks once at a time for each listing.
            grant.HasIndex(x => new { x.OrganisationId, x.ListingId }).IsUnique().HasFilter("state = 'Asked'").HasDatabaseName("ix_grants_asked");
            grant.HasIndex(x => x.AskedBySubject);
        });
        model.Entity<SectionViewRow>(view =>
        {
            view.ToTable("section_views");
            view.HasKey(x => x.Id);
            view.Property(x => x.Call).HasMaxLength(64);
            view.HasIndex(x => new { x.ListingId, x.Id });
            view.HasIndex(x => x.Subject);
            view.HasIndex(x => x.Call).IsUnique().HasFilter("call IS NOT NULL");
        });
        model.Entity<PersonRow>(person =>
        {
            person.ToTable("people");
            person.HasKey(x => x.Subject);
        });
    }
}
