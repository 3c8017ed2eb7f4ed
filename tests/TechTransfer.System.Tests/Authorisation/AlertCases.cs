using System.Net.Http.Json;
using System.Text.Json;
using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>Saved searches, alerts and where they are sent to belong to one person: here a manager of the company.</summary>
internal static class AlertCases
{
    public static IEnumerable<Case> All =>
        [
            new("GET /api/saved-searches", Own.Company, ListedAsync),
            new(
                "POST /api/saved-searches",
                Own.Company,
                (_, word) => Task.FromResult(new Call("/api/saved-searches", Search(word)) { Repeatable = true })
            ),
            new(
                "GET /api/saved-searches/{id:guid}",
                Own.Company,
                async (town, word) => await SavedAsync(town, word) with { Repeatable = true, Shows = word }
            ),
            new(
                "PUT /api/saved-searches/{id:guid}",
                Own.Company,
                async (town, word) => await SavedAsync(town, word) with { Body = Search(word + "2") }
            ),
            new("DELETE /api/saved-searches/{id:guid}", Own.Company, SavedAsync),
            new("GET /api/alerts", Own.Company, ToldAsync),
            new("POST /api/alerts/read", Own.Company, (_, _) => Task.FromResult(new Call("/api/alerts/read", new { }) { Repeatable = true })),
            new("GET /api/alert-settings", Own.Company, SettingsAsync),
            new(
                "PUT /api/alert-settings",
                Own.Company,
                (_, _) =>
                    Task.FromResult(
                        new Call(
                            "/api/alert-settings",
                            new
                            {
                                matches = "daily",
                                fromLevel = 3,
                                mail = false,
                            }
                        )
                        {
                            Repeatable = true,
                        }
                    )
            ),
            new(
                "POST /api/alert-channels",
                Own.Company,
                async (town, _) =>
                {
                    await ChannelAsync(town);
                    return new Call("/api/alert-channels", Webhook) { Repeatable = true };
                }
            ),
            new("DELETE /api/alert-channels/{id:guid}", Own.Company, async (town, _) => new Call(await ChannelAsync(town))),
            new("POST /api/alert-channels/{id:guid}/rotate", Own.Company, async (town, _) => new Call(await ChannelAsync(town) + "/rotate", new { })),
            new("POST /api/alert-channels/{id:guid}/test", Own.Company, async (town, _) => new Call(await ChannelAsync(town) + "/test", new { })),
            new(
                "POST /api/alerts/unsubscribe/{id:guid}",
                Own.Company,
                async (town, _) =>
                    new Call($"/api/alerts/unsubscribe/{(await ChannelAsync(town)).Split('/')[^1]}?token=0", new { }) { Repeatable = true }
            ),
        ];

    private static readonly object Webhook = new { kind = "webhook", url = "https://receiver.invalid/alerts" };

    private static object Search(string word) =>
        new
        {
            name = word,
            q = word,
            tell = "inbox",
        };

    internal static async Task<Call> SavedAsync(Town town, string word)
    {
        var manager = town.As(Who.Manager, Own.Company);
        await MakeRoomAsync(manager, "/api/saved-searches", "items", 90);
        var saved = await manager.PostAsJsonAsync("/api/saved-searches", Search(word)).JsonAsync(201);
        return new Call($"/api/saved-searches/{saved.GetProperty("id").GetGuid()}");
    }

    private static async Task<Call> ListedAsync(Town town, string word)
    {
        await SavedAsync(town, word);
        return new Call("/api/saved-searches") { Shows = word, Repeatable = true };
    }

    private static async Task<Call> ToldAsync(Town town, string word)
    {
        var search = (await SavedAsync(town, word)).Path.Split('/')[^1];
        await town.PublishedAsync("achievements", Town.Content("achievements", word));
        var path = $"/api/alerts?search={search}";
        await TestApp.EventuallyAsync(
            () => town.As(Who.Manager, Own.Company).GetStringAsync(path),
            x => x.Contains(search, StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)
        );
        return new Call(path) { Shows = search, Repeatable = true };
    }

    private static async Task<Call> SettingsAsync(Town town, string word)
    {
        var channel = await ChannelAsync(town);
        return new Call("/api/alert-settings") { Shows = channel.Split('/')[^1], Repeatable = true };
    }

    private static async Task<string> ChannelAsync(Town town)
    {
        var manager = town.As(Who.Manager, Own.Company);
        await MakeRoomAsync(manager, "/api/alert-settings", "channels", 14);
        var added = await manager.PostAsJsonAsync("/api/alert-channels", Webhook).JsonAsync(201);
        return $"/api/alert-channels/{added.GetProperty("id").GetGuid()}";
    }

    /// <summary>A person may have so many only: the oldest are taken away, which nobody looks at any more.</summary>
    private static async Task MakeRoomAsync(HttpClient manager, string list, string items, int most)
    {
        var held = (await manager.GetFromJsonAsync<JsonElement>(list))
            .GetProperty(items)
            .EnumerateArray()
            .Select(x => x.GetProperty("id").GetGuid())
            .Order();
        foreach (var oldest in held.SkipLast(most))
            (await manager.DeleteAsync($"{(items == "items" ? list : "/api/alert-channels")}/{oldest}")).Dispose();
    }
}
