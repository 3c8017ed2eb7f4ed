using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using TechTransfer.Hosting;
using TechTransfer.Listings;

namespace TechTransfer.Achievements;

internal abstract class AchievementsDbContext(DbContextOptions options) : ListingsDbContext<AchievementContent>(options, "achievements");

internal sealed class SqliteAchievementsDbContext(DbContextOptions<SqliteAchievementsDbContext> options) : AchievementsDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseSqliteTimes();
}

internal sealed class PostgresAchievementsDbContext(DbContextOptions<PostgresAchievementsDbContext> options) : AchievementsDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UsePostgresTimes();
}

internal sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteAchievementsDbContext>
{
    public SqliteAchievementsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteAchievementsDbContext>().UseSqlite("Data Source=:memory:").UseSnakeCaseNamingConvention().Options);
}

internal sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresAchievementsDbContext>
{
    public PostgresAchievementsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresAchievementsDbContext>().UseNpgsql("Host=localhost").UseSnakeCaseNamingConvention().Options);
}
