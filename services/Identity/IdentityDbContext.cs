using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Erasing;
using TechTransfer.Identity.Inviting;
using TechTransfer.Identity.Issuer;
using TechTransfer.Identity.Joining;
using TechTransfer.Identity.Mailing;
using TechTransfer.Identity.Organisations;
using TechTransfer.Identity.Reminding;
using TechTransfer.Identity.Verification;
using TechTransfer.Messaging;

namespace TechTransfer.Identity;

/// <summary>Accounts, organisations, who acts for which, the issuer's clients, tokens and keys.</summary>
internal abstract class IdentityDbContext(DbContextOptions options) : IdentityUserContext<Account, Guid>(options), IDataProtectionKeyContext
{
    public DbSet<Organisation> Organisations => Set<Organisation>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<ApiClient> ApiClients => Set<ApiClient>();
    public DbSet<IssuerKey> IssuerKeys => Set<IssuerKey>();
    public DbSet<SignInFailures> SignInFailures => Set<SignInFailures>();
    public DbSet<JoinRequest> JoinRequests => Set<JoinRequest>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<Licence> Licences => Set<Licence>();
    public DbSet<OrganisationAct> OrganisationActs => Set<OrganisationAct>();
    public DbSet<Erasure> Erasures => Set<Erasure>();
    public DbSet<WaitingRow> WaitingWork => Set<WaitingRow>();
    public DbSet<ReminderDay> ReminderDays => Set<ReminderDay>();
    public DbSet<PendingMail> Mails => Set<PendingMail>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.UseOpenIddict<Guid>();
        builder.AddMessaging();
        builder.AddReminding();
        builder.Entity<Account>(account =>
        {
            account.ToTable("accounts");
            account.Property(x => x.Name).HasMaxLength(Account.LongestName);
            account.Property(x => x.TermsVersion).HasMaxLength(20);
            account.Property(x => x.Reminders).HasConversion<string>().HasMaxLength(10);
            account.HasMany(x => x.Memberships).WithOne().HasForeignKey(x => x.AccountId);
        });
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("account_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("account_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("account_tokens");
        builder.Entity<Organisation>(organisation =>
        {
            organisation.ToTable("organisations");
            organisation.Property(x => x.Id).ValueGeneratedNever();
            organisation.Property(x => x.Version).IsConcurrencyToken();
            organisation.Property(x => x.Name).HasMaxLength(200);
            organisation.Property(x => x.NameEn).HasMaxLength(200);
            organisation.Property(x => x.CreditCode).HasMaxLength(CreditCode.Length);
            organisation.Property(x => x.Kind).HasConversion<string>().HasMaxLength(30);
            organisation.Property(x => x.Region).HasMaxLength(6);
            organisation.Property(x => x.State).HasConversion<string>().HasMaxLength(20);
            organisation.Property(x => x.StateReason).HasMaxLength(1000);
            organisation.HasIndex(x => x.CreditCode).IsUnique();
            organisation.HasIndex(x => x.Name);
            organisation.HasIndex(x => x.Region);
        });
        builder.Entity<Membership>(membership =>
        {
            membership.ToTable("memberships");
            membership.HasKey(x => new { x.AccountId, x.OrganisationId });
            membership.HasOne(x => x.Organisation).WithMany().HasForeignKey(x => x.OrganisationId);
        });
        builder.Entity<ApiClient>(client =>
        {
            client.ToTable("api_clients");
            client.HasKey(x => x.ClientId);
            client.Property(x => x.ClientId).HasMaxLength(100);
            client.Property(x => x.Name).HasMaxLength(ApiClient.LongestName);
            client.HasOne(x => x.Organisation).WithMany().HasForeignKey(x => x.OrganisationId);
        });
        builder.Entity<IssuerKey>(key =>
        {
            key.ToTable("issuer_keys");
            key.HasKey(x => new { x.Use, x.Generation });
            key.Property(x => x.Use).HasMaxLength(20);
        });
        builder.Entity<SignInFailures>(failures =>
        {
            failures.ToTable("sign_in_failures");
            failures.HasKey(x => x.EmailHash);
            failures.Property(x => x.EmailHash).HasMaxLength(64);
            failures.HasIndex(x => x.LastAt);
        });
        builder.Entity<JoinRequest>(request =>
        {
            request.ToTable("join_requests");
            request.Property(x => x.Id).ValueGeneratedNever();
            // Two who decide at once: the second is told.
            request.Property(x => x.State).HasConversion<string>().HasMaxLength(20).IsConcurrencyToken();
            request.Property(x => x.Message).HasMaxLength(JoinRequest.LongestText);
            request.Property(x => x.Reason).HasMaxLength(JoinRequest.LongestText);
            request.HasOne(x => x.Account).WithMany().HasForeignKey(x => x.AccountId);
            request.HasOne(x => x.Organisation).WithMany().HasForeignKey(x => x.OrganisationId);
            request.HasIndex(x => new { x.OrganisationId, x.State });
        });
        builder.Entity<Invitation>(invitation =>
        {
            invitation.ToTable("invitations");
            invitation.Property(x => x.Id).ValueGeneratedNever();
            invitation.Property(x => x.Email).HasMaxLength(PendingMail.LongestAddress);
            invitation.Property(x => x.NormalizedEmail).HasMaxLength(PendingMail.LongestAddress);
            invitation.Property(x => x.Language).HasMaxLength(2);
            invitation.Property(x => x.TokenHash).HasMaxLength(64);
            // One who withdraws it while another follows the link: the second is told.
            invitation.Property(x => x.State).HasConversion<string>().HasMaxLength(20).IsConcurrencyToken();
            invitation.HasOne(x => x.Organisation).WithMany().HasForeignKey(x => x.OrganisationId);
            invitation.HasIndex(x => x.TokenHash).IsUnique();
            invitation.HasIndex(x => new { x.OrganisationId, x.At });
            invitation.HasIndex(x => x.ExpiresAt);
        });
        builder.Entity<Licence>(licence =>
        {
            licence.ToTable("licences");
            licence.HasKey(x => x.OrganisationId);
            licence.Property(x => x.OrganisationId).ValueGeneratedNever();
            licence.Property(x => x.Name).HasMaxLength(LicenceBody.LongestName);
            licence.Property(x => x.ContentType).HasMaxLength(50);
            licence.HasOne<Organisation>().WithOne().HasForeignKey<Licence>(x => x.OrganisationId);
        });
        builder.Entity<OrganisationAct>(act =>
        {
            act.ToTable("organisation_acts");
            act.Property(x => x.Id).ValueGeneratedNever();
            act.Property(x => x.Kind).HasConversion<string>().HasMaxLength(30);
            act.Property(x => x.By).HasMaxLength(200);
            act.Property(x => x.Reason).HasMaxLength(1000);
            act.HasIndex(x => new { x.OrganisationId, x.At });
        });
        builder.Entity<Erasure>(erasure =>
        {
            erasure.ToTable("erasures");
            erasure.HasKey(x => x.AccountId);
            erasure.Property(x => x.AccountId).ValueGeneratedNever();
            // Two replicas that tell again at once: the second saves nothing.
            erasure.Property(x => x.Version).IsConcurrencyToken();
            erasure.Property(x => x.Pseudonym).HasMaxLength(20);
            erasure.HasIndex(x => new { x.Version, x.At });
        });
        builder.Entity<PendingMail>(mail =>
        {
            mail.ToTable("mails");
            mail.Property(x => x.Id).ValueGeneratedNever();
            mail.Property(x => x.To).HasMaxLength(PendingMail.LongestAddress);
            mail.Property(x => x.Subject).HasMaxLength(300);
            mail.Property(x => x.Unsubscribe).HasMaxLength(1000);
            mail.HasIndex(x => x.NotBefore);
        });
    }
}

internal sealed class SqliteIdentityDbContext(DbContextOptions<SqliteIdentityDbContext> options) : IdentityDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseSqliteTimes();
}

internal sealed class PostgresIdentityDbContext(DbContextOptions<PostgresIdentityDbContext> options) : IdentityDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UsePostgresTimes();
}

internal sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteIdentityDbContext>
{
    public SqliteIdentityDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteIdentityDbContext>().UseSqlite("Data Source=design.db").UseSnakeCaseNamingConvention().Options);
}

internal sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresIdentityDbContext>
{
    public PostgresIdentityDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresIdentityDbContext>().UseNpgsql("Host=design").UseSnakeCaseNamingConvention().Options);
}
