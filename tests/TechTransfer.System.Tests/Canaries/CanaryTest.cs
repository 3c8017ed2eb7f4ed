using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Canaries;

/// <summary>
/// A word of its own is planted in everything that is not for everybody, and looked for wherever somebody without the right to it, another service, an event,
/// a log line or a file of the index could show it. A word planted in public shows that the search for words finds them.
/// </summary>
public sealed partial class CanaryTest(Town town, ITestOutputHelper output)
{
    private const string Reader = "whom it was granted to";
    private readonly List<string> _entries = [];
    private readonly Dictionary<string, string> _planted = new(StringComparer.Ordinal);

    [Fact]
    public async Task No_restricted_word_shows_up_where_it_does_not_belong()
    {
        var openWord = Word("public");
        _planted.Remove(openWord, out _);
        var achievement = await PlantAchievementAsync(openWord);
        var demand = await PlantDemandAsync(openWord);
        var hidden = await PlantHiddenAsync();
        await PlantUnpublishedAsync(achievement);
        await PlantEntriesAsync();
        await PlantDealingAsync();
        await PlantGrantsAsync(achievement, demand);
        await SettledAsync(openWord);

        var places = new List<(string Name, string Text)>();
        foreach (
            var (name, who) in new (string, HttpClient)[]
            {
                ("visitor", town.Visitor),
                ("member of another organisation", town.Stranger),
                ("broker", town.As(Town.Broker, "220104", "broker")),
                (Reader, Granted),
            }
        )
        foreach (var path in Paths(openWord, achievement, demand).Concat(PathsTo(hidden, achievement)))
            places.Add(($"{path} for {name}", await ReadAsync(who, path)));
        foreach (var service in new[] { "achievements", "demands", "matching", "contracts", "identity" })
            places.Add(($"dead letters of {service}", await ReadAsync(town.Administrator, $"/api/admin/{service}/dead-letters")));
        places.Add(("logs", string.Join('\n', town.Logs.Lines)));
        places.AddRange(Files());

        var leaks = (
            from place in places
            from canary in _planted
            where place.Text.Contains(canary.Key, StringComparison.OrdinalIgnoreCase) && !MayShow(canary.Value, place.Name)
            select $"{canary.Value} shows up in {place.Name}"
        ).ToList();
        output.WriteLine(
            $"{_planted.Count} words planted, {places.Count} places looked at, {places.Count(x => x.Text.Contains(openWord, StringComparison.OrdinalIgnoreCase))} of them show the public word"
        );
        leaks.ShouldBeEmpty(string.Join('\n', leaks));
        foreach (var place in new[] { $"/api/search?q={openWord} for visitor", $"/achievements/{achievement} for visitor", "recorder.db" })
            places
                .Any(x => x.Name.StartsWith(place, StringComparison.Ordinal) && x.Text.Contains(openWord, StringComparison.OrdinalIgnoreCase))
                .ShouldBeTrue($"{place} shows public words");
    }

    [Fact]
    public async Task An_anonymous_demand_tells_nobody_whose_it_is()
    {
        var word = Word("public");
        var achievement = await town.PublishedAsync("achievements", Town.Content("achievements", ""));
        var content = Town.Content("demands", word);
        content["anonymous"] = true;
        content["region"] = "220172";
        var demand = await town.PublishedAsync("demands", content);
        var own = await (await town.CompanyManager.GetAsync($"/api/demands/{demand}")).Content.ReadAsStringAsync();
        var name = JsonNode.Parse(own)!["organisation"]!["name"]!.GetValue<string>();
        await TestApp.EventuallyAsync(
            () => ReadAsync(town.Visitor, $"/api/search?q={word}"),
            text => text.Contains("\"total\":1", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)
        );

        var shown = 0;
        foreach (var who in new[] { town.Visitor, town.Stranger, town.As(Town.Broker, "220104", "broker"), town.Administrator })
        // What is similar are other listings, and some of those are the company's own under its name.
        foreach (
            var path in PathsTo(demand, achievement)
                .Where(x => !x.EndsWith("/similar", StringComparison.Ordinal))
                .Concat([$"/api/search?q={word}", $"/search?q={word}", $"/api/search/suggest?q={word}"])
        )
        {
            var text = WebUtility.HtmlDecode(await ReadAsync(who, path));
            text.ShouldNotContain(name, customMessage: path);
            text.ShouldNotContain(Town.Company.ToString(), customMessage: path);
            text.ShouldNotContain("220172", customMessage: path);
            shown += text.Contains(word, StringComparison.Ordinal) ? 1 : 0;
        }
        shown.ShouldBeGreaterThan(20);
        (await ReadAsync(town.Visitor, $"/api/search?q={word}&organisation={Town.Company}")).ShouldContain("\"total\":0");
        (await ReadAsync(town.Province, $"/api/demands/{demand}")).ShouldContain(name);
    }

