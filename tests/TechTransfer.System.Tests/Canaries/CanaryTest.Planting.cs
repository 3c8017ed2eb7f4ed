using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;

namespace TechTransfer.System.Tests.Canaries;

/// <summary>Where the words are planted.</summary>
public sealed partial class CanaryTest
{
    private async Task<Guid> PlantAchievementAsync(string openWord)
    {
        var content = Town.Content("achievements", openWord);
        content["declarations"]!["patentFiledOrNotNeeded"] = false;
        content["features"] = Word("details: features");
        content["advantage"] = Word("details: advantage");
        content["trlEvidence"] = Word("details: evidence");
        content["cases"] = new JsonArray(new JsonObject { ["user"] = Word("details: user"), ["effect"] = Word("details: effect") });
        content["evaluations"] = new JsonArray(new JsonObject { ["by"] = Word("details: evaluator"), ["conclusion"] = Word("details: conclusion") });
        content["parameters"] = new JsonArray(new JsonObject { ["name"] = Word("members: parameter"), ["value"] = Word("members: value") });
        content["team"] = new JsonArray(new JsonObject { ["name"] = Word("members: team") });
        content["attachments"] = new JsonArray(Word("granted: attachment"));
        content["contact"] = Contact();
        content["source"] = Word("source");
        content["externalId"] = Word("external id");
        content["disclosure"] = new JsonObject { ["parameters"] = "members" };
        var id = await town.DraftAsync("achievements", content);
        using (var report = new MultipartFormDataContent { { new ByteArrayContent("%PDF-1.7"u8.ToArray()), "file", Word("granted: attached file") } })
        {
            var added = await town.UniversityManager.PostAsync($"/api/achievements/{id}/attachments", report).JsonAsync(201);
            content["attachments"]!.AsArray().Add(added.GetProperty("id").GetString());
        }
        await town.UniversityManager.PostAsJsonAsync($"/api/achievements/{id}/submit", new { }).JsonAsync(200);
        await town.Province.PostAsJsonAsync($"/api/achievements/{id}/publish", new { }).JsonAsync(200);
        // The next version is written and laid before the reviewer, who has not approved it.
        var revision = content.DeepClone().AsObject();
        revision["title"] = Word("revision: title");
        revision["summary"] = $"断裂强度不低于五十兆帕的聚氨酯弹性体，连续制备，反复验证过。{Word("revision: summary")}";
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/achievements/{id}") { Content = JsonContent.Create(revision) };
        request.Headers.TryAddWithoutValidation("If-Match", "\"2\"");
        await town.UniversityManager.SendAsync(request).JsonAsync(200);
        await town.UniversityManager.PostAsJsonAsync($"/api/achievements/{id}/submit", new { }).JsonAsync(200);
        return id;
    }

    private async Task<Guid> PlantDemandAsync(string openWord)
    {
        var content = Town.Content("demands", openWord);
        content["attachments"] = new JsonArray(Word("demand: attachment"));
        content["contact"] = Contact();
        content["budget"] = JsonNode.Parse("""{"min":{"amount":"73519402.00","currency":"CNY"},"max":{"amount":"86420517.00","currency":"CNY"}}""");
        _planted["73519402"] = "demand: lowest budget";
        _planted["86420517"] = "demand: highest budget";
        content["source"] = Word("demand: source");
        content["externalId"] = Word("demand: external id");
        return await town.PublishedAsync("demands", content);
    }

    /// <summary>A demand that is hidden from the stranger, and so from visitors; the broker's organisation may read it.</summary>
    private async Task<Guid> PlantHiddenAsync()
    {
        var content = Town.Content("demands", "");
        var keyword = Word("hidden: keyword");
        content["title"] = $"聚氨酯弹性体 {Word("hidden: title")}";
        content["content"] = $"断裂强度不低于四十兆帕的聚氨酯弹性体，连续制备，已经在试验装置上反复验证过。{Word("hidden: content")}";
        content["keywords"] = new JsonArray(keyword);
        content["hiddenFrom"] = new JsonArray(Town.OtherCompany.ToString());
        var id = await town.PublishedAsync("demands", content);
        await TestApp.EventuallyAsync(
            () => ReadAsync(town.As(Town.Broker, "220104", "broker"), $"/api/search?q={keyword}"),
            text => text.Contains("\"total\":1", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)
        );
        return id;
    }

