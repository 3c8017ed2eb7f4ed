using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace TechTransfer.Hosting;

/// <summary>
/// Where one service's PostgreSQL database is. Settings that the operator leaves out get values that suit a service: no pool larger than six services of
/// one process may have on a server with its usual 100 connections.
/// </summary>
internal sealed class PostgresStore<TContext>
    where TContext : DbContext
{
    private const int PoolSize = 15;
    private readonly string _name;
    private readonly NpgsqlConnectionStringBuilder _settings;

    /// <exception cref="WrongSettingException">It is no connection string.</exception>
    public PostgresStore(string name, string connectionString)
    {
        _name = name;
        try
        {
            _settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException)
        {
            throw new WrongSettingException($"ConnectionStrings:{name} is no connection string of PostgreSQL: {wrong.Message}", wrong);
        }
        if (string.IsNullOrWhiteSpace(_settings.Host))
            throw new WrongSettingException($"ConnectionStrings:{name} is no connection string of PostgreSQL: it names no Host.");
        Default("Maximum Pool Size", x => x.MaxPoolSize = PoolSize);
        Default("Keepalive", x => x.KeepAlive = 30);
        Default("Application Name", x => x.ApplicationName = "techtransfer-" + name.ToLowerInvariant());

        void Default(string key, Action<NpgsqlConnectionStringBuilder> set)
        {
            if (!_settings.ShouldSerialize(key))
                set(_settings);
        }
    }

    public string ConnectionString => _settings.ConnectionString;

    /// <summary>The schema that holds the tables when several services share a database; null: the usual one.</summary>
    public string? Schema => _settings.SearchPath?.Split(',')[0].Trim() is { Length: > 0 } schema ? schema : null;

    /// <summary>Server, database and schema.</summary>
    public string Place => $"{_settings.Host}:{_settings.Port}/{_settings.Database ?? _settings.Username}/{Schema ?? "public"}";

    /// <exception cref="WrongSettingException">It refuses the user or the database, or does not answer in time.</exception>
    public Task WhenItAnswersAsync(IServiceProvider services, Func<TContext, Task> work, CancellationToken cancellationToken) =>
        new BackendStart(
            $"PostgreSQL at {_settings.Host}:{_settings.Port}",
            "ConnectionStrings:" + _name,
            services.GetRequiredService<IConfiguration>(),
            services.GetRequiredService<ILogger<PostgresStore<TContext>>>()
        ).WhenItAnswersAsync(
            async () =>
            {
                await using var scope = services.CreateAsyncScope();
                await work(scope.ServiceProvider.GetRequiredService<TContext>());
            },
            failure => Refusal(failure)?.MessageText,
            failure => MayPass(failure)?.Message,
            cancellationToken
        );

    /// <summary>Wrong user or password (class 28), no right to create what is missing, an unknown database that may not be created.</summary>
    private static PostgresException? Refusal(Exception failure) =>
        BackendStart.Causes(failure).OfType<PostgresException>().FirstOrDefault(x => x.SqlState is ['2', '8', ..] or "42501" or "3D000");

    /// <summary>Not reachable, starting, or another replica is making the same database at this moment.</summary>
    private static NpgsqlException? MayPass(Exception failure) =>
        BackendStart
            .Causes(failure)
            .OfType<NpgsqlException>()
            .FirstOrDefault(x =>
                x is PostgresException { IsTransient: true }
                || x is PostgresException { SqlState: "42P04" or "23505" or "42P06" or "42P07" or "55006" }
                || x is not PostgresException
            );
}
