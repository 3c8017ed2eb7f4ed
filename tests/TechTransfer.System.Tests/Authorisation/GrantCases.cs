using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TechTransfer.Hosting;
using TechTransfer.System.Tests.Whole;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>Requests to read what is on request. The own organisation is the listing's, but for withdrawing, where it is who asked.</summary>
internal static class GrantCases
{
    public static IEnumerable<Case> All => Of("achievements", Own.University).Concat(Of("demands", Own.Company));

    private static IEnumerable<Case> Of(string kind, Own own)
    {
        var root = "/api/" + kind;
        yield return new($"GET {root}/undertaking", own, (_, _) => Task.FromResult(new Call(root + "/undertaking") { Repeatable = true }));
        yield return new(
            $"POST {root}/{{id:guid}}/grants",
            own,
            async (town, word) =>
                new Call($"{root}/{await PublishedAsync(town)}/grants", await BodyAsync(town, word)) { Watch = root + "/grants", WatchesList = true }
        );
        yield return new(
            $"GET {root}/grants",
            own,
            async (town, word) =>
            {
                await AskedAsync(town, word, Asker(town));
                return new Call(root + "/grants") { Shows = word, Repeatable = true };
            }
        );
        yield return new(
            $"GET {root}/grants/{{id:guid}}",
            own,
            async (town, word) => On(await AskedAsync(town, word, Asker(town)), "") with { Shows = word, Repeatable = true }
        );
        yield return new(
            $"POST {root}/grants/{{id:guid}}/grant",
            own,
            async (town, word) => On(await AskedAsync(town, word, Asker(town)), "/grant", new { })
        );
        yield return new(
            $"POST {root}/grants/{{id:guid}}/refuse",
            own,
            async (town, word) => On(await AskedAsync(town, word, Asker(town)), "/refuse", new { reason = "不便公开" })
        );
        yield return new(
            $"POST {root}/grants/{{id:guid}}/revoke",
            own,
            async (town, word) =>
            {
                var grant = await AskedAsync(town, word, Asker(town));
                await town.OwnerOf(kind).PostAsJsonAsync($"{root}/grants/{grant}/grant", new { }).JsonAsync(200);
                return On(grant, "/revoke", new { reason = "已结束" });
            }
        );
        yield return new(
            $"POST {root}/grants/{{id:guid}}/withdraw",
            own == Own.University ? Own.Company : Own.University,
            async (town, word) =>
                On(await AskedAsync(town, word, kind == "demands" ? town.UniversityManager : town.CompanyManager), "/withdraw", new { })
        );
        foreach (var log in new[] { "view-log", "view-log.csv" })
            yield return new(
                $"GET {root}/{{id:guid}}/{log}",
                own,
                async (town, word) => new Call($"{root}/{await town.DraftAsync(kind, Town.Content(kind, word))}/{log}") { Repeatable = true }
            );

        Call On(Guid grant, string part, object? body = null) => new($"{root}/grants/{grant}{part}", body) { Watch = $"{root}/grants/{grant}" };

        Task<Guid> PublishedAsync(Town town)
        {
            var content = Town.Content(kind, "");
            content["attachments"] = new JsonArray("试验报告");
            return town.PublishedAsync(kind, content);
        }

        async Task<object> BodyAsync(Town town, string word) =>
            new
            {
                sections = new[] { "attachments" },
                purpose = word,
                undertaking = new
                {
                    sha256 = (await town.Visitor.GetAsync(root + "/undertaking").JsonAsync(200))
                        .GetProperty("texts")[0]
                        .GetProperty("sha256")
                        .GetString(),
                },
            };

        async Task<Guid> AskedAsync(Town town, string word, HttpClient asker)
        {
            var path = $"{root}/{await PublishedAsync(town)}/grants";
            return (await asker.PostAsJsonAsync(path, await BodyAsync(town, word)).JsonAsync(201)).GetProperty("id").GetGuid();
        }
    }

    /// <summary>An organisation that no column of the file stands for.</summary>
    private static HttpClient Asker(Town town) => town.As(Town.Demo(2), "220104", Roles.Member, Roles.Manager);
}
