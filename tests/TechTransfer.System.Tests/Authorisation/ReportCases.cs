using System.Net.Http.Json;
using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>Reports of a listing of the university, which one of its own managers made, and appeals against the take-down of listings.</summary>
internal static class ReportCases
{
    public static IEnumerable<Case> All =>
        [
            new(
                "POST /api/reports",
                Own.University,
                async (town, word) => new Call("/api/reports", await BodyAsync(town, word)) { Repeatable = true }
            ),
            new("GET /api/reports", Own.University, WaitingAsync),
            new("GET /api/reports/mine", Own.University, Listed("/api/reports/mine")),
            new("GET /api/reports/against", Own.University, Listed("/api/reports/against")),
            On("GET /api/reports/{id:guid}", "", null),
            On("POST /api/reports/{id:guid}/statement", "/statement", new { text = "自主研发" }),
            On("POST /api/reports/{id:guid}/dismiss", "/dismiss", new { reason = "已核实" }),
            .. AppealsOf("achievements", Own.University),
            .. AppealsOf("demands", Own.Company),
        ];

    private static Func<Town, string, Task<Call>> Listed(string path) =>
        async (town, word) =>
        {
            await ReportedAsync(town, word);
            return new Call(path) { Shows = word, Repeatable = true };
        };

    /// <summary>The page of the queue on which the report stands: those that wait longest come first, and others have reported before.</summary>
    private static async Task<Call> WaitingAsync(Town town, string word)
    {
        await ReportedAsync(town, word);
        var path = "/api/reports";
        while (true)
        {
            var page = await town.As(Who.Operator, Own.University).GetAsync(path).JsonAsync(200);
            if (page.GetRawText().Contains(word, StringComparison.Ordinal) || page.GetProperty("next").GetString() is not { } next)
                return new Call(path) { Shows = word, Repeatable = true };
            path = "/api/reports?after=" + Uri.EscapeDataString(next);
        }
    }

    private static Case On(string endpoint, string part, object? body) =>
        new(
            endpoint,
            Own.University,
            async (town, word) =>
            {
                var path = $"/api/reports/{await ReportedAsync(town, word)}";
                return new Call(path + part, body) { Shows = body is null ? word : null, Repeatable = body is null };
            }
        );

    private static async Task<Guid> ReportedAsync(Town town, string word) =>
        (await town.As(Who.Manager, Own.University).PostAsJsonAsync("/api/reports", await BodyAsync(town, word)).JsonAsync(201))
            .GetProperty("id")
            .GetGuid();

    private static async Task<object> BodyAsync(Town town, string word)
    {
        var listing = await town.PublishedAsync("achievements", Town.Content("achievements", ""));
        // Matching has heard of it.
        await TestApp.EventuallyAsync(
            async () => await (await town.Stranger.PutAsync($"/api/favourites/achievement/{listing}", null)).CodeAsync(),
            code => code == 204,
            TimeSpan.FromSeconds(60)
        );
        return new
        {
            kind = "achievement",
            id = listing,
            reason = "infringement",
            text = word,
        };
    }

    private static IEnumerable<Case> AppealsOf(string kind, Own own)
    {
        var root = "/api/" + kind;
        yield return new(
            $"POST {root}/{{id:guid}}/appeal",
            own,
            async (town, word) => new Call($"{root}/{await TakenDownAsync(town, kind)}/appeal", new { text = word })
        );
        yield return new(
            $"GET {root}/{{id:guid}}/appeal",
            own,
            async (town, word) =>
            {
                var (listing, _) = await AppealedAsync(town, kind, word);
                return new Call($"{root}/{listing}/appeal") { Shows = word, Repeatable = true };
            }
        );
        yield return new(
            $"GET {root}/appeals",
            own,
            async (town, word) =>
            {
                await AppealedAsync(town, kind, word);
                return new Call(root + "/appeals") { Shows = word, Repeatable = true };
            }
        );
        foreach (var what in new[] { "uphold", "reinstate" })
            yield return new(
                $"POST {root}/appeals/{{id:guid}}/{what}",
                own,
                async (town, word) =>
                {
                    var (listing, appeal) = await AppealedAsync(town, kind, word);
                    return new Call($"{root}/appeals/{appeal}/{what}", new { reason = "已复核" }) { Watch = $"{root}/{listing}/appeal" };
                }
            );
    }

    private static async Task<Guid> TakenDownAsync(Town town, string kind)
    {
        var id = await town.PublishedAsync(kind, Town.Content(kind, ""));
        await town.Province.PostAsJsonAsync($"/api/{kind}/{id}/takedown", new { reason = "侵权" }).JsonAsync(200);
        return id;
    }

    private static async Task<(Guid Listing, Guid Appeal)> AppealedAsync(Town town, string kind, string word)
    {
        var id = await TakenDownAsync(town, kind);
        var appeal = await town.OwnerOf(kind).PostAsJsonAsync($"/api/{kind}/{id}/appeal", new { text = word }).JsonAsync(200);
        return (id, appeal.GetProperty("id").GetGuid());
    }
}
