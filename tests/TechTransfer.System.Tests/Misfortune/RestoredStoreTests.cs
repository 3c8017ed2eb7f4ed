using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Shouldly;
using TechTransfer.Achievements;
using TechTransfer.Contracts;
using TechTransfer.Demands;
using TechTransfer.Hosting;
using TechTransfer.Identity;
using TechTransfer.Matching;
using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Misfortune;

/// <summary>
/// One service goes back to a backup of before a thousand changes, or comes late, while the others stay as they are: afterwards every copy agrees with its owner by digest,
/// and what people find is what the owners hold.
/// </summary>
public sealed class RestoredStoreTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string[] All = ["identity", "achievements", "demands", "contracts", "matching"];
    private bool _withMatching = true;
    private TestApp _app = null!;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task An_owner_that_went_back_takes_its_copies_with_it()
    {
        await StartAsync();
        await ImportAsync("钙钛矿", 1, 200);
        await AgreeAsync();
        var before = await EpochAsync("achievements");
        var backup = Backup("achievements");
        await ImportAsync("石墨烯", 101, 1_100);
        await AgreeAsync();
        await TestApp.EventuallyAsync(() => FoundAsync("石墨烯"), x => x == 1_000, Patience);

        await _app.RestoreAsync(folder => PutBack(folder, "achievements", backup), "achievements");

        await AgreeAsync();
        (await EpochAsync("achievements")).ShouldBeGreaterThan(before);
        (await CopiedAsync("matching", "achievements")).ShouldBe(200);
        await TestApp.EventuallyAsync(async () => (await FoundAsync("钙钛矿"), await FoundAsync("石墨烯")), x => x == (200, 0), Patience);
        await NoDriftAsync();
        // The lower versions of the new epoch go on to be taken.
        await ImportAsync("海藻酸", 1, 1);
        await AgreeAsync();
    }

    [Fact]
    public async Task A_copy_that_went_back_catches_up()
    {
        await StartAsync();
        await ImportAsync("钙钛矿", 1, 100);
        await AgreeAsync();
        var backup = Backup("matching");
        await ImportAsync("石墨烯", 1, 1_000);
        await AgreeAsync();

        await _app.RestoreAsync(folder => PutBack(folder, "matching", backup), "matching");

        await AgreeAsync();
        (await CopiedAsync("matching", "achievements")).ShouldBe(1_000);
        await TestApp.EventuallyAsync(async () => (await FoundAsync("钙钛矿"), await FoundAsync("石墨烯")), x => x == (0, 1_000), Patience);
        await NoDriftAsync();
    }

    [Fact]
    public async Task A_service_that_was_never_started_gets_everything_when_it_is()
    {
        _withMatching = false;
        await StartAsync();
        await ImportAsync("钙钛矿", 1, 300);
        await AgreeAsync();
        _withMatching = true;

        await _app.RestartAsync();

        await TestApp.EventuallyAsync(() => CopiedAsync("matching", "achievements"), x => x == 300, Patience);
        await AgreeAsync();
        await TestApp.EventuallyAsync(() => FoundAsync("钙钛矿"), x => x == 300, Patience);
    }

    private HttpClient Administrator => _app.As(Town.Demo(25), "220000", Roles.Administrator);

    private async Task StartAsync() =>
        _app = await TestApp.StartAsync(() =>
            [
                new IdentityService(),
                new AchievementsService(),
                new DemandsService(),
                new ContractsService(),
                .. _withMatching ? [new MatchingService()] : Array.Empty<ServiceModule>(),
            ]
        );

    /// <summary>Publishes listings with these numbers; one that is there gets a new version.</summary>
    private async Task ImportAsync(string word, int first, int last)
    {
        var file = new StringBuilder("title,summary,organisation,externalId\n");
        for (var number = first; number <= last; number++)
            file.Append(CultureInfo.InvariantCulture, $"{word}的弹性体{number},{word}的弹性体连续制备方法，断裂强度高。,松嫩理工大学,R{number}\n");
        var office = _app.As(Town.Demo(22), "220000", Roles.Operator);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(file.ToString())), "file", "成果.csv" } };
        var import = (await office.PostAsync("/api/achievements/imports?publish=true", form).JsonAsync(202)).GetProperty("id").GetGuid();
        var done = await TestApp.EventuallyAsync(
            () => office.GetFromJsonAsync<JsonElement>($"/api/achievements/imports/{import}"),
            x => x.GetProperty("state").GetString() is not ("waiting" or "running"),
            Patience
        );
        (done.GetProperty("accepted").GetInt32() + done.GetProperty("updated").GetInt32()).ShouldBe(last - first + 1, done.ToString());
    }

    /// <summary>Waits until nothing is on its way and every copy has the same sums as its owner.</summary>
    private async Task AgreeAsync()
    {
        await TestApp.EventuallyAsync(DifferencesAsync, x => x.Length == 0, Patience, TimeSpan.FromMilliseconds(200));
        foreach (var service in All.Where(x => x != "matching"))
            await TestApp.EventuallyAsync(
                () => Administrator.GetStringAsync($"/api/admin/{service}/announcements"),
                x => JsonDocument.Parse(x).RootElement.GetProperty("items").EnumerateArray().All(row => row.TryGetProperty("finishedAt", out _)),
                Patience
            );
        // What the announcements sent last may still be on its way.
        await TestApp.EventuallyAsync(DifferencesAsync, x => x.Length == 0, Patience, TimeSpan.FromMilliseconds(200));
    }

    private async Task<string> DifferencesAsync()
    {
        var found = new List<string>();
        var digests = new Dictionary<string, JsonElement>();
        foreach (var service in All.Where(x => _withMatching || x != "matching"))
        {
            digests[service] = await DigestsAsync(service);
            if (digests[service].GetProperty("waiting").GetInt32() is var waiting and > 0)
                found.Add($"{service} has {waiting} on the way");
        }
        foreach (var owner in digests)
        foreach (var owned in owner.Value.GetProperty("owned").EnumerateArray())
        foreach (var copy in digests)
        foreach (var copied in copy.Value.GetProperty("copied").EnumerateArray())
            if (Kind(copied) == Kind(owned) && Sums(copied) != Sums(owned))
                found.Add($"{Kind(owned)} in {copy.Key}: {copied.GetProperty("entries")} of {owned.GetProperty("entries")}");
        return string.Join("; ", found);

        static string? Kind(JsonElement digest) => digest.GetProperty("kind").GetString();
        static string Sums(JsonElement digest) => digest.GetProperty("buckets").GetRawText();
    }

    private Task<JsonElement> DigestsAsync(string service) => Administrator.GetFromJsonAsync<JsonElement>($"/api/admin/{service}/digests");

    private async Task<long> EpochAsync(string service) => (await DigestsAsync(service)).GetProperty("epoch").GetInt64();

    private async Task<int> CopiedAsync(string service, string kind) =>
        (await DigestsAsync(service))
            .GetProperty("copied")
            .EnumerateArray()
            .Single(x => x.GetProperty("kind").GetString() == kind)
            .GetProperty("entries")
            .GetInt32();

    private async Task<long> FoundAsync(string word) =>
        (await _app.Visitor().GetFromJsonAsync<JsonElement>($"/api/search?kind=achievement&limit=1&q={word}")).GetProperty("total").GetInt64();

    private async Task NoDriftAsync()
    {
        var check = await Administrator.PostAsJsonAsync("/api/admin/matching/index/drift", new { }).JsonAsync(200);
        foreach (var found in new[] { "missing", "stale", "ahead", "orphaned" })
            check.GetProperty(found).GetInt32().ShouldBe(0, check.ToString());
    }

    /// <summary>What an operator does while the service runs.</summary>
    private string Backup(string store)
    {
        var path = Path.Combine(_app.Folder, store + ".backup");
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_app.Folder, store + ".db")};Pooling=False;Default Timeout=30");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $path";
        command.Parameters.AddWithValue("$path", path);
        command.ExecuteNonQuery();
        return path;
    }

    private static void PutBack(string folder, string store, string backup)
    {
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(folder, store + ".db*"))
            File.Delete(file);
        File.Copy(backup, Path.Combine(folder, store + ".db"));
    }
}
