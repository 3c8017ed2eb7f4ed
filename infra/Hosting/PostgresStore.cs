using System.Diagnostics;
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
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
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

    /// <summary>Tries until the server answers, at most 60 s (<c>Startup:WaitSeconds</c>); what waiting does not mend ends it at once.</summary>
    public async Task WhenItAnswersAsync(IServiceProvider services, Func<TContext, Task> work, CancellationToken cancellationToken)
    {
        var patience = TimeSpan.FromSeconds(services.GetRequiredService<IConfiguration>().GetValue("Startup:WaitSeconds", 60));
        var logger = services.GetRequiredService<ILogger<PostgresStore<TContext>>>();
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var scope = services.CreateAsyncScope();
                await work(scope.ServiceProvider.GetRequiredService<TContext>());
                return;
            }
            catch (Exception failure) when (Refusal(failure) is { } refusal)
            {
                throw new WrongSettingException($"PostgreSQL at {Address} refuses ConnectionStrings:{_name}: {refusal.MessageText}.", failure);
            }
            catch (Exception failure) when (MayPass(failure) is { } reason)
            {
                if (Stopwatch.GetElapsedTime(started) + Pause > patience)
                    throw new WrongSettingException(
                        $"PostgreSQL at {Address} (ConnectionStrings:{_name}) was not ready within {patience.TotalSeconds:0} s: {reason.Message}",
                        failure
                    );
                logger.LogWarning("PostgreSQL at {Address} is not ready yet: {Reason}", Address, reason.Message);
            }
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private string Address => $"{_settings.Host}:{_settings.Port}";

    /// <summary>Wrong user or password (class 28), no right to create what is missing, an unknown database that may not be created.</summary>
    private static PostgresException? Refusal(Exception failure) =>
        Causes(failure).OfType<PostgresException>().FirstOrDefault(x => x.SqlState is ['2', '8', ..] or "42501" or "3D000");

    /// <summary>Not reachable, starting, or another replica is making the same database at this moment.</summary>
    private static NpgsqlException? MayPass(Exception failure) =>
        Causes(failure)
            .OfType<NpgsqlException>()
            .FirstOrDefault(x =>
                x is PostgresException { IsTransient: true }
                || x is PostgresException { SqlState: "42P04" or "23505" or "42P06" or "42P07" or "55006" }
                || x is not PostgresException
            );

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
