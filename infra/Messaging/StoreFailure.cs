using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace TechTransfer.Messaging;

/// <summary>Tells a store that cannot take anything now (full disk, locked, read-only, unreachable) from a wrong request.</summary>
public static class StoreFailure
{
    public static bool IsAway(Exception exception) =>
        exception switch
        {
            // 5 busy, 6 locked, 8 read-only, 10 input/output error, 13 full, 14 cannot open
            SqliteException { SqliteErrorCode: 5 or 6 or 8 or 10 or 13 or 14 } => true,
            // 53xxx: disk, memory or connections used up; 57P0x: shutting down, crashed, starting
            PostgresException { SqlState: "53100" or "53200" or "53300" or "57P01" or "57P02" or "57P03" } => true,
            NpgsqlException { IsTransient: true } => true,
            DbException or DbUpdateException or InvalidOperationException or AggregateException when exception.InnerException is { } inner => IsAway(
                inner
            ),
            _ => false,
        };
}
