using System.Net.Http.Json;
using TechTransfer.System.Tests.Whole;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>Introductions, deals and contracts between the company, who asked, and the university.</summary>
internal static class DealingCases
{
    private static readonly string Stamped = Convert.ToBase64String("%PDF-1.4 stamped"u8);

    public static IEnumerable<Case> All =>
        [
            new("POST /api/introductions", Own.Company, RequestAsync),
            Introduction("GET", "/api/introductions/{id:guid}", "", Own.Company, repeatable: true),
            new("GET /api/introductions", Own.Company, ListAsync("/api/introductions?box=out", town => town.RequestedAsync)),
            Introduction("POST", "/api/introductions/{id:guid}/accept", "/accept", Own.University, body: new { }),
            Introduction("POST", "/api/introductions/{id:guid}/decline", "/decline", Own.University, body: new { reason = "noCapacity" }),
            Introduction("POST", "/api/introductions/{id:guid}/withdraw", "/withdraw", Own.Company, body: new { }),
            new("GET /api/deals", Own.Company, ListAsync("/api/deals", town => town.DealAsync)),
            Deal("GET", "/api/deals/{id:guid}", "", null, repeatable: true),
            Deal("POST", "/api/deals/{id:guid}/stage", "/stage", _ => new { stage = "drafting" }),
            Deal("POST", "/api/deals/{id:guid}/contract", "/contract", Town.Contract),
            new("GET /api/contracts", Own.Company, ListAsync("/api/contracts", town => async word => (await town.ContractAsync(word)).Id)),
            Contract("GET", "/api/contracts/{id:guid}", "", repeatable: true),
            Contract("GET", "/api/contracts/{id:guid}/versions", "/versions", repeatable: true),
            Contract("GET", "/api/contracts/{id:guid}/compare", "/compare?from=1&to=1", repeatable: true),
            Contract("GET", "/api/contracts/{id:guid}/document", "/document", repeatable: true),
            Contract("PUT", "/api/contracts/{id:guid}", "", (_, word) => Town.Contract(word), version: "\"1\""),
            Contract("POST", "/api/contracts/{id:guid}/sign", "/sign", (contract, _) => new { sha256 = contract.Sha256 }),
            new("GET /api/contracts/{id:guid}/scans/{scanId:guid}", Own.Company, ScanAsync),
            new("POST /api/contracts/offline", Own.Company, OfflineAsync),
            Recorded("confirm", new { }),
            Recorded("refuse", new { reason = "没有签过" }),
            new("GET /api/figures", Own.Company, (_, _) => Task.FromResult(new Call("/api/figures") { Repeatable = true })),
            new("GET /api/figures/caseloads", Own.Company, (_, _) => Task.FromResult(new Call("/api/figures/caseloads") { Repeatable = true })),
            new(
                "GET /api/figures/organisations/{id:guid}",
                Own.Company,
                (_, _) => Task.FromResult(new Call($"/api/figures/organisations/{Town.Company}") { Repeatable = true })
            ),
        ];

    private static async Task<Call> RequestAsync(Town town, string word)
    {
        var achievement = await town.PublishedAsync("achievements", Town.Content("achievements", ""));
        var demand = await town.PublishedAsync("demands", Town.Content("demands", ""));
        return new Call(
            "/api/introductions",
            new
            {
                demandId = demand,
                achievementId = achievement,
                message = "想了解 " + word,
            }
        )
        {
            Watch = "/api/introductions?box=out",
            WatchesList = true,
        };
    }

    private static Func<Town, string, Task<Call>> ListAsync(string path, Func<Town, Func<string, Task<Guid>>> make) =>
        async (town, word) =>
        {
            await make(town)(word);
            return new Call(path) { Shows = word, Repeatable = true };
        };

    private static Case Introduction(string method, string route, string part, Own own, object? body = null, bool repeatable = false) =>
        new(
            $"{method} {route}",
            own,
            async (town, word) =>
            {
                var path = $"/api/introductions/{await town.RequestedAsync(word)}";
                return new Call(path + part, body)
                {
                    Watch = path,
                    Shows = repeatable ? word : null,
                    Repeatable = repeatable,
                };
            }
        );

    private static Case Deal(string method, string route, string part, Func<string, object>? body, bool repeatable = false) =>
        new(
            $"{method} {route}",
            Own.Company,
            async (town, word) =>
            {
                var path = $"/api/deals/{await town.DealAsync(word)}";
                return new Call(path + part, body?.Invoke(word))
                {
                    Watch = path,
                    Shows = repeatable ? word : null,
                    Repeatable = repeatable,
                };
            }
        );

    private static Case Contract(
        string method,
        string route,
        string part,
        Func<(Guid Id, string Sha256), string, object>? body = null,
        bool repeatable = false,
        string? version = null
    ) =>
        new(
            $"{method} {route}",
            Own.Company,
            async (town, word) =>
            {
                var contract = await town.ContractAsync(word);
                var path = $"/api/contracts/{contract.Id}";
                return new Call(path + part, body?.Invoke(contract, word))
                {
                    Watch = path,
                    Version = version,
                    // The document is asked for by those it belongs to; versions and comparison need not repeat its title.
                    Shows = repeatable && part is "" or "/document" ? word : null,
                    Repeatable = repeatable,
                };
            }
        );

    private static async Task<Call> ScanAsync(Town town, string word)
    {
        var (contract, sha256) = await town.ContractAsync(word);
        var signed = await town
            .CompanyManager.PostAsJsonAsync(
                $"/api/contracts/{contract}/sign",
                new
                {
                    sha256,
                    method = "paper",
                    scan = new { name = word + ".pdf", contentBase64 = Stamped },
                }
            )
            .JsonAsync(200);
        var scan = signed.GetProperty("scans")[0].GetProperty("id").GetGuid();
        return new Call($"/api/contracts/{contract}/scans/{scan}") { Shows = "stamped", Repeatable = true };
    }

    private static async Task<Call> OfflineAsync(Town town, string word) =>
        new("/api/contracts/offline", Offline(await town.RequestedAsync(word), word)) { Watch = "/api/contracts", WatchesList = true };

    private static object Offline(Guid introduction, string word) =>
        new
        {
            introductionId = introduction,
            type = "consulting",
            title = "线下合同 " + word,
            signedOn = "2026-01-05",
        };

    /// <summary>Recorded by the university, to be confirmed by the company.</summary>
    private static Case Recorded(string answer, object body) =>
        new(
            $"POST /api/contracts/{{id:guid}}/{answer}",
            Own.Company,
            async (town, word) =>
            {
                var introduction = await town.RequestedAsync(word);
                var recorded = await town.UniversityManager.PostAsJsonAsync("/api/contracts/offline", Offline(introduction, word)).JsonAsync(201);
                var path = $"/api/contracts/{recorded.GetProperty("id").GetGuid()}";
                return new Call($"{path}/{answer}", body) { Watch = path };
            }
        );
}
