using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Messaging;

/// <summary>
/// A row of the table "leases": one holder at a time does a job that replicas share. Time is the database's clock; the token grows with every new
/// holder, and an update that carries an old token changes nothing.
/// </summary>
public static class Lease
{
    // SQLite serves one process, which holds its data folder: a holder of another process is dead, so a restart does not wait for its lease to end.
    private static readonly string Process = System.Security.Cryptography.RandomNumberGenerator.GetHexString(12);

    /// <summary>A name for a holder of this process.</summary>
    public static string NewHolder() => $"{Process}/{Environment.MachineName}/{Guid.CreateVersion7():N}";

    /// <returns>The token, or null while somebody else holds the lease.</returns>
    public static async Task<long?> TryTakeAsync(DbContext db, string name, string holder, TimeSpan length, CancellationToken cancellationToken)
    {
        var (now, dead) = db.Database.IsSqlite() ? (SqliteNow, $" OR substr(leases.holder, 1, {Process.Length}) <> '{Process}'") : (PostgresNow, "");
        var sql = $$"""
            INSERT INTO leases (name, holder, token, expires_at) VALUES ({0}, {1}, 1, {{now}} + {2})
            ON CONFLICT (name) DO UPDATE SET holder = {1}, token = leases.token + 1, expires_at = {{now}} + {2}
            WHERE leases.expires_at <= {{now}}{{dead}}
            RETURNING token AS "Value"
            """;
        var tokens = await db.Database.SqlQueryRaw<long>(sql, name, holder, (long)length.TotalMilliseconds).ToListAsync(cancellationToken);
        return tokens.Count == 0 ? null : tokens[0];
    }

    /// <returns>False when another holder has taken over.</returns>
    public static async Task<bool> RenewAsync(DbContext db, string name, long token, TimeSpan length, CancellationToken cancellationToken)
    {
        var now = db.Database.IsSqlite() ? SqliteNow : PostgresNow;
        var sql = $$"""UPDATE leases SET expires_at = {{now}} + {0} WHERE name = {1} AND token = {2}""";
        return await db.Database.ExecuteSqlRawAsync(sql, [(long)length.TotalMilliseconds, name, token], cancellationToken) == 1;
    }

    /// <summary>Within a transaction: nobody takes the lease over before its end.</summary>
    /// <returns>False when another holder has taken over.</returns>
    public static async Task<bool> IsHeldAsync(DbContext db, string name, long token, CancellationToken cancellationToken)
    {
        var untilTheEnd = db.Database.IsSqlite() ? "" : " FOR SHARE";
        var sql = $$"""SELECT token AS "Value" FROM leases WHERE name = {0} AND token = {1}{{untilTheEnd}}""";
        return (await db.Database.SqlQueryRaw<long>(sql, name, token).ToListAsync(cancellationToken)).Count == 1;
    }

    /// <summary>Lets the next one begin at once.</summary>
    public static Task ReleaseAsync(DbContext db, string name, long token, CancellationToken cancellationToken) =>
        db.Set<LeaseRow>()
            .Where(x => x.Name == name && x.Token == token)
            .ExecuteUpdateAsync(x => x.SetProperty(p => p.ExpiresAt, 0L), cancellationToken);

    private const string SqliteNow = "CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER)";
    private const string PostgresNow = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";
}
