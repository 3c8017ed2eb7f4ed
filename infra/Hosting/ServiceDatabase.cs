using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TechTransfer.Hosting.Moving;
using TechTransfer.Messaging;

namespace TechTransfer.Hosting;

/// <summary>A service's own database: a SQLite file in the data folder, or PostgreSQL when its connection string is set.</summary>
public static class ServiceDatabase
{
    /// <param name="name">Name of the connection string, "Achievements".</param>
    public static IHostApplicationBuilder AddServiceDatabase<TContext, TSqlite, TPostgres>(this IHostApplicationBuilder builder, string name)
        where TContext : DbContext
        where TSqlite : TContext
        where TPostgres : TContext
    {
        var postgres = builder.Configuration.GetConnectionString(name);
        PostgresStore<TContext>? store = null;
        if (string.IsNullOrWhiteSpace(postgres))
        {
            var patience = builder.Configuration.GetValue("Limits:WriteWaitSeconds", 30);
            var pragmas = new SqlitePragmas(patience);
            MakeModelEarly<TSqlite>(options => Configure(options).UseSqlite("Data Source=:memory:"));
            builder.Services.AddDbContext<TContext, TSqlite>(
                (services, options) =>
                    Configure(options)
                        .UseSqlite($"Data Source={services.GetRequiredService<DataFolder>().File(FileOf(name))};Default Timeout={patience}")
                        .AddInterceptors(pragmas)
                        .AddInterceptors(services.GetServices<ISaveChangesInterceptor>()),
                optionsLifetime: ServiceLifetime.Singleton
            );
        }
        else
        {
            MakeModelEarly<TPostgres>(options => Configure(options).UseNpgsql(postgres));
            store = new PostgresStore<TContext>(name, postgres);
            builder.Services.AddSingleton(store);
            builder.Services.AddDbContext<TContext, TPostgres>(
                (services, options) =>
                    Configure(options)
                        .UseNpgsql(store.ConnectionString, npgsql => npgsql.MigrationsHistoryTable("__EFMigrationsHistory", store.Schema))
                        .AddInterceptors(services.GetServices<ISaveChangesInterceptor>())
                        .AddInterceptors(services.GetServices<IDbTransactionInterceptor>()),
                optionsLifetime: ServiceLifetime.Singleton
            );
        }
        builder.Services.AddSingleton<MovableStore>(new MovableStore<TContext, TSqlite>(name, store));
        builder.Services.AddHealthChecks().Add(new(name.ToLowerInvariant() + "-database", s => new DatabaseHealth<TContext>(s), null, ["ready"]));
        return builder;

        // Options are the same for every context, so they are made once and not with each request.
        static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options) =>
            options
                // A comparison of the whole model at every first start: a test makes it once for all.
                .ConfigureWarnings(x => x.Ignore(RelationalEventId.PendingModelChangesWarning))
                .UseSnakeCaseNamingConvention();
    }

    /// <summary>
    /// EF Core keeps a model for every context of the same type and options, so the first real context finds its model made; it also says what is wrong with it.
    /// </summary>
    /// <param name="configure">As for the real contexts and in the same order, or EF Core takes the model for another one. The connection is never opened.</param>
    private static void MakeModelEarly<TContext>(Action<DbContextOptionsBuilder> configure)
        where TContext : DbContext =>
        _ = EarlyWork.Begin(() =>
        {
            var options = new DbContextOptionsBuilder<TContext>();
            configure(options);
            using var context = (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
            return context.Model;
        });

    /// <summary>The SQLite file of that store in the data folder.</summary>
    internal static string FileOf(string name) => name.ToLowerInvariant() + ".db";

    /// <summary>Applies pending migrations, on PostgreSQL as soon as the server answers, and reads the store's epoch, which a new store begins.</summary>
    public static Task MigrateAsync<TContext>(IServiceProvider services, CancellationToken cancellationToken)
        where TContext : DbContext =>
        OnceItAnswersAsync<TContext>(
            services,
            async (db, schema) =>
            {
                await ApplyPendingAsync(db, schema, cancellationToken);
                if (services.GetService<StoreEpochs>() is { } epochs)
                    await epochs.PrepareAsync(db, services, cancellationToken);
            },
            cancellationToken
        );

    /// <summary>Applies pending migrations and writes no row: a store that is moved here brings its epoch along.</summary>
    internal static Task MakeTablesAsync<TContext>(IServiceProvider services, CancellationToken cancellationToken)
        where TContext : DbContext =>
        OnceItAnswersAsync<TContext>(services, (db, schema) => ApplyPendingAsync(db, schema, cancellationToken), cancellationToken);

    private static async Task OnceItAnswersAsync<TContext>(
        IServiceProvider services,
        Func<TContext, string?, Task> prepare,
        CancellationToken cancellationToken
    )
        where TContext : DbContext
    {
        if (services.GetService<PostgresStore<TContext>>() is { } store)
        {
            await store.WhenItAnswersAsync(services, db => prepare(db, store.Schema), cancellationToken);
            return;
        }
        await using var scope = services.CreateAsyncScope();
        await prepare(scope.ServiceProvider.GetRequiredService<TContext>(), null);
    }

    private static async Task ApplyPendingAsync(DbContext db, string? schema, CancellationToken cancellationToken)
    {
        if (!(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            return;
        if (db.Database.IsSqlite())
        {
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
            // The data folder's lock is held by now, so a migration lock is one that a killed process left behind.
            await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        }
        else if (schema is not null)
        {
            var creator = db.GetService<IRelationalDatabaseCreator>();
            if (!await creator.ExistsAsync(cancellationToken))
                await creator.CreateAsync(cancellationToken);
            // A name cannot be a parameter; it comes from the operator's own setting and is quoted.
#pragma warning disable EF1002
            await db.Database.ExecuteSqlRawAsync(
                $"CREATE SCHEMA IF NOT EXISTS \"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
                cancellationToken
            );
#pragma warning restore EF1002
        }
        await db.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>SQLite has no time type that sorts: times are kept as UTC ticks. Call it from the SQLite context's ConfigureConventions.</summary>
    public static void UseSqliteTimes(this ModelConfigurationBuilder conventions) =>
        conventions.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();

    /// <summary>PostgreSQL keeps moments, not zones, and its driver refuses what is not UTC. Call it from the PostgreSQL context's ConfigureConventions.</summary>
    public static void UsePostgresTimes(this ModelConfigurationBuilder conventions) => conventions.Properties<DateTimeOffset>().HaveConversion<Utc>();

    private sealed class Utc() : ValueConverter<DateTimeOffset, DateTimeOffset>(time => time.ToUniversalTime(), time => time);

    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    /// <param name="patience">How many seconds a change waits for another one that has the store, which takes one at a time.</param>
    private sealed class SqlitePragmas(int patience) : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

        public override Task ConnectionOpenedAsync(
            DbConnection connection,
            ConnectionEndEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            Set(connection);
            return Task.CompletedTask;
        }

        /// <summary>A pooled connection keeps what it was told; telling it again before each query would cost as much as a short query.</summary>
        private static readonly ConditionalWeakTable<object, object> Told = [];

        private void Set(DbConnection connection)
        {
            var sqlite = (SqliteConnection)connection;
            if (!Told.TryAdd(sqlite.Handle!, Told))
                return;
            using var command = sqlite.CreateCommand();
            // Without busy_timeout the provider sleeps 150 ms between tries for the write lock; SQLite itself looks again after 1 ms first.
            command.CommandText =
                $"PRAGMA busy_timeout={patience * 1000}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-32000";
            command.ExecuteNonQuery();
        }
    }
}
