using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using TechTransfer.Hosting;
using TechTransfer.Listings;

namespace TechTransfer.Demands;

internal abstract class DemandsDbContext(DbContextOptions options) : ListingsDbContext<DemandContent>(options, "demands");

internal sealed class SqliteDemandsDbContext(DbContextOptions<SqliteDemandsDbContext> options) : DemandsDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseSqliteTimes();
}

internal sealed class PostgresDemandsDbContext(DbContextOptions<PostgresDemandsDbContext> options) : DemandsDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UsePostgresTimes();
}

internal sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteDemandsDbContext>
{
    public SqliteDemandsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteDemandsDbContext>().UseSqlite("Data Source=:memory:").UseSnakeCaseNamingConvention().Options);
}

internal sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresDemandsDbContext>
{
    public PostgresDemandsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresDemandsDbContext>().UseNpgsql("Host=localhost").UseSnakeCaseNamingConvention().Options);
}
