using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace TechTransfer.Contracts;

/// <summary>
/// Two parties may accept or sign at the same moment. The one that saves second finds the row changed (concurrency token) or taken (unique index)
/// and runs its command once more on what the first one left.
/// </summary>
internal static class Contended
{
    private const int MostRuns = 6;

    /// <param name="command">Reads, decides and saves once; run again from its start, so it may not keep entities between runs.</param>
    public static async Task<T> RunAsync<T>(this ContractsDbContext db, Func<Task<T>> command)
    {
        for (var run = 1; ; run++)
        {
            try
            {
                return await command();
            }
            catch (DbUpdateException lost) when (run < MostRuns && WasContended(lost))
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private static bool WasContended(DbUpdateException lost) =>
        lost is DbUpdateConcurrencyException
        || lost.InnerException is SqliteException { SqliteExtendedErrorCode: 1555 or 2067 } // primary key, unique
        || lost.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
}
