using System.Diagnostics;
using Npgsql;

namespace TechTransfer.Benchmarks.Importing;

/// <summary>What an import wrote, put into new tables with the same indexes by COPY: as fast as PostgreSQL itself allows.</summary>
internal static class RawCopy
{
    private const int Rounds = 5;
    private static readonly string[] Tables = ["achievements", "audit", "outbox"];

    /// <returns>
    /// Listings copied, with their audit rows and those events that had not been sent when the product ended, and the median of the rounds.
    /// </returns>
    public static async Task<(long Rows, long Events, double Seconds)> RunAsync(string store)
    {
        await using var source = NpgsqlDataSource.Create(store);
        await using var connection = await source.OpenConnectionAsync();
        var held = new List<(string Table, byte[] Rows)>();
        foreach (var table in Tables)
            held.Add((table, await ReadAsync(connection, table)));
        var rounds = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await ExecuteAsync(connection, "DROP SCHEMA IF EXISTS reference CASCADE; CREATE SCHEMA reference");
            foreach (var table in Tables)
                await ExecuteAsync(connection, $"CREATE TABLE reference.{table} (LIKE public.{table} INCLUDING ALL)");
            var started = Stopwatch.GetTimestamp();
            foreach (var (table, rows) in held)
            {
                await using var copy = await connection.BeginRawBinaryCopyAsync($"COPY reference.{table} FROM STDIN (FORMAT BINARY)");
                await copy.WriteAsync(rows);
            }
            rounds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        return (await CountAsync(connection, Tables[0]), await CountAsync(connection, Tables[2]), Figures.Median(rounds));
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string table)
    {
        await using var counting = new NpgsqlCommand($"SELECT count(*) FROM reference.{table}", connection);
        return (long)(await counting.ExecuteScalarAsync())!;
    }

    private static async Task<byte[]> ReadAsync(NpgsqlConnection connection, string table)
    {
        await using var copy = await connection.BeginRawBinaryCopyAsync($"COPY public.{table} TO STDOUT (FORMAT BINARY)");
        using var rows = new MemoryStream();
        await copy.CopyToAsync(rows);
        return rows.ToArray();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
