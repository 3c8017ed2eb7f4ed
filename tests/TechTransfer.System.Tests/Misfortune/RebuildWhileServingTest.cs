using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
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
/// The index is built again and again while listings are published, revised and withdrawn, and twenty times a second somebody searches for the word of one of
/// them: every answer is held against what its owner was told. TECHTRANSFER_CHANGES says how many changes, 500 in the long form instead of some dozens.
/// </summary>
public sealed class RebuildWhileServingTest(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Writers = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    /// <summary>What a search for each word has to say; a word is not here while its listing is being changed.</summary>
    private readonly ConcurrentDictionary<string, Expected> _settled = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<string> _wrong = [];
    private string? _index;
    private TestApp _app = null!;
    private int _asked;
    private int _judged;
    private int _changes;

    /// <param name="IsFound">A listing that was withdrawn, or has another word now, is not found.</param>
    private sealed record Expected(Guid Listing, bool IsFound);

    private static int Changes => int.Parse(Environment.GetEnvironmentVariable("TECHTRANSFER_CHANGES") ?? "40", CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_index is not null)
            await ElasticsearchBackend.DeleteAsync(_index);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_answer_is_right_while_one_generation_follows_the_other(bool onElasticsearch)
    {
        Assert.SkipWhen(onElasticsearch && ElasticsearchBackend.Address is null, ElasticsearchBackend.Absent);
        if (onElasticsearch)
            _index = $"rebuild-{Guid.NewGuid():N}";
        _app = await TestApp.StartAsync(
            Modules,
            settings: _index is null ? [] : [.. ElasticsearchBackend.Settings(_index).Select(setting => setting.TrimStart('-'))]
        );
        await StockAsync(5 * Changes);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var searching = SearchAsync(over.Token);
        var rebuilding = RebuildAsync(over.Token);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => WriteAsync()));
        await over.CancelAsync();
        await searching;
        var rebuilds = await rebuilding;

        output.WriteLine($"{_changes} changes, {rebuilds} rebuilds, {_asked} searches, {_judged} of them held against what had to be found");
        _wrong.ShouldBeEmpty();
        rebuilds.ShouldBeGreaterThan(0);
        _judged.ShouldBeGreaterThan(_asked / 2);
        foreach (var (word, expected) in _settled)
            (await FoundAsync(word)).Contains(expected.Listing).ShouldBe(expected.IsFound, word);
    }

    private HttpClient University => _app.As(Town.University, "220104", Roles.Member, Roles.Manager, Roles.Signatory);
    private HttpClient Province => _app.As(Town.Demo(22), "220000", Roles.Operator);
    private HttpClient Administrator => _app.As(Town.Demo(25), "220000", Roles.Administrator);

    private static ServiceModule[] Modules() =>
        [new IdentityService(), new AchievementsService(), new DemandsService(), new ContractsService(), new MatchingService()];

    /// <summary>What makes a rebuild last.</summary>
    private async Task StockAsync(int listings)
    {
        var file = new StringBuilder("title,summary,organisation,externalId\n");
        for (var number = 0; number < listings; number++)
            file.Append(CultureInfo.InvariantCulture, $"钙钛矿薄膜{number},钙钛矿薄膜连续制备方法，稳定性好。,松嫩理工大学,R{number}\n");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(file.ToString())), "file", "成果.csv" } };
        await TestApp.EventuallyAsync(
            async () => await (await Province.PostAsync("/api/achievements/imports?publish=true", form)).CodeAsync(),
            code => code == 202,
            Patience
        );
        await TestApp.EventuallyAsync(
            async () => (await IndexAsync()).GetProperty("documents").GetInt32(),
            documents => documents == listings,
            Patience
        );
    }

    private async Task WriteAsync()
    {
        var (university, province) = (University, Province);
        while (Interlocked.Increment(ref _changes) <= Changes)
        {
            var word = Word();
            var listing = (await university.PostAsJsonAsync("/api/achievements", Content(word)).JsonAsync(201)).GetProperty("id").GetGuid();
            await PublishAsync(listing);
            await SettledAsync(listing, word);

            if (Interlocked.Increment(ref _changes) > Changes)
                break;
            var next = Word();
            _settled.TryRemove(word, out _);
            await ReviseAsync(listing, next);
            await PublishAsync(listing);
            await SettledAsync(listing, next, word);

            if (Interlocked.Increment(ref _changes) > Changes)
                break;
            _settled.TryRemove(next, out _);
            await university.PostAsJsonAsync($"/api/achievements/{listing}/withdraw", new { reason = "solvedElsewhere" }).JsonAsync(200);
            await SettledAsync(listing, null, next);
        }
        Interlocked.Decrement(ref _changes);

        async Task PublishAsync(Guid listing)
        {
            await university.PostAsJsonAsync($"/api/achievements/{listing}/submit", new { }).JsonAsync(200);
            await province.PostAsJsonAsync($"/api/achievements/{listing}/publish", new { }).JsonAsync(200);
        }

        async Task ReviseAsync(Guid listing, string word)
        {
            var version = (await university.GetFromJsonAsync<JsonElement>($"/api/achievements/{listing}")).GetProperty("version").GetInt64();
            using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/achievements/{listing}")
            {
                Content = JsonContent.Create(Content(word)),
            };
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
            await university.SendAsync(request).JsonAsync(200);
        }
    }

    /// <summary>Waits until the listing is found by its word and by none that it had; from then on it has to stay so.</summary>
    private async Task SettledAsync(Guid listing, string? word, params string[] gone)
    {
        if (word is not null)
            await TestApp.EventuallyAsync(() => FoundAsync(word), found => found.Contains(listing), Patience);
        foreach (var before in gone)
        {
            await TestApp.EventuallyAsync(() => FoundAsync(before), found => !found.Contains(listing), Patience);
            _settled[before] = new Expected(listing, IsFound: false);
        }
        if (word is not null)
            _settled[word] = new Expected(listing, IsFound: true);
    }

    private async Task SearchAsync(CancellationToken over)
    {
        using var timer = new PeriodicTimer(Pace);
        while (await TicksAsync(timer, over))
        {
            if (_settled.ToArray() is not { Length: > 0 } known)
                continue;
            var (word, expected) = known[Random.Shared.Next(known.Length)];
            _asked++;
            var found = await FoundAsync(word);
            // Being changed since.
            if (!_settled.TryGetValue(word, out var now) || now != expected)
                continue;
            _judged++;
            if (found.Contains(expected.Listing) != expected.IsFound)
                _wrong.Add($"{word} finds {expected.Listing}: {!expected.IsFound}");
        }
    }

    /// <returns>How many times the index was built again.</returns>
    private async Task<int> RebuildAsync(CancellationToken over)
    {
        using var timer = new PeriodicTimer(Pace);
        var rebuilds = 0;
        for (; !over.IsCancellationRequested; rebuilds++)
        {
            await Administrator.PostAsJsonAsync("/api/admin/matching/index/rebuild", new { }).JsonAsync(202);
            do await TicksAsync(timer, over);
            while (!over.IsCancellationRequested && await IsRebuildingAsync());
        }
        return rebuilds;
    }

    private async Task<bool> IsRebuildingAsync() =>
        _index is not null
            ? (await ElasticsearchBackend.IndicesAsync(_index)).Length > 1
            : (await IndexAsync())
                .GetProperty("lanes")
                .EnumerateArray()
                .Any(lane => lane.GetProperty("name").GetString() == "rebuild" && lane.GetProperty("toIndex").GetInt32() > 0);

    private Task<JsonElement> IndexAsync() => Administrator.GetFromJsonAsync<JsonElement>("/api/admin/matching/index");

    private async Task<HashSet<Guid>> FoundAsync(string word)
    {
        var page = await _app.Visitor().GetAsync($"/api/search?q={Uri.EscapeDataString(word)}").JsonAsync(200);
        return [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())];
    }

    private static string Word() => "W" + Guid.NewGuid().ToString("N")[..12].ToUpperInvariant();

    private static JsonObject Content(string word) => Town.Content("achievements", word);

    private static async Task<bool> TicksAsync(PeriodicTimer timer, CancellationToken over)
    {
        try
        {
            return await timer.WaitForNextTickAsync(over);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
