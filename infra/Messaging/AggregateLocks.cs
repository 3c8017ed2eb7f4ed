using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Messaging;

/// <summary>
/// Two units of work about one aggregate must not both read the old version. SQLite's transaction has the only write lock from its beginning; on
/// PostgreSQL each aggregate is locked until the commit, always in the same order.
/// </summary>
internal static class AggregateLocks
{
    public static async Task TakeAsync(DbContext db, IEnumerable<Guid> aggregates, CancellationToken cancellationToken)
    {
        if (db.Database.IsSqlite())
            return;
        var keys = aggregates.Select(x => BitConverter.ToInt64(x.ToByteArray(), 8)).Distinct().Order().ToArray();
        await db.Database.ExecuteSqlAsync($"SELECT count(pg_advisory_xact_lock(key)) FROM unnest({keys}) AS key", cancellationToken);
    }
}
