using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Appeals;
using TechTransfer.Listings.Duplicates;
using TechTransfer.Listings.Files;
using TechTransfer.Listings.Grants;
using TechTransfer.Listings.Import;
using TechTransfer.Listings.Reviews.Claim;
using TechTransfer.Listings.Samples;
using TechTransfer.Listings.Views;
using TechTransfer.Messaging;

namespace TechTransfer.Listings;

/// <summary>The tables that every kind of listing needs; a service derives its context and gives the listing's table its name.</summary>
public abstract class ListingsDbContext<TContent>(DbContextOptions options, string table) : DbContext(options)
    where TContent : ListingContent
{
    public DbSet<Listing<TContent>> Listings => Set<Listing<TContent>>();
    public DbSet<VersionRow> Versions => Set<VersionRow>();
    public DbSet<AuditRow> Audit => Set<AuditRow>();
    public DbSet<OrganisationRow> Organisations => Set<OrganisationRow>();
    public DbSet<DealRow> Deals => Set<DealRow>();
    public DbSet<IpNumberRow> IpNumbers => Set<IpNumberRow>();
    public DbSet<FingerprintRow> Fingerprints => Set<FingerprintRow>();
    public DbSet<ClaimRow> Claims => Set<ClaimRow>();
    public DbSet<SampleRow> Samples => Set<SampleRow>();
    public DbSet<PairRow> Pairs => Set<PairRow>();
    public DbSet<AppealRow> Appeals => Set<AppealRow>();
    public DbSet<GrantRow> Grants => Set<GrantRow>();
    public DbSet<SectionViewRow> SectionViews => Set<SectionViewRow>();
    public DbSet<PersonRow> People => Set<PersonRow>();
    public DbSet<FileRow> Files => Set<FileRow>();
    public DbSet<FileChunkRow> FileChunks => Set<FileChunkRow>();
    public DbSet<ViewRow> Views => Set<ViewRow>();
    public DbSet<ImportRow> Imports => Set<ImportRow>();
    public DbSet<ImportChunkRow> ImportChunks => Set<ImportChunkRow>();
    public DbSet<ImportRefusalRow> ImportRefusals => Set<ImportRefusalRow>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.AddMessaging().AddIdempotency();
        model.Entity<Listing<TContent>>(listing =>
        {
            listing.ToTable(table);
            listing.HasKey(x => x.Id);
            listing.Property(x => x.Id).ValueGeneratedNever();
            listing.Property(x => x.Change).IsConcurrencyToken();
            listing.Property(x => x.OrganisationRegion).HasMaxLength(6);
            listing.Property(x => x.Region).HasMaxLength(6);
            listing.Property(x => x.Industry).HasMaxLength(5);
            listing.Property(x => x.ShownRegion).HasMaxLength(6);
            listing.Property(x => x.ShownIndustry).HasMaxLength(5);
            listing.Property(x => x.State).HasConversion<string>().HasMaxLength(20);
            listing.Property(x => x.Revision).HasConversion<string>().HasMaxLength(20);
            listing
                .Ignore(x => x.Content)
                .Ignore(x => x.PublicContent)
                .Ignore(x => x.Hidden)
                .Ignore(x => x.Working)
                .Ignore(x => x.IsPublic)
                .Ignore(x => x.IsEntry)
                .Ignore(x => x.Reached)
                .Ignore(x => x.IsReviewersAlone);
            // "Mine", newest first, whole or by state; the counts read the second index alone.
            listing.HasIndex(x => new
            {
                x.OrganisationId,
                x.UpdatedAt,
                x.Id,
            });
            listing.HasIndex(x => new
            {
                x.OrganisationId,
                x.State,
                x.UpdatedAt,
                x.Id,
            });
            // The operator's queue, oldest first: the region is in the index so that other regions' rows are passed over without reading them, and
            // the owner, so that counting reads the index alone.
            listing
                .HasIndex(x => new
                {
                    x.WaitingSince,
                    x.Id,
                    x.OrganisationRegion,
                    x.OrganisationId,
                })
                .HasFilter("waiting_since IS NOT NULL");
            // What somebody enters for others, until they make it their own; what an operator's import published at once is none of it.
            listing
                .HasIndex(x => new
                {
                    x.EnteredById,
                    x.UpdatedAt,
                    x.Id,
                })
                .HasFilter("owned_since IS NULL AND published_version IS NULL");
            listing.HasIndex(x => new { x.State, x.ValidUntil });
            // Few are hidden from anybody; they are looked through when somebody joins.
            listing.HasIndex(x => x.CreatedAt).HasFilter("hidden_as IS NOT NULL");
            listing.HasIndex(x => x.NeedsFingerprint).HasFilter("needs_fingerprint");
            listing
                .HasIndex(x => new
                {
                    x.EnteredById,
                    x.Source,
                    x.ExternalId,
                })
                .IsUnique()
                .HasFilter("external_id IS NOT NULL");
        });
        model.Entity<VersionRow>(version =>
        {
            version.ToTable("versions");
            version.HasKey(x => new { x.ListingId, x.Version });
            version.Property(x => x.State).HasConversion<string>().HasMaxLength(20);
        });
        model.Entity<AuditRow>(audit =>
        {
            audit.ToTable("audit");
            audit.HasKey(x => x.Id);
            audit.HasIndex(x => x.ListingId);
            // What was decided this week; imports write none of these.
            audit.HasIndex(x => x.At).HasFilter("action IN ('publish', 'return', 'reject')");
        });
        model.Entity<OrganisationRow>(organisation =>
        {
            organisation.ToTable("organisations");
            organisation.HasKey(x => x.Id);
            organisation.Property(x => x.Id).ValueGeneratedNever();
            organisation.Property(x => x.Version).IsConcurrencyToken();
            organisation.HasIndex(x => x.Name);
            organisation.HasIndex(x => x.CreditCode);
        });
        model.Entity<DealRow>(deal =>
        {
            deal.ToTable("deals");
            deal.HasKey(x => x.Id);
            deal.Property(x => x.Id).ValueGeneratedNever();
            deal.Property(x => x.Version).IsConcurrencyToken();
            deal.HasIndex(x => x.ListingId);
        });
        model.Entity<IpNumberRow>(number =>
        {
            number.ToTable("ip_numbers");
            number.HasKey(x => new { x.Number, x.ListingId });
            number.HasIndex(x => x.ListingId);
        });
        model.Entity<FingerprintRow>(fingerprint =>
        {
            fingerprint.ToTable("fingerprints");
            fingerprint.HasKey(x => new { x.Band, x.ListingId });
            fingerprint.HasIndex(x => x.ListingId);
        });
        AddReviews(model);
        model.AddAppeals();
        model.AddGrants();
        model.AddFiles();
        model.AddViews();
        AddImports(model);
    }

    private static void AddReviews(ModelBuilder model)
    {
        model.Entity<ClaimRow>(claim =>
        {
            claim.ToTable("review_claims");
            claim.HasKey(x => x.ListingId);
            claim.Property(x => x.ListingId).ValueGeneratedNever();
        });
        model.Entity<SampleRow>(sample =>
        {
            sample.ToTable("review_samples");
            sample.HasKey(x => new { x.ListingId, x.Version });
            sample.Property(x => x.Outcome).HasConversion<string>().HasMaxLength(20).IsConcurrencyToken();
            // What is still to be looked at, oldest first.
            sample.HasIndex(x => new { x.At, x.ListingId }).HasFilter("outcome IS NULL");
        });
        model.Entity<PairRow>(pair =>
        {
            pair.ToTable("review_pairs");
            pair.HasKey(x => new { x.ListingId, x.OtherId });
            pair.Property(x => x.Outcome).HasConversion<string>().HasMaxLength(20).IsConcurrencyToken();
            pair.HasIndex(x => x.OtherId);
            // Conflicts that wait, oldest first.
            pair.HasIndex(x => new { x.OpenedAt, x.ListingId }).HasFilter("outcome IS NULL");
        });
    }

    private static void AddImports(ModelBuilder model)
    {
        model.Entity<ImportRow>(import =>
        {
            import.ToTable("imports");
            import.HasKey(x => x.Id);
            import.Property(x => x.Id).ValueGeneratedNever();
            import.Property(x => x.State).HasConversion<string>().HasMaxLength(20);
            import.Ignore(x => x.Caller);
            import.HasIndex(x => new
            {
                x.OrganisationId,
                x.CreatedAt,
                x.Id,
            });
            import.HasIndex(x => new { x.State, x.CreatedAt });
        });
        model.Entity<ImportChunkRow>(chunk =>
        {
            chunk.ToTable("import_chunks");
            chunk.HasKey(x => new { x.ImportId, x.Number });
        });
        model.Entity<ImportRefusalRow>(refusal =>
        {
            refusal.ToTable("import_refusals");
            refusal.HasKey(x => new
            {
                x.ImportId,
                x.RowNumber,
                x.Position,
            });
        });
    }
}

