using System.Net.Http.Json;
using TechTransfer.System.Tests.Whole;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>Whom the company lets in: people by invitation, programs as clients; and what an operator does to an organisation as a whole.</summary>
internal static class InviteCases
{
    private const string Invitations = "/api/identity/invitations";
    private const string Clients = "/api/identity/clients";
    private static readonly string[] Member = ["member"];

    /// <summary>Five organisations of the operator's city with which nothing else happens.</summary>
    private static readonly Guid Suspended = Town.Demo(15);
    private static readonly Guid Resumed = Town.Demo(18);
    private static readonly Guid Closed = Town.Demo(10);
    private static readonly Guid Trusted = Town.Demo(11);
    private static readonly Guid Distrusted = Town.Demo(19);

    public static IEnumerable<Case> All =>
        [
            new(
                "GET " + Invitations,
                Own.Company,
                async (town, word) =>
                {
                    await InvitedAsync(town, word);
                    return new Call(Invitations) { Shows = Address(word), Repeatable = true };
                }
            ),
            new(
                "POST " + Invitations,
                Own.Company,
                (_, word) => Task.FromResult(new Call(Invitations, new { email = Address(word), roles = Member }) { Repeatable = true })
            ),
            new(
                "POST " + Invitations + "/{id:guid}/withdraw",
                Own.Company,
                async (town, word) => new Call($"{Invitations}/{await InvitedAsync(town, word)}/withdraw", new { })
            ),
            new(
                "POST " + Invitations + "/accept",
                Own.Company,
                (_, word) => Task.FromResult(new Call(Invitations + "/accept", new { token = word }) { Repeatable = true })
            ),
            new(
                "GET " + Clients,
                Own.Company,
                async (town, word) =>
                {
                    await MadeAsync(town, "列出", word);
                    return new Call(Clients) { Shows = word, Repeatable = true };
                }
            ),
            new(
                "POST " + Clients,
                Own.Company,
                async (town, word) =>
                {
                    // Whatever was made before, under whatever name, but for the other cases' and the demo's own.
                    await RevokeAsync(town, name => name is not "demo-company" && name[..2] is not ("列出" or "更换" or "停用"));
                    return new Call(Clients, new { name = word, roles = Member })
                    {
                        Watch = Clients,
                        WatchesList = true,
                        Repeatable = true,
                    };
                }
            ),
            new(
                "POST " + Clients + "/{id}/secret",
                Own.Company,
                async (town, word) =>
                    new Call($"{Clients}/{await MadeAsync(town, "更换", word)}/secret", new { })
                    {
                        Watch = Clients,
                        WatchesList = true,
                        Repeatable = true,
                    }
            ),
            new(
                "DELETE " + Clients + "/{id}",
                Own.Company,
                async (town, word) => new Call($"{Clients}/{await MadeAsync(town, "停用", word)}") { Watch = Clients, WatchesList = true }
            ),
            new(
                "POST /api/identity/organisations/{id:guid}/suspend",
                Own.Company,
                async (town, _) =>
                {
                    await town.Province.PostAsJsonAsync(Organisation(Suspended, "resume"), new { });
                    return Of(Suspended, "suspend", new { reason = "资料待核实" });
                }
            ),
            new(
                "POST /api/identity/organisations/{id:guid}/resume",
                Own.Company,
                async (town, _) =>
                {
                    await town.Province.PostAsJsonAsync(Organisation(Resumed, "suspend"), new { reason = "资料待核实" });
                    return Of(Resumed, "resume", new { });
                }
            ),
            new(
                "POST /api/identity/organisations/{id:guid}/trust",
                Own.Company,
                async (town, _) =>
                {
                    await town.Province.PostAsJsonAsync(Organisation(Trusted, "distrust"), new { reason = "抽查不合格" });
                    return Of(Trusted, "trust", new { });
                }
            ),
            new(
                "POST /api/identity/organisations/{id:guid}/distrust",
                Own.Company,
                async (town, _) =>
                {
                    await town.Province.PostAsJsonAsync(Organisation(Distrusted, "trust"), new { });
                    return Of(Distrusted, "distrust", new { reason = "抽查不合格" });
                }
            ),
            // Closing is for good, so this one is closed before.
            new(
                "POST /api/identity/organisations/{id:guid}/close",
                Own.Company,
                async (town, _) =>
                {
                    await town.Province.PostAsJsonAsync(Organisation(Closed, "close"), new { reason = "单位已注销" });
                    return Of(Closed, "close", new { reason = "单位已注销" }) with { Repeatable = true };
                }
            ),
        ];

    private static Call Of(Guid id, string what, object body) => new(Organisation(id, what), body);

    private static string Organisation(Guid id, string what) => $"/api/identity/organisations/{id}/{what}";

    /// <summary>Of the word what an address may hold.</summary>
    private static string Address(string word) => $"canary-{word[^12..]}@example.test";

    private static async Task<Guid> InvitedAsync(Town town, string word) =>
        (await town.CompanyManager.PostAsJsonAsync(Invitations, new { email = Address(word), roles = Member }).JsonAsync(201))
            .GetProperty("id")
            .GetGuid();

    /// <summary>One at a time of each case.</summary>
    private static async Task<string> MadeAsync(Town town, string prefix, string word)
    {
        await RevokeAsync(town, name => name.StartsWith(prefix, StringComparison.Ordinal));
        return (await town.CompanyManager.PostAsJsonAsync(Clients, new { name = prefix + word, roles = Member }).JsonAsync(201))
            .GetProperty("id")
            .GetString()!;
    }

    private static async Task RevokeAsync(Town town, Func<string, bool> which)
    {
        foreach (var client in (await town.CompanyManager.GetAsync(Clients).JsonAsync(200)).GetProperty("items").EnumerateArray())
            if (which(client.GetProperty("name").GetString()!))
                await town.CompanyManager.DeleteAsync($"{Clients}/{client.GetProperty("id").GetString()}");
    }
}
