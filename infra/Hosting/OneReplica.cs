using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace TechTransfer.Hosting;

/// <summary>
/// What replicas that start at the same moment must do one after the other: an advisory lock of their PostgreSQL database, which goes with its
/// connection. On SQLite there is one process, which holds its data folder.
/// </summary>
public static class OneReplica
{
    private const string LockTimeout = "55P03";

    /// <summary>Runs the work when no other replica runs it. The database is there by then.</summary>
    /// <exception cref="WrongSettingException">Another replica did not end within <c>Startup:WaitSeconds</c>.</exception>
    public static async Task AtATimeAsync<TContext>(IServiceProvider services, string what, Func<Task> work, CancellationToken cancellationToken)
        where TContext : DbContext
    {
        if (services.GetService<PostgresStore<TContext>>() is not { } store)
        {
            await work();
            return;
        }
        var patience = services.GetRequiredService<IConfiguration>().GetValue("Startup:WaitSeconds", 60);
        var own = new NpgsqlConnectionStringBuilder(store.ConnectionString) { Pooling = false };
        own.Options = $"{own.Options} -c lock_timeout={patience}s".Trim();
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var take = connection.CreateCommand();
        take.CommandTimeout = 0;
        take.CommandText = "SELECT pg_advisory_lock(hashtextextended(coalesce(current_schema(), '') || $1, 0))";
        take.Parameters.Add(new NpgsqlParameter { Value = "/" + what });
        try
        {
            await take.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException held) when (held.SqlState == LockTimeout)
        {
            throw new WrongSettingException($"Another replica did not finish to {what} within {patience} s.", held);
        }
        await work();
    }
}
