using System.Net.Http.Json;
using System.Text.Json;
using TechTransfer.IntegrationEvents;
using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>Search, matches, favourites, organisations and operation.</summary>
internal static class OtherCases
{
    private static readonly string[] Services = ["achievements", "contracts", "demands", "identity", "matching", "recorder"];

    private static readonly string[] Owners = ["achievements", "contracts", "demands", "identity"];

    public static IEnumerable<Case> All =>
        [
            Open("GET /api/search", "/api/search?q=弹性体"),
            Open("GET /api/search/suggest", "/api/search/suggest?q=弹"),
            Open("GET /api/search/figures", "/api/search/figures"),
            Open("GET /api/identity/me", "/api/identity/me"),
            Open("GET /api/identity/organisations", "/api/identity/organisations?q=大学"),
            Open("GET /api/identity/organisations/{id:guid}", $"/api/identity/organisations/{Town.University}"),
            Open("GET /api/identity/brokers", "/api/identity/brokers"),
            Open("GET /api/identity/brokers/mine", "/api/identity/brokers/mine"),
            new(
                "PUT /api/identity/brokers/mine",
                Own.Company,
                (_, _) =>
                    Task.FromResult(
                        new Call("/api/identity/brokers/mine", new { listed = true, specialities = new[] { "C35" } }) { Repeatable = true }
                    )
            ),
            Open("GET /api/identity/regions", "/api/identity/regions"),
            new(
                "GET /api/matches",
                Own.Company,
                async (town, _) => new Call($"/api/matches?demand={(await MatchAsync(town)).Demand}") { Repeatable = true }
            ),
            new("GET /api/matches/inbox", Own.Company, InboxAsync),
            new(
                "GET /api/matches/advice/{id:guid}",
                Own.Company,
                async (town, _) => new Call($"/api/matches/advice/{(await MatchAsync(town)).Demand}") { Repeatable = true }
            ),
            new("GET /api/matches/unclear", Own.Company, UnclearAsync),
            Open("GET /api/matches/consent", "/api/matches/consent"),
            new(
                "PUT /api/matches/consent",
                Own.Company,
                (_, _) => Task.FromResult(new Call("/api/matches/consent", new { useForTraining = true }) { Repeatable = true })
            ),
            new(
                "POST /api/matches/preview",
                Own.Company,
                (_, _) => Task.FromResult(new Call("/api/matches/preview", new { kind = "demand", title = "弹性体" }) { Repeatable = true })
            ),
            Open("GET /api/admin/matching/labels", "/api/admin/matching/labels"),
            Stance("accept", new { }),
            Stance("save", new { }),
            Stance("decline", new { reason = "other", text = "不合适" }),
            new("PUT /api/favourites/{kind}/{id:guid}", Own.Company, async (town, _) => new Call(await FavouriteAsync(town)) { Repeatable = true }),
            new("DELETE /api/favourites/{kind}/{id:guid}", Own.Company, KeptAsync),
            new("GET /api/favourites", Own.Company, FavouritesAsync),
            Open("GET /api/admin/matching/index", "/api/admin/matching/index"),
            new(
                "POST /api/admin/matching/index/rebuild",
                Own.Company,
                (_, _) => Task.FromResult(new Call("/api/admin/matching/index/rebuild", new { }))
            ),
            new(
                "POST /api/admin/matching/index/drift",
                Own.Company,
                (_, _) => Task.FromResult(new Call("/api/admin/matching/index/drift", new { }) { Repeatable = true })
            ),
            .. Owners.Append("matching").Select(x => Open($"GET /api/admin/{x}/digests", $"/api/admin/{x}/digests")),
            .. Owners
                .Append("matching")
                .Select(x => Open($"GET /api/admin/{x}/digests/{{kind}}", $"/api/admin/{x}/digests/organisations?bucket=0&bucket=255")),
            .. Owners.Select(x => Open($"GET /api/admin/{x}/announcements", $"/api/admin/{x}/announcements")),
            .. Owners.Select(x => new Case(
                $"POST /api/admin/{x}/announcements",
                Own.Company,
                (_, _) => Task.FromResult(new Call($"/api/admin/{x}/announcements", new { }) { Repeatable = true })
            )),
            .. Services.Select(x => Open($"GET /api/admin/{x}/dead-letters", $"/api/admin/{x}/dead-letters")),
            .. Services.Select(x => new Case(
                $"POST /api/admin/{x}/dead-letters/{{id:guid}}/replay",
                Own.Company,
                (_, _) => Task.FromResult(new Call($"/api/admin/{x}/dead-letters/{Guid.CreateVersion7()}/replay", new { }) { Repeatable = true })
            )),
        ];

