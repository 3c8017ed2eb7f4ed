using System.Net.Http.Headers;
using System.Net.Http.Json;
using TechTransfer.System.Tests.Whole;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>Requests to join the company, and what becomes of organisations that are entered.</summary>
internal static class JoinCases
{
    private const string CompanyCode = "Y1220172TT00000126";

    /// <summary>The company's only manager.</summary>
    private const string Manager = "/api/identity/members/01920000-0000-7000-8001-000000000004";

    public static IEnumerable<Case> All =>
        [
            new(
                "POST /api/identity/join-requests",
                Own.Company,
                (_, word) => Task.FromResult(new Call("/api/identity/join-requests", Ask(word)) { Repeatable = true })
            ),
            new(
                "GET /api/identity/join-requests",
                Own.Company,
                async (town, word) =>
                {
                    await AskedAsync(town, 1, word);
                    return new Call("/api/identity/join-requests") { Shows = word, Repeatable = true };
                }
            ),
            new("GET /api/identity/reminders", Own.Company, (_, _) => Task.FromResult(new Call("/api/identity/reminders") { Repeatable = true })),
            new(
                "PUT /api/identity/reminders",
                Own.Company,
                (_, _) => Task.FromResult(new Call("/api/identity/reminders", new { reminders = "weekly" }) { Repeatable = true })
            ),
            new(
                "POST /api/identity/reminders/stop",
                Own.Company,
                (_, _) => Task.FromResult(new Call("/api/identity/reminders/stop?token=0", new { }) { Repeatable = true })
            ),
            new(
                "GET /api/identity/join-requests/mine",
                Own.Company,
                (_, _) => Task.FromResult(new Call("/api/identity/join-requests/mine") { Repeatable = true })
            ),
            Decision("accept", 2, new { }),
            Decision("decline", 3, new { reason = "不是本单位人员" }),
            Decision("withdraw", 7, new { }),
            new(
                "POST /api/identity/organisations",
                Own.Company,
                (_, word) => Task.FromResult(new Call("/api/identity/organisations", Entry(word, "91420000737944946L")) { Repeatable = true })
            ),
            new(
                "POST /api/identity/organisations/{id:guid}/submit",
                Own.Company,
                (_, word) => Task.FromResult(new Call($"/api/identity/organisations/{Town.Company}/submit", Entry(word, null)) { Repeatable = true })
            ),
            new(
                "GET /api/identity/organisations/{id:guid}/licence",
                Own.Company,
                (_, _) => Task.FromResult(new Call($"/api/identity/organisations/{Town.Company}/licence") { Repeatable = true })
            ),
            new(
                "GET /api/identity/verifications",
                Own.Company,
                (_, _) => Task.FromResult(new Call("/api/identity/verifications") { Repeatable = true })
            ),
            new(
                "GET /api/identity/members",
                Own.Company,
                (_, _) => Task.FromResult(new Call("/api/identity/members") { Shows = "company@demo", Repeatable = true })
            ),
            // As it is already, so that nothing else here sees a change.
            new(
                "POST /api/identity/members/{id:guid}/roles",
                Own.Company,
                (_, _) =>
                    Task.FromResult(new Call(Manager + "/roles", new { roles = new[] { "member", "manager", "signatory" } }) { Repeatable = true })
            ),
            new(
                "DELETE /api/identity/members/{id:guid}",
                Own.Company,
                (_, _) =>
                    Task.FromResult(
                        new Call(Manager)
                        {
                            Watch = "/api/identity/members",
                            WatchesList = true,
                            Repeatable = true,
                        }
                    )
            ),
            Verification("verify", new { }),
            Verification("reject", new { reason = "证照不清晰" }),
        ];

    private static Case Verification(string answer, object body) =>
        new(
            $"POST /api/identity/organisations/{{id:guid}}/{answer}",
            Own.Company,
            (_, _) => Task.FromResult(new Call($"/api/identity/organisations/{Town.Company}/{answer}", body) { Repeatable = true })
        );

    /// <param name="person">Each case has a person of its own, who asks once.</param>
    private static Case Decision(string answer, int person, object body) =>
        new(
            $"POST /api/identity/join-requests/{{id:guid}}/{answer}",
            Own.Company,
            async (town, word) =>
                new Call($"/api/identity/join-requests/{await AskedAsync(town, person, word)}/{answer}", body)
                {
                    Watch = "/api/identity/join-requests",
                    WatchesList = true,
                    Repeatable = true,
                }
        );

    /// <summary>One of the university's people asks to act for the company; what was asked when the case was tried before is taken back.</summary>
    private static async Task<Guid> AskedAsync(Town town, int person, string word)
    {
        var account = $"01920000-0000-7000-8001-{person:D12}";
        using var client = town.App.Visitor();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", town.App.Token(Town.University, "220104", [], account));
        await town.CompanyManager.DeleteAsync($"/api/identity/members/{account}");
        foreach (var earlier in (await client.GetAsync("/api/identity/join-requests/mine").JsonAsync(200)).GetProperty("items").EnumerateArray())
            if (earlier.GetProperty("state").GetString() == "waiting")
                await town.CompanyManager.PostAsJsonAsync(
                    $"/api/identity/join-requests/{earlier.GetProperty("id").GetGuid()}/decline",
                    new { reason = "重新申请" }
                );
        return (await client.PostAsJsonAsync("/api/identity/join-requests", Ask(word)).JsonAsync(201)).GetProperty("id").GetGuid();
    }

    private static object Ask(string word) => new { creditCode = CompanyCode, message = word };

    private static Dictionary<string, object> Entry(string word, string? code)
    {
        var entry = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["name"] = word,
            ["kind"] = "company",
            ["region"] = "220104",
            ["licenceScan"] = new { name = "licence.pdf", contentBase64 = Convert.ToBase64String("%PDF-1.4"u8) },
        };
        if (code is not null)
            entry["creditCode"] = code;
        return entry;
    }
}
