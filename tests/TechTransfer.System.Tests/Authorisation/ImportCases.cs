using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>Imports belong to the organisation that began them.</summary>
internal static class ImportCases
{
    public static IEnumerable<Case> All => Of("achievements", Own.University).Concat(Of("demands", Own.Company));

    private static IEnumerable<Case> Of(string kind, Own own)
    {
        var root = $"/api/{kind}/imports";
        yield return new($"POST {root}", own, (_, word) => Task.FromResult(new Call(root + "?dryRun=true") { Form = () => File(word) }));
        yield return new($"GET {root}/template", own, (_, _) => Task.FromResult(new Call(root + "/template?format=csv") { Repeatable = true }));
        yield return new(
            $"GET {root}",
            own,
            async (town, word) =>
            {
                var id = await StartedAsync(town, word);
                return new Call(root + "?limit=100") { Shows = id.ToString(), Repeatable = true };
            }
        );
        yield return On("GET", "/{id:guid}", "", null);
        yield return On("GET", "/{id:guid}/result", "/result", null);
        // Finished by then: whoever may cancel is told so.
        yield return On("POST", "/{id:guid}/cancel", "/cancel", new { });

        Case On(string method, string route, string part, object? body) =>
            new(
                $"{method} {root}{route}",
                own,
                async (town, word) =>
                {
                    var path = $"{root}/{await StartedAsync(town, word)}";
                    return new Call(path + part, body) { Watch = path, Repeatable = true };
                }
            );

        async Task<Guid> StartedAsync(Town town, string word)
        {
            var owner = own == Own.University ? town.UniversityManager : town.CompanyManager;
            var id = (await owner.PostAsync(root + "?dryRun=true", File(word)).JsonAsync(202)).GetProperty("id").GetGuid();
            await TestApp.EventuallyAsync(
                () => owner.GetStringAsync($"{root}/{id}"),
                x => !x.Contains("\"state\":\"waiting\"", StringComparison.Ordinal) && !x.Contains("\"state\":\"running\"", StringComparison.Ordinal),
                TimeSpan.FromSeconds(60)
            );
            return id;
        }
    }

    /// <summary>One good row and one that is refused for its region.</summary>
    private static MultipartFormDataContent File(string word) =>
        new() { { new StringContent($"title,externalId,region\n导入 {word},{word},\n坏行,{word}-2,999999\n"), "file", "rows.csv" } };
}
