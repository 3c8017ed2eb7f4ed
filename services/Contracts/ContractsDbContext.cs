using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TechTransfer.Contracts.Copies;
using TechTransfer.Contracts.Dealing;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Contracts.Signing;
using TechTransfer.Hosting;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts;

internal abstract class ContractsDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<OrganisationCopy> Organisations => Set<OrganisationCopy>();
    public DbSet<ListingCopy> Listings => Set<ListingCopy>();
    public DbSet<Introduction> Introductions => Set<Introduction>();
    public DbSet<Deal> Deals => Set<Deal>();
    public DbSet<TechnologyContract> Contracts => Set<TechnologyContract>();
    public DbSet<Scan> Scans => Set<Scan>();
    public DbSet<TimelineRow> Timeline => Set<TimelineRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        Coded<ListingKind>();
        Coded<Channel>();
        Coded<Side>();
        Coded<Happening>();
        Coded<IntroductionState>();
        Coded<DealStage>();
        Coded<ContractType>();
        Coded<ContractSubtype>();
        Coded<Exclusivity>();
        Coded<PartyRole>();
        Coded<ContractState>();
        Coded<SigningMethod>();

        void Coded<T>()
            where T : struct, Enum => conventions.Properties<T>().HaveConversion<CodeConverter<T>>().HaveMaxLength(30);
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.AddMessaging();
        model.AddIdempotency();
        model.Entity<OrganisationCopy>(row =>
        {
            row.ToTable("organisations");
            row.Property(x => x.Id).ValueGeneratedNever();
            row.Property(x => x.Version).IsConcurrencyToken();
            row.HasIndex(x => x.CreditCode);
            row.HasIndex(x => x.Name);
            row.Ignore(x => x.MayDeal);
        });
        model.Entity<ListingCopy>(row =>
        {
            row.ToTable("listings");
            row.Property(x => x.Id).ValueGeneratedNever();
            row.Property(x => x.Version).IsConcurrencyToken();
            row.HasIndex(x => x.MatchKey);
        });
        model.Entity<Introduction>(row =>
        {
            Pairing(row);
            row.Ignore(x => x.RequestedByOrganisation);
            row.OwnsOne(x => x.DemandSideContact);
            row.OwnsOne(x => x.AchievementSideContact);
            row.OwnsOne(x => x.BrokerContact);
            row.HasIndex(x => x.OpenPair).IsUnique();
            row.HasIndex(x => new { x.State, x.DueAt });
        });
        model.Entity<Deal>(row =>
        {
            Pairing(row);
            row.HasIndex(x => x.IntroductionId).IsUnique();
        });
        model.Entity<TechnologyContract>(row =>
        {
            Pairing(row);
            row.ToTable("contracts");
            row.Ignore(x => x.CurrentSignatures);
            row.Property(x => x.Clauses)
                .HasConversion(
                    clauses => JsonSerializer.Serialize(clauses, JsonSerializerOptions.Web),
                    json => JsonSerializer.Deserialize<ContractClauses>(json, JsonSerializerOptions.Web)!
                );
            row.HasIndex(x => x.LiveDealId).IsUnique();
            row.HasIndex(x => x.IntroductionId);
            row.OwnsMany(
                x => x.Parties,
                party =>
                {
                    party.ToTable("contract_parties").WithOwner().HasForeignKey("ContractId");
                    party.Property(x => x.OrganisationId).ValueGeneratedNever();
                    party.HasKey("ContractId", nameof(Party.OrganisationId));
                    party.HasIndex(x => x.OrganisationId);
                }
            );
            row.OwnsMany(
                x => x.Signatures,
                signature =>
                {
                    signature.ToTable("contract_signatures").WithOwner().HasForeignKey("ContractId");
                    signature.Property(x => x.OrganisationId).ValueGeneratedNever();
                    signature.Property(x => x.Version).ValueGeneratedNever();
                    signature.HasKey("ContractId", nameof(Signature.Version), nameof(Signature.OrganisationId));
                }
            );
            row.HasMany(x => x.Versions).WithOne().HasForeignKey("ContractId");
        });
        model.Entity<ContractVersion>(row =>
        {
            row.ToTable("contract_versions");
            row.Property(x => x.Version).ValueGeneratedNever();
            row.Property<Guid>("ContractId");
            row.HasKey("ContractId", nameof(ContractVersion.Version));
        });
        model.Entity<Scan>(row =>
        {
            row.ToTable("scans");
            row.Property(x => x.Id).ValueGeneratedNever();
            row.HasIndex(x => x.ContractId);
            row.HasMany(x => x.Pieces).WithOne().HasForeignKey("ScanId");
        });
        model.Entity<ScanPiece>(row =>
        {
            row.ToTable("scan_pieces");
            row.Property(x => x.Position).ValueGeneratedNever();
            row.Property<Guid>("ScanId");
            row.HasKey("ScanId", nameof(ScanPiece.Position));
        });
        model.Entity<TimelineRow>(row =>
        {
            row.ToTable("timeline");
            row.Property(x => x.Id).ValueGeneratedNever();
            row.HasIndex(x => x.ThreadId);
        });
    }

    private static void Pairing<T>(EntityTypeBuilder<T> row)
        where T : Pairing
    {
        row.Property(x => x.Id).ValueGeneratedNever();
        row.Property(x => x.Revision).IsConcurrencyToken();
        row.HasIndex(x => x.DemandSideId);
        row.HasIndex(x => x.AchievementSideId);
        row.HasIndex(x => x.BrokerId);
    }
}

internal sealed class SqliteContractsDbContext(DbContextOptions<SqliteContractsDbContext> options) : ContractsDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        base.ConfigureConventions(conventions);
        conventions.UseSqliteTimes();
    }
}

internal sealed class PostgresContractsDbContext(DbContextOptions<PostgresContractsDbContext> options) : ContractsDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        base.ConfigureConventions(conventions);
        conventions.UsePostgresTimes();
    }
}

/// <summary>For `dotnet ef` alone.</summary>
internal sealed class SqliteContractsDesign : IDesignTimeDbContextFactory<SqliteContractsDbContext>
{
    public SqliteContractsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteContractsDbContext>().UseSqlite("Data Source=:memory:").UseSnakeCaseNamingConvention().Options);
}

/// <summary>For `dotnet ef` alone.</summary>
internal sealed class PostgresContractsDesign : IDesignTimeDbContextFactory<PostgresContractsDbContext>
{
    public PostgresContractsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresContractsDbContext>().UseNpgsql("Host=design").UseSnakeCaseNamingConvention().Options);
}
