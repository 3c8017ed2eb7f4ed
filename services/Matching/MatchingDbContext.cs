using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using TechTransfer.Hosting;
using TechTransfer.Matching.Alerts;
using TechTransfer.Matching.Alerts.Channels;
using TechTransfer.Matching.Alerts.Sending;
using TechTransfer.Matching.Favourites;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Matches;
using TechTransfer.Matching.Operation;
using TechTransfer.Matching.Reports;
using TechTransfer.Matching.SavedSearches;
using TechTransfer.Matching.Search;
using TechTransfer.Messaging;

namespace TechTransfer.Matching;

internal abstract class MatchingDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<ListingCopy> Listings => Set<ListingCopy>();
    public DbSet<PreparedCopy> Prepared => Set<PreparedCopy>();
    public DbSet<OrganisationCopy> Organisations => Set<OrganisationCopy>();
    public DbSet<IndexWork> IndexWork => Set<IndexWork>();
    public DbSet<GenerationRow> Generations => Set<GenerationRow>();
    public DbSet<StoredMatch> Matches => Set<StoredMatch>();
    public DbSet<Stance> Stances => Set<Stance>();
    public DbSet<TrainingConsent> TrainingConsents => Set<TrainingConsent>();
    public DbSet<SuggestedTerm> SuggestedTerms => Set<SuggestedTerm>();
    public DbSet<Favourite> Favourites => Set<Favourite>();
    public DbSet<Report> Reports => Set<Report>();
    public DbSet<SavedSearch> SavedSearches => Set<SavedSearch>();
    public DbSet<SearchChange> SearchChanges => Set<SearchChange>();
    public DbSet<LastSearchChange> LastSearchChanges => Set<LastSearchChange>();
    public DbSet<Alert> Alerts => Set<Alert>();
    public DbSet<AlertReader> AlertReaders => Set<AlertReader>();
    public DbSet<AlertChannel> AlertChannels => Set<AlertChannel>();
    public DbSet<Delivery> AlertDeliveries => Set<Delivery>();
    public DbSet<DigestItem> DigestItems => Set<DigestItem>();
    public DbSet<DriftCheck> DriftChecks => Set<DriftCheck>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddMessaging();
        modelBuilder.Entity<ListingCopy>(row =>
        {
            row.ToTable("listings");
            row.Property(x => x.Id).ValueGeneratedNever();
            row.Property(x => x.Version).IsConcurrencyToken();
            row.Property(x => x.State).HasMaxLength(20);
            row.Property(x => x.Region).HasMaxLength(6);
            row.HasIndex(x => x.MatchKey).IsUnique();
            row.HasIndex(x => x.OrganisationId);
            // For the figures alone. With the state first SQLite would look up twenty listings by their ids through it, reading all that are published.
            row.HasIndex(x => new
            {
                x.Region,
                x.Kind,
                x.State,
                x.ValidUntil,
            });
        });
        modelBuilder.Entity<PreparedCopy>(row =>
        {
            row.ToTable("prepared_listings");
            row.HasKey(x => x.ListingId);
            row.Property(x => x.ListingId).ValueGeneratedNever();
        });
        modelBuilder.Entity<OrganisationCopy>(row =>
        {
            row.ToTable("organisations");
            row.Property(x => x.Id).ValueGeneratedNever();
            row.Property(x => x.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<IndexWork>(row =>
        {
            row.ToTable("index_work");
            row.Property(x => x.Id).ValueGeneratedOnAdd();
            row.HasIndex(x => x.ListingId);
            row.HasIndex(x => new
            {
                x.Lane,
                x.Stage,
                x.Id,
            });
        });
        modelBuilder.Entity<GenerationRow>(row =>
        {
            row.ToTable("generations");
            row.HasKey(x => x.Number);
            row.Property(x => x.Number).ValueGeneratedNever();
        });
        modelBuilder.Entity<DriftCheck>(row =>
        {
            row.ToTable("drift_checks");
            row.Property(x => x.Id).ValueGeneratedNever();
            row.Property(x => x.Reason).HasMaxLength(10);
            row.Ignore(x => x.Found);
        });
        modelBuilder.Entity<StoredMatch>(row =>
        {
            row.ToTable("matches");
            row.HasKey(x => new { x.DemandKey, x.AchievementKey });
            row.HasIndex(x => new { x.AchievementKey, x.Score });
            row.HasIndex(x => new { x.DemandKey, x.Score });
            // The inbox shows what is worth a look, newest first; most stored pairs are not.
            row.HasIndex(x => x.FoundAt).HasFilter("level >= 2");
        });
        modelBuilder.Entity<Stance>(row =>
        {
            row.ToTable("stances");
            row.HasKey(x => new
            {
                x.OrganisationId,
                x.DemandKey,
                x.AchievementKey,
            });
            row.Property(x => x.Kind).HasMaxLength(20);
        });
        modelBuilder.Entity<TrainingConsent>(row =>
        {
            row.ToTable("training_consents");
            row.HasKey(x => x.OrganisationId);
        });
        modelBuilder.Entity<SuggestedTerm>(row =>
        {
            row.ToTable("suggested_terms");
            row.HasKey(x => new { x.ListingId, x.Normalised });
            row.Property(x => x.Normalised).HasMaxLength(SuggestedTerm.LongestTerm);
            // Suggestions are counted from it alone.
            row.HasIndex(x => new { x.Normalised, x.Display });
        });
        modelBuilder.Entity<Favourite>(row =>
        {
            row.ToTable("favourites");
            row.HasKey(x => new { x.Subject, x.ListingId });
        });
        modelBuilder.AddReports();
        modelBuilder.AddSavedSearches();
        modelBuilder.AddAlerts();
    }
}

internal sealed class SqliteMatchingDbContext(DbContextOptions<SqliteMatchingDbContext> options) : MatchingDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseSqliteTimes();

    internal sealed class DesignTime : IDesignTimeDbContextFactory<SqliteMatchingDbContext>
    {
        public SqliteMatchingDbContext CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<SqliteMatchingDbContext>().UseSqlite("Data Source=:memory:").UseSnakeCaseNamingConvention().Options);
    }
}

internal sealed class PostgresMatchingDbContext(DbContextOptions<PostgresMatchingDbContext> options) : MatchingDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UsePostgresTimes();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // Prefixes are looked up by code points, as in SQLite.
        modelBuilder.Entity<SuggestedTerm>().Property(x => x.Normalised).UseCollation("C");
    }

    internal sealed class DesignTime : IDesignTimeDbContextFactory<PostgresMatchingDbContext>
    {
        public PostgresMatchingDbContext CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<PostgresMatchingDbContext>().UseNpgsql("Host=localhost").UseSnakeCaseNamingConvention().Options);
    }
}