    /// <summary>
    /// Sections for verified members open to a member of another organisation, and what is on request to the one that it was granted to, on the listing itself and the pages that
    /// show it and nowhere else.
    /// </summary>
    private static bool MayShow(string what, string place) =>
        // Matching keeps the reports itself.
        what.StartsWith("hidden:", StringComparison.Ordinal)
            && !place.EndsWith("for visitor", StringComparison.Ordinal)
            && !place.EndsWith("for member of another organisation", StringComparison.Ordinal)
        || what.StartsWith("report", StringComparison.Ordinal) && place.StartsWith("matching.db", StringComparison.Ordinal)
        || what.StartsWith("members:", StringComparison.Ordinal)
            && (
                place.EndsWith("for member of another organisation", StringComparison.Ordinal)
                || place.EndsWith("for broker", StringComparison.Ordinal)
                || place.EndsWith("for " + Reader, StringComparison.Ordinal)
            )
            && (place.StartsWith("/api/achievements/", StringComparison.Ordinal) || place.StartsWith("/achievements/", StringComparison.Ordinal))
        || (what.StartsWith("granted:", StringComparison.Ordinal) || what.StartsWith("details:", StringComparison.Ordinal))
            && place.EndsWith("for " + Reader, StringComparison.Ordinal)
            && !place.Contains("/similar", StringComparison.Ordinal)
            && !place.Contains("/print", StringComparison.Ordinal)
            && (
                place.StartsWith("/api/achievements/", StringComparison.Ordinal)
                || place.StartsWith("/achievements/", StringComparison.Ordinal)
                // It sets the two listings side by side as their reader reads them, which is a view like any other.
                || place.StartsWith("/compare", StringComparison.Ordinal)
            )
        || what.StartsWith("own request:", StringComparison.Ordinal) && place.EndsWith("for " + Reader, StringComparison.Ordinal);

    private static IEnumerable<string> PathsTo(Guid demand, Guid achievement) =>
        [
            $"/api/demands/{demand}",
            $"/api/demands/{demand}?view=working",
            $"/api/demands/{demand}/similar",
            $"/api/demands/{demand}/versions",
            $"/api/demands/{demand}/audit",
            $"/api/matches?demand={demand}&limit=50",
            $"/api/matches?demand={demand}&achievement={achievement}",
            $"/demands/{demand}",
            $"/compare?demand={demand}&achievement={achievement}",
        ];

    /// <summary>Everything announced has arrived and is indexed.</summary>
    private async Task SettledAsync(string openWord) =>
        await TestApp.EventuallyAsync(
            () => ReadAsync(town.Visitor, $"/api/search?q={openWord}"),
            text => text.Contains("\"total\":2", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)
        );

    private IEnumerable<string> Paths(string openWord, Guid achievement, Guid demand) =>
        [
            $"/api/search?q={openWord}",
            "/api/search?q=弹性体&limit=50",
            "/api/search?q=弹性体&kind=demand&sort=newest",
            "/api/search/figures",
            "/api/figures",
            $"/api/figures/organisations/{Town.University}",
            $"/api/achievements/{achievement}",
            $"/api/achievements/{achievement}?view=working",
            $"/api/achievements/{achievement}/files",
            $"/api/achievements/{achievement}/files?view=working",
            $"/api/achievements/{achievement}/similar",
            $"/api/achievements/{achievement}/versions",
            $"/api/achievements/{achievement}/audit",
            $"/api/demands/{demand}",
            $"/api/demands/{demand}/similar",
            $"/api/matches?achievement={achievement}&limit=50",
            $"/api/matches?demand={demand}&limit=50",
            "/api/achievements/mine",
            "/api/demands/mine",
            "/api/achievements/grants",
            "/api/demands/grants",
            "/api/demands/grants?box=out",
            "/my/access",
            "/my/access?box=out",
            $"/api/achievements/{achievement}/view-log",
            $"/api/achievements/{achievement}/view-log.csv",
            $"/my/achievements/{achievement}/view-log",
            $"/achievements/{achievement}/ask",
            "/api/achievements/entries",
            "/api/demands/entries",
            "/my/entries",
            "/my/entries?kind=demand",
            "/desk",
            .. _entries,
            "/api/achievements/imports",
            "/api/introductions?box=in",
            "/api/deals",
            "/api/contracts",
            "/api/favourites",
            "/api/reports/against",
            "/api/achievements/appeals",
            "/openapi/v1.json",
            "/",
            "/search?q=弹性体",
            $"/achievements/{achievement}",
            $"/achievements/{achievement}/print",
            $"/demands/{demand}",
            $"/compare?demand={demand}&achievement={achievement}",
            "/figures",
            "/api/figures/caseloads",
            "/api/identity/brokers",
            "/brokers",
            $"/organisations/{Town.University}",
            $"/organisations/{Town.Company}",
            "/sitemap.xml",
            "/robots.txt",
            .. _planted.Keys.Select(x => $"/api/search/suggest?q={x[..6]}"),
        ];

    private static async Task<string> ReadAsync(HttpClient who, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(path.StartsWith("/api", StringComparison.Ordinal) ? "application/json" : "text/html");
        using var answer = await who.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>What other services and the recorder of all events have on disk: restricted words have to stay in the service they were written to.</summary>
    private IEnumerable<(string Name, string Text)> Files() =>
        from file in Directory.EnumerateFiles(town.App.Folder, "*", SearchOption.AllDirectories)
        let name = Path.GetFileName(file)
        where !name.StartsWith("achievements.db", StringComparison.Ordinal) && !name.StartsWith("demands.db", StringComparison.Ordinal)
        where !name.StartsWith("contracts.db", StringComparison.Ordinal) && name != ".lock" && !name.EndsWith(".lock", StringComparison.Ordinal)
        select (name, Raw(file));

    private static string Raw(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Encoding.Latin1.GetString(bytes, 0, length);
    }

    private JsonObject Contact() =>
        new()
        {
            ["name"] = Word("contact: name"),
            ["phone"] = Word("contact: phone"),
            ["email"] = $"{Word("contact: e-mail")}@example.test",
        };

    /// <summary>Letters only, so that no analyser cuts it; remembered with what it stands for.</summary>
    private string Word(string what)
    {
        var word = "zq" + string.Concat(Guid.NewGuid().ToString("N").Take(16).Select(x => (char)('a' + Convert.ToInt32(x.ToString(), 16))));
        _planted[word] = what;
        return word;
    }
}