    private static Case Open(string endpoint, string path) =>
        new(endpoint, Own.Company, (_, _) => Task.FromResult(new Call(path) { Repeatable = true }));

    private static Case Stance(string stance, object body) =>
        new(
            $"POST /api/matches/{{id:guid}}/{stance}",
            Own.Company,
            async (town, _) => new Call($"/api/matches/{(await MatchAsync(town)).Id}/{stance}", body)
        );

    /// <summary>A match between the two sides' listings, as soon as it has been found.</summary>
    private static async Task<(Guid Id, Guid Demand)> MatchAsync(Town town)
    {
        await town.PublishedAsync("achievements", Town.Content("achievements", ""));
        var demand = await town.PublishedAsync("demands", Town.Content("demands", ""));
        var found = await TestApp.EventuallyAsync(
            async () => await (await town.Visitor.GetAsync($"/api/matches?demand={demand}")).Content.ReadAsStringAsync(),
            x => x.Contains("\"score\"", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)
        );
        return (JsonDocument.Parse(found).RootElement.GetProperty("items")[0].GetProperty("id").GetGuid(), demand);
    }

    /// <summary>The university has declined the company's need because it does not say enough.</summary>
    private static async Task<Call> UnclearAsync(Town town, string word)
    {
        var demand = await town.PublishedAsync("demands", Town.Content("demands", word));
        var match = MatchId.Of(demand, await town.PublishedAsync("achievements", Town.Content("achievements", "")));
        await TestApp.EventuallyAsync(
            async () =>
                await (await town.UniversityManager.PostAsJsonAsync($"/api/matches/{match}/decline", new { reason = "needUnclear" })).CodeAsync(),
            code => code == 200,
            TimeSpan.FromSeconds(60)
        );
        return new Call("/api/matches/unclear") { Shows = word, Repeatable = true };
    }

    private static async Task<Call> InboxAsync(Town town, string word)
    {
        var demand = await town.PublishedAsync("demands", Town.Content("demands", word));
        await town.PublishedAsync("achievements", Town.Content("achievements", ""));
        await TestApp.EventuallyAsync(
            // Not the inbox itself: of many matches of like listings it shows the newest twenty.
            async () => await (await town.CompanyManager.GetAsync($"/api/matches?demand={demand}")).Content.ReadAsStringAsync(),
            x => x.Contains("\"level\"", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)
        );
        return new Call("/api/matches/inbox") { Repeatable = true };
    }

    /// <summary>A listing that Matching has heard of.</summary>
    private static async Task<string> FavouriteAsync(Town town)
    {
        var path = $"/api/favourites/achievement/{await town.PublishedAsync("achievements", Town.Content("achievements", ""))}";
        await TestApp.EventuallyAsync(
            async () => await (await town.Stranger.PutAsync(path, null)).CodeAsync(),
            code => code == 204,
            TimeSpan.FromSeconds(60)
        );
        return path;
    }

    /// <summary>Kept by a manager of the company: nobody else can take it away.</summary>
    private static async Task<Call> KeptAsync(Town town, string word)
    {
        var path = await FavouriteAsync(town);
        await town.As(Who.Manager, Own.Company).PutAsync(path, null);
        await town.Stranger.DeleteAsync(path);
        return new Call(path);
    }

    private static async Task<Call> FavouritesAsync(Town town, string word)
    {
        var call = await KeptAsync(town, word);
        return new Call("/api/favourites") { Shows = call.Path.Split('/')[^1], Repeatable = true };
    }
}
