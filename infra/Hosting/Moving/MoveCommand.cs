using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TechTransfer.Messaging;

namespace TechTransfer.Hosting.Moving;

/// <summary>
/// <c>--move-to [FILE]</c> copies every store of this process from its SQLite file into PostgreSQL and ends; <c>--verify-move [FILE]</c> only compares.
/// The targets are the usual <c>ConnectionStrings</c>, or those of a JSON file. All stores are copied and compared before the first is committed, and
/// one that holds exactly its source already is left alone: whatever comes in between, the same command is given again.
/// </summary>
internal sealed record MoveCommand(bool Copies, string[] Arguments)
{
    private const string Move = "--move-to";
    private const string Verify = "--verify-move";

    /// <summary>A target without tables is asked for its migrations in vain, which is logged as an error and is none here.</summary>
    private const string Quiet = "--Serilog:MinimumLevel:Override:Microsoft.EntityFrameworkCore.Database.Command=Fatal";

    /// <returns>Null when the arguments ask for no move.</returns>
    /// <exception cref="WrongSettingException">The file is not there or is no JSON.</exception>
    public static MoveCommand? In(string[] args)
    {
        var at = Array.FindIndex(args, x => x is Move or Verify);
        if (at < 0)
            return null;
        var file = args.ElementAtOrDefault(at + 1) is { } next && !next.StartsWith("--", StringComparison.Ordinal) ? next : null;
        string[] others = [Quiet, .. args[..at], .. args[(at + (file is null ? 1 : 2))..]];
        // What is said on the command line comes after the file and wins.
        return new MoveCommand(args[at] == Move, file is null ? others : [.. ConnectionStringsOf(file), .. others]);
    }

    /// <returns>The exit code: 0 when every table is there with the same rows.</returns>
    /// <exception cref="WrongSettingException">It cannot be done; nothing was written.</exception>
    public async Task<int> RunAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var stores = app.Services.GetServices<MovableStore>().ToList();
        CheckTargets(stores);
        CheckFolder(app.Configuration, stores);
        // Held until the end: no server runs on the source meanwhile.
        var folder = app.Services.GetRequiredService<DataFolder>();
        var moves = new List<StoreMove>();
        try
        {
            foreach (var store in stores)
                moves.Add(await store.OpenAsync(app.Services, folder, Copies, cancellationToken));
            foreach (var move in moves)
                await Console.Out.WriteLineAsync($"{move.Store}: {await move.RunAsync(Copies, cancellationToken)}");
            var differing = Print(moves);
            if (differing > 0)
            {
                await Console.Error.WriteLineAsync(
                    $"{differing} {(differing == 1 ? "table differs" : "tables differ")}."
                        + (Copies ? " Nothing was written, the source is as it was." : "")
                );
                return 1;
            }
            CrashPoints.Reached(CrashPoints.BeforeMoveCommit);
            if (Copies)
                foreach (var move in moves)
                    await move.CommitAsync(cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw new WrongSettingException(
                $"The move stopped: {failure.Message}. The source is as it was; what is in PostgreSQL is whole or empty, store by store: give the command again.",
                failure
            );
        }
        finally
        {
            foreach (var move in moves)
                await move.DisposeAsync();
        }
        await Console.Out.WriteLineAsync(
            Copies
                ? $"Moved. {folder.Path} is as it was: keep it until the new installation has proved itself, and start no server on it again."
                : "Equal."
        );
        return 0;
    }

    private static void CheckTargets(List<MovableStore> stores)
    {
        var missing = stores.Where(x => x.Place is null).Select(x => "ConnectionStrings:" + x.Name).ToList();
        if (missing.Count > 0)
            throw new WrongSettingException(
                $"{string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} missing: every store of {stores.Count} needs the PostgreSQL database it is moved to."
            );
        var shared = stores.GroupBy(x => x.Place).FirstOrDefault(x => x.Count() > 1);
        if (shared is not null)
            throw new WrongSettingException(
                $"{string.Join(" and ", shared.Select(x => "ConnectionStrings:" + x.Name))} name the same place ({shared.Key}): each needs a database, or a Search Path, of its own."
            );
    }

    /// <summary>A folder that is wrong by a slip of the pen would be moved as an empty store.</summary>
    private static void CheckFolder(IConfiguration configuration, List<MovableStore> stores)
    {
        var path = DataFolder.PathIn(configuration);
        var missing = stores.Where(x => !File.Exists(Path.Combine(path, x.FileName))).Select(x => x.FileName).ToList();
        if (missing.Count > 0)
            throw new WrongSettingException(
                $"{path} holds no store to move: {string.Join(", ", missing)} missing there (--data DIR names the folder)."
            );
    }

    private static IEnumerable<string> ConnectionStringsOf(string file)
    {
        try
        {
            var section = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file)).Build().GetSection("ConnectionStrings");
            return section.GetChildren().Select(x => $"--ConnectionStrings:{x.Key}={x.Value}");
        }
        catch (Exception wrong) when (wrong is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new WrongSettingException($"{Move}: {file} cannot be read as a JSON file of settings: {wrong.Message}", wrong);
        }
    }

    /// <returns>How many tables differ.</returns>
    private static int Print(List<StoreMove> moves)
    {
        var lines = moves.SelectMany(move => move.Results.Select(x => (Name: $"{move.Store}.{x.Table}", x.Source, x.Target))).ToList();
        var width = lines.Max(x => x.Name.Length);
        Console.Out.WriteLine($"{"table".PadRight(width)}  {"in SQLite", 10}  {"PostgreSQL", 10}  fingerprints");
        foreach (var (name, source, target) in lines)
            Console.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name.PadRight(width)}  {source.Rows, 10}  {target.Rows, 10}  {source} {(source == target ? "equal" : $"{target} DIFFERENT")}"
                )
            );
        Console.Out.WriteLine($"{lines.Count} tables, {lines.Sum(x => x.Source.Rows)} rows");
        return lines.Count(x => x.Source != x.Target);
    }
}
