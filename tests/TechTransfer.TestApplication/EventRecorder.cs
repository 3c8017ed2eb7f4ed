using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;
using TechTransfer.TestApplication;

[assembly: HostingStartup(typeof(EventRecorderStartup))]

namespace TechTransfer.TestApplication;

/// <summary>One event that took effect in the recorder; a doubled effect is a second row, for nothing here is unique.</summary>
public sealed class RecordedEvent
{
    public long Id { get; init; }
    public required Guid MessageId { get; init; }
    public required string Type { get; init; }
    public required Guid AggregateId { get; init; }
    public required long Version { get; init; }
    public required string Body { get; init; }
}

/// <summary>
/// A consumer of every event that only appends what it gets, older versions too. Add it to a <see cref="TestApp"/>'s modules, or load it into a
/// process of its own by ASPNETCORE_HOSTINGSTARTUPASSEMBLIES=TechTransfer.TestApplication.
/// </summary>
public sealed class EventRecorder : ServiceModule
{
    public override string Name => "recorder";

    public override void Add(IHostApplicationBuilder builder) => EventRecording.Add(builder.Services);
}

/// <summary>Puts the recorder into a process that does not know of it.</summary>
public sealed class EventRecorderStartup : IHostingStartup
{
    public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(EventRecording.Add);
}

public static class EventRecording
{
    public const string FileName = "recorder.db";

    /// <summary>Connection string of a PostgreSQL database that several processes record into; absent: a file in the process's data folder.</summary>
    public const string Database = "Recorder";

    /// <summary>Everything of one type that the recorder has got so far, in the order it came.</summary>
    public static async Task<IReadOnlyList<TEvent>> RecordedAsync<TEvent>(this TestApp app)
        where TEvent : class, IIntegrationEvent
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RecorderDbContext>();
        var bodies = await db.Events.Where(x => x.Type == typeof(TEvent).Name).OrderBy(x => x.Id).Select(x => x.Body).ToListAsync();
        return bodies.ConvertAll(x => JsonSerializer.Deserialize<TEvent>(x, JsonSerializerOptions.Web)!);
    }

    internal static void Add(IServiceCollection services)
    {
        // Started before the bus: the table is there when the first event comes.
        services.AddHostedService<RecorderPreparation>();
        services.AddDbContext<RecorderDbContext>(
            (provider, options) =>
            {
                if (provider.GetRequiredService<IConfiguration>().GetConnectionString(Database) is { } postgres)
                    options.UseNpgsql(postgres).UseSnakeCaseNamingConvention();
                else
                    options.UseSqlite($"Data Source={provider.GetRequiredService<DataFolder>().File(FileName)};Default Timeout=30");
            }
        );
        services.AddMessaging<RecorderDbContext>(
            "recorder",
            endpoints =>
            {
                var add = typeof(EventRecording).GetMethod(
                    nameof(AddEndpoint),
                    System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic
                )!;
                foreach (var type in typeof(IIntegrationEvent).Assembly.GetTypes())
                    if (type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IIntegrationEvent)))
                        add.MakeGenericMethod(type).Invoke(null, [endpoints]);
            }
        );
    }

    private static void AddEndpoint<TEvent>(EndpointsBuilder<RecorderDbContext> endpoints)
        where TEvent : class, IIntegrationEvent => endpoints.Endpoint<TEvent, RecordEvent<TEvent>>("events");
}

internal sealed class RecorderDbContext(DbContextOptions<RecorderDbContext> options) : DbContext(options)
{
    public DbSet<RecordedEvent> Events => Set<RecordedEvent>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddMessaging();
        modelBuilder.Entity<RecordedEvent>(row => row.ToTable("events").HasIndex(x => x.Type));
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        if (Database.IsSqlite())
            configurationBuilder.UseSqliteTimes();
        else
            configurationBuilder.UsePostgresTimes();
    }
}

internal sealed class RecordEvent<TEvent>(RecorderDbContext db) : IApply<TEvent>
    where TEvent : class, IIntegrationEvent
{
    public Task ApplyAsync(IReadOnlyList<Delivery<TEvent>> deliveries, CancellationToken cancellationToken)
    {
        db.AddRange(
            deliveries.Select(x => new RecordedEvent
            {
                MessageId = x.MessageId,
                Type = typeof(TEvent).Name,
                AggregateId = x.Event.AggregateId,
                Version = x.Event.Version,
                Body = JsonSerializer.Serialize(x.Event, JsonSerializerOptions.Web),
            })
        );
        return Task.CompletedTask;
    }
}

internal sealed class RecorderPreparation(IServiceScopeFactory scopes) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // As the product does: a store that is away as a process starts is waited for.
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (!await IsPreparedAsync(cancellationToken))
            await again.WaitForNextTickAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> IsPreparedAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RecorderDbContext>();
        try
        {
            if (db.Database.IsSqlite())
                await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
            else
            {
                // Held until the connection is given back, so that processes which start together make the tables once.
                await db.Database.OpenConnectionAsync(cancellationToken);
                await db.Database.ExecuteSqlRawAsync("SELECT pg_advisory_lock(1)", cancellationToken);
            }
            await db.Database.EnsureCreatedAsync(cancellationToken);
            return true;
        }
        catch (Exception away) when (StoreFailure.IsAway(away))
        {
            return false;
        }
    }
}