    private async Task PlantUnpublishedAsync(Guid achievement)
    {
        foreach (var kind in new[] { "achievements", "demands" })
        {
            await town.DraftAsync(kind, Town.Content(kind, Word($"draft of {kind}")));
            await town.SubmittedAsync(kind, Town.Content(kind, Word($"submitted of {kind}")));
            var returned = await town.SubmittedAsync(kind, Town.Content(kind, Word($"returned of {kind}")));
            await town.Province.PostAsJsonAsync($"/api/{kind}/{returned}/return", new { reasons = new[] { Word("return reason") } }).JsonAsync(200);
            var rejected = await town.SubmittedAsync(kind, Town.Content(kind, Word($"rejected of {kind}")));
            await town.Province.PostAsJsonAsync($"/api/{kind}/{rejected}/reject", new { reason = Word("reject reason") }).JsonAsync(200);
            var withdrawn = await town.PublishedAsync(kind, Town.Content(kind, ""));
            await town.OwnerOf(kind).PostAsJsonAsync($"/api/{kind}/{withdrawn}/withdraw", new { reason = Word("withdraw reason") }).JsonAsync(200);
            var takenDown = await town.PublishedAsync(kind, Town.Content(kind, ""));
            await town.Province.PostAsJsonAsync($"/api/{kind}/{takenDown}/takedown", new { reason = Word("takedown reason") }).JsonAsync(200);
        }
        var row = $"title,externalId,region\n{Word("import: refused row")},{Word("import: key")},999999\n";
        await town
            .UniversityManager.PostAsync("/api/achievements/imports", new MultipartFormDataContent { { new StringContent(row), "file", "rows.csv" } })
            .JsonAsync(202);
        await PlantReportsAsync(achievement);
    }

    /// <summary>
    /// What another broker enters for the university and hands over, and what the university makes of an entry of this one, who must not know of it any more.
    /// </summary>
    private async Task PlantEntriesAsync()
    {
        var another = town.As(Guid.CreateVersion7(), "220104", "broker");
        foreach (var kind in new[] { "achievements", "demands" })
        {
            await town.DraftAsync(kind, ForOwner(Town.Content(kind, Word($"entry of {kind}: draft"))), another);
            await town.SubmittedAsync(kind, ForOwner(Town.Content(kind, Word($"entry of {kind}: handed over"))), another);
            var content = Town.Content(kind, "");
            var id = await town.SubmittedAsync(kind, ForOwner(content), town.As(Town.Broker, "220104", "broker"));
            await town.OwnerOf(kind).PostAsJsonAsync($"/api/{kind}/{id}/recall", new { }).JsonAsync(200);
            var own = Town.Content(kind, Word($"entry of {kind}: the organisation's own version"));
            var request = new HttpRequestMessage(HttpMethod.Put, $"/api/{kind}/{id}") { Content = JsonContent.Create(own) };
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            await town.OwnerOf(kind).SendAsync(request).JsonAsync(200);
            _entries.AddRange([
                $"/api/{kind}/{id}",
                $"/api/{kind}/{id}/versions",
                $"/api/{kind}/{id}/audit",
                $"/{kind}/{id}",
                $"/my/{kind}/{id}/edit",
            ]);

            JsonObject ForOwner(JsonObject written)
            {
                written["organisation"] = (kind == "achievements" ? Town.University : Town.Company).ToString();
                return written;
            }
        }
    }

