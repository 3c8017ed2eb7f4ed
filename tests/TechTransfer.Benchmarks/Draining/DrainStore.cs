using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Benchmarks.Draining;

/// <summary>An event of this benchmark.</summary>
public sealed record ReadingChanged(Guid ReadingId, long Version, string Text) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ReadingId;
}

/// <summary>What the consumer keeps of an event.</summary>
internal sealed class Reading
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }
    public required string Text { get; init; }
}

internal abstract class ReadingsDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Reading> Readings => Set<Reading>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddMessaging();
}

internal sealed class SqliteReadingsDbContext(DbContextOptions<SqliteReadingsDbContext> options) : ReadingsDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseSqliteTimes();
}

internal sealed class PostgresReadingsDbContext(DbContextOptions<PostgresReadingsDbContext> options) : ReadingsDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UsePostgresTimes();
}

internal sealed class KeepReading(ReadingsDbContext db) : IApply<ReadingChanged>
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<ReadingChanged>> deliveries, CancellationToken cancellationToken)
    {
        var ids = deliveries.Select(x => x.Event.ReadingId).ToList();
        var known = await db.Readings.Where(x => ids.Contains(x.Id)).Select(x => x.Id).ToHashSetAsync(cancellationToken);
        foreach (var delivery in deliveries)
            if (known.Add(delivery.Event.ReadingId))
                db.Add(
                    new Reading
                    {
                        Id = delivery.Event.ReadingId,
                        Version = delivery.Stamp,
                        Text = delivery.Event.Text,
                    }
                );
            else
                delivery.Superseded();
    }
}

internal sealed class ReadingsModule : ServiceModule
{
    public override string Name => "readings";

    public override void Add(IHostApplicationBuilder builder)
    {
        builder.AddServiceDatabase<ReadingsDbContext, SqliteReadingsDbContext, PostgresReadingsDbContext>("Readings");
        builder.Services.AddMessaging<ReadingsDbContext>(Name, endpoints => endpoints.Endpoint<ReadingChanged, KeepReading>("readings"));
    }

    public override async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ReadingsDbContext>().Database.EnsureCreatedAsync(cancellationToken);
    }
}
