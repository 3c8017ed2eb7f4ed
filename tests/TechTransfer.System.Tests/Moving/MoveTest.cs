using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using Shouldly;
using TechTransfer.Achievements;
using TechTransfer.Contracts;
using TechTransfer.Demands;
using TechTransfer.Gateway.Session;
using TechTransfer.Hosting;
using TechTransfer.Identity;
using TechTransfer.Matching;
using TechTransfer.Messaging;
using TechTransfer.System.Tests.Journeys;
using TechTransfer.System.Tests.Kill;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Moving;

/// <summary>
/// A marketplace that began on SQLite, and was killed while people used it, goes on where it was on PostgreSQL. Whatever an operator does wrong on the way
/// is refused in one sentence and changes nothing.
/// </summary>
public sealed partial class MoveTest
{
    [Fact]
    public async Task A_store_with_unfinished_work_moves_to_PostgreSQL_whole_or_not_at_all()
    {
        Assert.SkipWhen(Backends.Postgres is null, Backends.NoPostgres);
        await using var before = new StandaloneProcess(settings: ["--Demo:Listings=true"]);
        await before.StartAsync(null);
        await TestApp.EventuallyAsync(
            () => Task.FromResult(before.LastWords),
            x => x.Contains("The demo province is filled", StringComparison.Ordinal),
            TimeSpan.FromMinutes(3),
            TimeSpan.FromMilliseconds(200)
        );
        var stores = new Stores(before.Folder);
        await TestApp.EventuallyAsync(() => Task.FromResult(stores.Unfinished().Count), open => open == 0, TimeSpan.FromMinutes(1));
        var answers = await AnswersAsync(before.Address, await PathsAsync(before.Address));
        answers.Count.ShouldBeGreaterThan(50);
        var target = (await Servers.NewDatabasesAsync()).ToDictionary(StringComparer.Ordinal);
        string[] all = [.. target.Select(x => $"--ConnectionStrings:{x.Key}={x.Value}")];

        (await MoveAsync(before.Folder, all)).ShouldBeRefused("in use by another process");
        var acknowledged = await KilledAtWorkAsync(before);
        stores.Unfinished().ShouldNotBeEmpty();
        var files = HashesOf(before.Folder);

        (await MoveAsync(before.Folder, [])).ShouldBeRefused("ConnectionStrings:Gateway are missing");
        (await MoveAsync(before.Folder, all[1..])).ShouldBeRefused("ConnectionStrings:Identity is missing");
        (await MoveAsync(before.Folder, [.. all[1..], $"--ConnectionStrings:Identity={target["Demands"]}"])).ShouldBeRefused("name the same place");
        (await MoveAsync(Path.Combine(before.Folder, "elsewhere"), all)).ShouldBeRefused("holds no store to move");
        (await MoveAsync(before.Folder, all, "--verify-move")).ShouldBeRefused("Nothing was moved to ConnectionStrings:Identity yet");

        // Killed when all is copied and nothing committed: every table is empty.
        (await MovedAndKilledAsync(before.Folder, all)).ShouldBe(137);
        foreach (var (service, database) in target)
            (await CountsAsync(database)).Where(x => x.Value != 0).ShouldBeEmpty(service);

        var settings = Path.Combine(before.Folder, "target.json");
        await File.WriteAllTextAsync(settings, JsonSerializer.Serialize(new { ConnectionStrings = target }), TestContext.Current.CancellationToken);
        var moved = await MoveAsync(before.Folder, [settings]);
        moved.Code.ShouldBe(0, moved.Error);
        HashesOf(before.Folder).ShouldBe(files);
        foreach (var (service, database) in target)
        foreach (var (table, rows) in await CountsAsync(database))
            moved.Output.ShouldMatch($@"{service}\.{table} +{rows} +{rows}  [0-9a-f]{{16}} equal", "A table of the database was not moved.");

        var again = await MoveAsync(before.Folder, all);
        (again.Code, again.Output.Split("was moved before, equal").Length - 1).ShouldBe((0, target.Count), again.Error);
        await ExecuteAsync(target["Identity"], "UPDATE accounts SET name = name || ' ' WHERE email = 'broker@demo'");
        var changed = await MoveAsync(before.Folder, all, "--verify-move");
        changed.ShouldBeRefused("1 table differs.");
        changed.Output.ShouldMatch("Identity.accounts .* DIFFERENT");
        (await MoveAsync(before.Folder, all)).ShouldBeRefused("The target of Identity is not empty");
        await ExecuteAsync(target["Identity"], "UPDATE accounts SET name = rtrim(name) WHERE email = 'broker@demo'");
        (await MoveAsync(before.Folder, all, "--verify-move")).Code.ShouldBe(0);

        await GoesOnAsync(all, target, answers, acknowledged);
    }

    /// <summary>On PostgreSQL, in a folder without an index: the same answers, the same accounts, and what was unfinished gets finished.</summary>
    private static async Task GoesOnAsync(
        string[] settings,
        Dictionary<string, string> target,
        Dictionary<string, string> answers,
        IReadOnlyCollection<string> acknowledged
    )
    {
        await using var after = new StandaloneProcess(settings: settings);
        await after.StartAsync(null);
        after.IsRunning.ShouldBeTrue(after.LastWords);
        (await AnswersAsync(after.Address, answers.Keys)).Where(x => answers[x.Key] != x.Value).ShouldBeEmpty();
        using (var browser = new SignedInBrowser(after.Address))
            await browser.SignInAsync("university@demo");
        using var client = new LedgerClient(after.Address);
        await TestApp.EventuallyAsync(() => UnfinishedAsync(target), open => open == 0, TimeSpan.FromMinutes(2), TimeSpan.FromMilliseconds(200));
        (await client.DriftAsync()).ShouldBe("""{"missing":0,"orphaned":0,"stale":0}""");
        answers.Keys.Concat(acknowledged).Except(await PathsAsync(after.Address)).ShouldBeEmpty("Published, and not found.");
        // Ids go on after those that came along.
        (await client.PublishAsync("demands", LedgerClient.Company, LedgerClient.Demand(), TestContext.Current.CancellationToken)).ShouldNotBeNull();
        client.Refusals.ShouldBeEmpty();
    }