    /// <summary>What is reported, answered, decided and appealed against is for those it concerns; the stranger reads his own reports, but not here.</summary>
    private async Task PlantReportsAsync(Guid achievement)
    {
        var reported = await TestApp.EventuallyAsync(
            async () => await (await town.Stranger.PostAsJsonAsync("/api/reports", Report(achievement))).Content.ReadAsStringAsync(),
            text => text.StartsWith("{\"id\":", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)
        );
        var id = JsonNode.Parse(reported)!["id"]!.GetValue<Guid>();
        await town.UniversityManager.PostAsJsonAsync($"/api/reports/{id}/statement", new { text = Word("report: statement") }).JsonAsync(204);
        await town.Province.PostAsJsonAsync($"/api/reports/{id}/dismiss", new { reason = Word("report: dismissal") }).JsonAsync(204);
        var taken = await town.PublishedAsync("achievements", Town.Content("achievements", ""));
        await town.Province.PostAsJsonAsync($"/api/achievements/{taken}/takedown", new { reason = Word("takedown reason") }).JsonAsync(200);
        await town.UniversityManager.PostAsJsonAsync($"/api/achievements/{taken}/appeal", new { text = Word("appeal") }).JsonAsync(200);
    }

    private object Report(Guid listing) =>
        new
        {
            kind = "achievement",
            id = listing,
            reason = "infringement",
            text = Word("report"),
        };

    /// <summary>Reads what is on request in the achievement; in its name nothing else is planted.</summary>
    private HttpClient Granted => town.As(Town.Demo(2), "220204", "member", "manager");

    /// <summary>One organisation is granted the achievement's closed sections and reads them; what it and others write to the owners, and the answers, is between the two.</summary>
    private async Task PlantGrantsAsync(Guid achievement, Guid demand)
    {
        var grant = await AskAsync(Granted, "achievements", achievement, ["details", "attachments"], Word("own request: purpose"));
        (await ReadAsync(Granted, $"/api/achievements/{achievement}")).ShouldNotContain(Planted("granted: attachment"));
        await town.UniversityManager.PostAsJsonAsync($"/api/achievements/grants/{grant}/grant", new { }).JsonAsync(200);
        foreach (var path in new[] { $"/api/achievements/{achievement}", $"/achievements/{achievement}" })
        {
            var read = await ReadAsync(Granted, path);
            read.ShouldContain(Planted("details: features"));
            read.ShouldContain(Planted("granted: attachment"));
        }
        (await ReadAsync(Granted, $"/api/achievements/{achievement}/files")).ShouldContain(Planted("granted: attached file"));
        var other = town.As(Town.Demo(3), "222401", "member", "manager");
        var refused = await AskAsync(other, "demands", demand, ["attachments"], Word("request: purpose"));
        await town.CompanyManager.PostAsJsonAsync($"/api/demands/grants/{refused}/refuse", new { reason = Word("request: refusal") }).JsonAsync(200);
        var revoked = await AskAsync(other, "demands", demand, ["attachments"], Word("request: purpose"));
        await town.CompanyManager.PostAsJsonAsync($"/api/demands/grants/{revoked}/grant", new { }).JsonAsync(200);
        await town
            .CompanyManager.PostAsJsonAsync($"/api/demands/grants/{revoked}/revoke", new { reason = Word("request: revocation") })
            .JsonAsync(200);
    }

    private async Task<Guid> AskAsync(HttpClient who, string kind, Guid listing, string[] sections, string purpose)
    {
        var text = (await town.Visitor.GetAsync($"/api/{kind}/undertaking").JsonAsync(200)).GetProperty("texts")[0];
        var body = new
        {
            sections,
            purpose,
            undertaking = new { sha256 = text.GetProperty("sha256").GetString() },
        };
        return (await who.PostAsJsonAsync($"/api/{kind}/{listing}/grants", body).JsonAsync(201)).GetProperty("id").GetGuid();
    }

    private string Planted(string what) => _planted.First(x => x.Value == what).Key;

    private async Task PlantDealingAsync()
    {
        await town.ContractAsync(Word("dealing: message, next step, contact and contract"));
        var asked = await town.RequestedAsync(Word("introduction that is declined"));
        await town
            .UniversityManager.PostAsJsonAsync($"/api/introductions/{asked}/decline", new { reason = "other", text = Word("decline") })
            .JsonAsync(200);
    }
}
