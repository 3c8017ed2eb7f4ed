using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace TechTransfer.Benchmarks.Importing;

/// <summary>What an import writes, copied by SQL into new tables of the same shape: as fast as the store itself allows.</summary>
internal static class RawInserts
{
    private const int RowsAtOnce = 500;
    private static readonly string[] Tables = ["achievements", "audit", "outbox"];

    /// <returns>Listings copied, with their audit rows and those events that had not been sent when the product ended.</returns>
    public static (long Rows, long Events, double Seconds) Run(string source, string target)
    {
        using var store = new SqliteConnection($"Data Source={target}");
        store.Open();
        Execute(store, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000");
        Execute(store, $"ATTACH DATABASE '{source}' AS imported");
        foreach (var sql in Schema(store))
            Execute(store, sql);
        var started = Stopwatch.GetTimestamp();
        var rows = Tables.Select(x => Copy(store, x)).ToList();
        return (rows[0], rows[2], Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static long Copy(SqliteConnection store, string table)
    {
        var last = Convert.ToInt64(Scalar(store, $"SELECT coalesce(max(rowid), 0) FROM imported.{table}"), null);
        for (long from = 0; from < last; from += RowsAtOnce)
            Execute(store, $"INSERT INTO main.{table} SELECT * FROM imported.{table} WHERE rowid > {from} AND rowid <= {from + RowsAtOnce}");
        return Convert.ToInt64(Scalar(store, $"SELECT count(*) FROM main.{table}"), null);
    }

    private static List<string> Schema(SqliteConnection store)
    {
        using var command = store.CreateCommand();
        command.CommandText =
            $"SELECT sql FROM imported.sqlite_master WHERE sql IS NOT NULL AND tbl_name IN ('{string.Join("', '", Tables)}') ORDER BY type DESC";
        using var reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
            found.Add(reader.GetString(0));
        return found;
    }

    private static void Execute(SqliteConnection store, string sql)
    {
        using var command = store.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object Scalar(SqliteConnection store, string sql)
    {
        using var command = store.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }
}