/// <summary>A version that another one replaced; the one in work stands in the listing itself.</summary>
public sealed class VersionRow
{
    public required Guid ListingId { get; init; }
    public required long Version { get; init; }

    /// <summary>How far this version had come when it was replaced.</summary>
    public required ListingState State { get; init; }
    public required string ContentJson { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string By { get; init; }
}

/// <summary>Who did what to a listing, and when; only ever added to.</summary>
public sealed class AuditRow
{
    public long Id { get; init; }
    public required Guid ListingId { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Subject { get; init; }
    public required string By { get; init; }
    public required Guid? OrganisationId { get; init; }
    public required string Action { get; init; }
    public string? Detail { get; init; }
}

/// <summary>Copy of an organisation's public state, kept from OrganisationChanged.</summary>
public sealed class OrganisationRow
{
    public required Guid Id { get; init; }

    /// <summary>A <see cref="Messaging.Stamp"/>; 0: an import named it, and its own event is on the way.</summary>
    public required long Version { get; set; }
    public required string Name { get; set; }
    public string? NameEn { get; set; }
    public string? CreditCode { get; set; }
    public required string Region { get; set; }
    public required string State { get; set; }
    public bool TrustedToSelfPublish { get; set; }
    public bool IsPlaceholder { get; set; }

    /// <summary>The organisation that this one, known from an import by its name alone, turned out to be.</summary>
    public Guid? ClaimedById { get; set; }

    public bool IsVerified => State == "verified";

    /// <summary>Everybody may know of it: it is verified, or waits to be claimed.</summary>
    public bool HasPage => IsVerified || IsPlaceholder && State == "unverified";
}

/// <summary>Copy of a deal on a listing of this service, kept from DealChanged: opens the contact and sets the flags.</summary>
public sealed class DealRow
{
    public required Guid Id { get; init; }

    /// <summary>A <see cref="Messaging.Stamp"/>.</summary>
    public required long Version { get; set; }
    public required Guid ListingId { get; init; }
    public required string Stage { get; set; }
    public required Guid OtherOrganisationId { get; init; }
    public Guid? BrokerOrganisationId { get; set; }
}

/// <summary>A normalised intellectual property number of a submitted listing.</summary>
public sealed record IpNumberRow(string Number, Guid ListingId);

/// <summary>One band of a submitted listing's MinHash: listings that share a band are likely to be alike.</summary>
public sealed record FingerprintRow(long Band, Guid ListingId);