    /// <returns>The listings that were published while the process was killed, and stayed so.</returns>
    private static async Task<IReadOnlyCollection<string>> KilledAtWorkAsync(StandaloneProcess process)
    {
        using var client = new LedgerClient(process.Address);
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, 4).Select(_ => PublishUntilAsync(client, stop.Token)).ToList();
        await TestApp.EventuallyAsync(() => Task.FromResult(client.Acknowledged.Count), x => x >= 8, TimeSpan.FromMinutes(1));
        await process.KillAsync();
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        return [.. client.Acknowledged.Keys.Select(x => $"/api/achievements/{x.About}")];
    }

    private static async Task PublishUntilAsync(LedgerClient client, CancellationToken stop)
    {
        while (await client.PublishAsync("achievements", LedgerClient.University, LedgerClient.Achievement(), stop) is not null) { }
    }

    /// <summary>What everybody may see, by its address.</summary>
    private static async Task<List<string>> PathsAsync(Uri address)
    {
        using var visitor = new HttpClient { BaseAddress = address };
        var paths = new List<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            var page = JsonDocument.Parse(await visitor.GetStringAsync(new Uri($"/api/search?limit=50{cursor}", UriKind.Relative))).RootElement;
            foreach (var hit in page.GetProperty("items").EnumerateArray())
                paths.Add($"/api/{hit.GetProperty("kind").GetString()}s/{hit.GetProperty("id").GetGuid()}");
            cursor = page.TryGetProperty("next", out var next) && next.GetString() is { } more ? "&after=" + Uri.EscapeDataString(more) : null;
        }
        return paths;
    }

    private static async Task<Dictionary<string, string>> AnswersAsync(Uri address, IEnumerable<string> paths)
    {
        using var visitor = new HttpClient { BaseAddress = address };
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
            answers[path] = Fraction()
                .Replace(await visitor.GetStringAsync(new Uri(path, UriKind.Relative)), x => x.Value[..Math.Min(7, x.Length)].TrimEnd('0', '.'));
        return answers;
    }

    /// <summary>The move, run in this process as the product's executable runs it.</summary>
    private static async Task<Ended> MoveAsync(string folder, string[] arguments, string command = "--move-to")
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var (usualOutput, usualError) = (Console.Out, Console.Error);
        Console.SetOut(TextWriter.Synchronized(output));
        Console.SetError(TextWriter.Synchronized(error));
        try
        {
            string[] all = ["--data", folder, "--environment", "Development", command, .. arguments];
            var code = await ServiceHost.RunAsync(all, Modules());
            return new Ended(code, output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(usualOutput);
            Console.SetError(usualError);
        }
    }

    private static ServiceModule[] Modules() =>
        [new IdentityService(), new AchievementsService(), new DemandsService(), new MatchingService(), new ContractsService(), new SessionModule()];

    /// <returns>The exit code.</returns>
    private static async Task<int> MovedAndKilledAsync(string folder, string[] arguments)
    {
        var start = StandaloneProgram.StartInfo(new Uri("http://127.0.0.1:1"), folder, ["--move-to", .. arguments]);
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(TestApp).Assembly.Location;
        start.Environment["CRASH_POINT"] = $"{CrashPoints.BeforeMoveCommit}:1";
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        said[0].ShouldContain("tables,", customMessage: said[1]);
        return process.ExitCode;
    }

    /// <summary>The files of the stores; a log without content is made by looking.</summary>
    private static Dictionary<string, string> HashesOf(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.db*")
            .Where(x => !x.EndsWith("-shm", StringComparison.Ordinal) && new FileInfo(x).Length > 0)
            .ToDictionary(x => x, x => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(x))), StringComparer.Ordinal);

    /// <returns>Each table of the database with its number of rows.</returns>
    private static async Task<Dictionary<string, long>> CountsAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        var tables = new List<string>();
        await using (var ask = source.CreateCommand("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"))
        await using (var names = await ask.ExecuteReaderAsync())
            while (await names.ReadAsync())
                tables.Add(names.GetString(0));
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in tables.Where(x => x != "__EFMigrationsHistory"))
        {
            await using var count = source.CreateCommand($"SELECT count(*) FROM \"{table}\"");
            counts[table] = (long)(await count.ExecuteScalarAsync())!;
        }
        return counts;
    }

    private static async Task<long> UnfinishedAsync(Dictionary<string, string> target)
    {
        var open = 0L;
        foreach (var (service, database) in target.Where(x => x.Key != "Gateway"))
        {
            var counts = await CountsAsync(database);
            open += counts["outbox"] + counts.GetValueOrDefault("index_work");
        }
        return open;
    }

    /// <summary>Of a second; PostgreSQL keeps six digits of it.</summary>
    [GeneratedRegex(@"(?<=:\d\d)\.\d+(?=[+Z])", RegexOptions.None, 1000)]
    private static partial Regex Fraction();

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }
}

internal sealed record Ended(int Code, string Output, string Error);

internal static class Refused
{
    public static void ShouldBeRefused(this Ended ended, string sentence)
    {
        ended.Error.ShouldContain(sentence, customMessage: ended.Output);
        ended.Code.ShouldBe(1);
    }
}
