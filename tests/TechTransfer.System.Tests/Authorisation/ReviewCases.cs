using System.Text.Json;
using System.Text.Json.Nodes;
using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>What operators do among themselves: take up submissions, count them, look at samples of imports.</summary>
internal static class ReviewCases
{
    public static IEnumerable<Case> All => Of("achievements", Own.University).Concat(Of("demands", Own.Company));

    private static IEnumerable<Case> Of(string kind, Own own)
    {
        var root = "/api/" + kind;
        yield return new($"GET {root}/reviews/figures", own, (_, _) => Task.FromResult(new Call(root + "/reviews/figures") { Repeatable = true }));
        yield return new($"POST {root}/{{id:guid}}/claim", own, SubmittedAsync);
        yield return new($"DELETE {root}/{{id:guid}}/claim", own, async (town, word) => await SubmittedAsync(town, word) with { Body = null });
        yield return new(
            $"GET {root}/samples",
            own,
            async (town, word) =>
            {
                await SampledAsync(town, word);
                return new Call(root + "/samples?limit=100") { Shows = word, Repeatable = true };
            }
        );
        yield return new(
            $"POST {root}/{{id:guid}}/sample",
            own,
            async (town, word) =>
            {
                var id = await SampledAsync(town, word);
                return new Call($"{root}/{id}/sample", new { outcome = "fine" }) { Watch = $"{root}/{id}/audit" };
            }
        );

        yield return new(
            $"GET {root}/{{id:guid}}/merged",
            own,
            async (town, word) => new Call($"{root}/{await town.DraftAsync(kind, Town.Content(kind, word))}/merged") { Repeatable = true }
        );
        yield return new(
            $"POST {root}/{{id:guid}}/duplicate",
            own,
            async (town, word) =>
            {
                var id = await town.SubmittedAsync(kind, Town.Content(kind, word));
                var other = await town.PublishedAsync(kind, Town.Content(kind, ""), town.Stranger);
                return new Call($"{root}/{id}/duplicate", new { other, outcome = "different" }) { Watch = $"{root}/{id}/audit" };
            }
        );
        // Demands name no numbers, so there is nothing in their list.
        yield return new(
            $"GET {root}/conflicts",
            own,
            async (town, word) =>
            {
                if (kind == "achievements")
                {
                    await town.PublishedAsync(kind, Numbered(kind, "", word), town.Stranger);
                    await town.SubmittedAsync(kind, Numbered(kind, word, word));
                }
                return new Call(root + "/conflicts?limit=100") { Shows = kind == "achievements" ? word : null, Repeatable = true };
            }
        );

        async Task<Call> SubmittedAsync(Town town, string word)
        {
            var id = await town.SubmittedAsync(kind, Town.Content(kind, word));
            return new Call($"{root}/{id}/claim", new { }) { Watch = $"{root}/{id}" };
        }

        // The operator of the province publishes it for its owner; here every such listing is sampled.
        async Task<Guid> SampledAsync(Town town, string word)
        {
            var organisation = own == Own.University ? Town.University : Town.Company;
            var file = new MultipartFormDataContent
            {
                { new StringContent($"title,externalId,organisation\n抽查 {word},{word},{organisation}\n"), "file", "rows.csv" },
            };
            await town.Province.PostAsync(root + "/imports?publish=true", file).JsonAsync(202);
            var mine = await TestApp.EventuallyAsync(
                async () => JsonDocument.Parse(await town.OwnerOf(kind).GetStringAsync($"{root}/mine?limit=100")).RootElement,
                x => Named(x, word).Any(),
                TimeSpan.FromSeconds(60)
            );
            return Named(mine, word).First();
        }
    }

    private static JsonObject Numbered(string kind, string word, string number)
    {
        var content = Town.Content(kind, word);
        content["ip"] = new JsonArray(new JsonObject { ["kind"] = "software", ["number"] = "SR" + number[^12..] });
        return content;
    }

    private static IEnumerable<Guid> Named(JsonElement list, string word) =>
        list.GetProperty("items")
            .EnumerateArray()
            .Where(x => x.GetProperty("title").GetString()!.Contains(word, StringComparison.Ordinal))
            .Select(x => x.GetProperty("id").GetGuid());
}
