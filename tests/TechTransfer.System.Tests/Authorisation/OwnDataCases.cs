using System.Net.Http.Json;
using TechTransfer.System.Tests.Whole;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>What services hold about one person: here a manager of the side that the line is about.</summary>
internal static class OwnDataCases
{
    public static IEnumerable<Case> All =>
        [
            new("GET /api/my-data/identity", Own.Company, (_, _) => Task.FromResult(new Call("/api/my-data/identity") { Repeatable = true })),
            Written("achievements", Own.University),
            Written("demands", Own.Company),
            new(
                "GET /api/my-data/matching",
                Own.Company,
                async (town, word) =>
                {
                    await AlertCases.SavedAsync(town, word);
                    return new Call("/api/my-data/matching") { Shows = word, Repeatable = true };
                }
            ),
            new(
                "GET /api/my-data/contracts",
                Own.Company,
                async (town, word) =>
                {
                    var asked = await town.RequestedAsync(word);
                    await town.As(Who.Manager, Own.Company).PostAsJsonAsync($"/api/introductions/{asked}/withdraw", new { }).JsonAsync(200);
                    return new Call("/api/my-data/contracts") { Shows = asked.ToString(), Repeatable = true };
                }
            ),
        ];

    private static Case Written(string kind, Own own) =>
        new(
            $"GET /api/my-data/{kind}",
            own,
            async (town, word) =>
            {
                var written = await town.DraftAsync(kind, Town.Content(kind, word), town.As(Who.Manager, own));
                return new Call($"/api/my-data/{kind}") { Shows = written.ToString(), Repeatable = true };
            }
        );
}
