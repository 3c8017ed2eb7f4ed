using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TechTransfer.Benchmarks;

/// <summary>What a reader has to know to compare figures: machine, versions, how dear it is to be durable, and what else ran.</summary>
internal static class Conditions
{
    public static void Print()
    {
        Console.WriteLine(
            $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}"
        );
        Console.WriteLine(
            $"{VersionOf(typeof(Microsoft.EntityFrameworkCore.DbContext))}, {VersionOf(typeof(Lucene.Net.Index.IndexWriter))}, SQLite {SqliteVersion()} WAL synchronous=FULL, fsync of 4 KB {Fsync():0.00} ms"
        );
        Console.WriteLine($"load of the machine before: {Load()}");
        Console.WriteLine();
    }

    /// <summary>1, 5 and 15 minutes; other work beside the measurement shows here.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";

    private static string VersionOf(Type type) => $"{type.Assembly.GetName().Name} {type.Assembly.GetName().Version}";

    private static string SqliteVersion()
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection("Data Source=:memory:");
        connection.Open();
        return connection.ServerVersion;
    }

    private static double Fsync()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var file = new FileStream(path, FileMode.Open);
            var figures = new Figures();
            for (var i = 0; i < 51; i++)
            {
                file.Write(new byte[4096]);
                figures.Time(() => file.Flush(flushToDisk: true));
            }
            return figures.P50;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Processor seconds of a process so far.</summary>
    public static double ProcessorSeconds(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
