using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using TechTransfer.Achievements;
using TechTransfer.Contracts;
using TechTransfer.Demands;
using TechTransfer.Gateway.Session;
using TechTransfer.Gateway.Web;
using TechTransfer.Hosting;
using TechTransfer.Identity;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching;
using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;
using Xunit;

[assembly: AssemblyFixture(typeof(Town))]

namespace TechTransfer.System.Tests.Whole;

/// <summary>
/// Everything that Standalone holds, in this process on a real port with the demo province's organisations, plus a recorder of every event and of every
/// log line. Tests that look at the whole share it; each works on listings of its own.
/// </summary>
public sealed class Town : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<Guid>> _requested = new(StringComparer.Ordinal);
    public static readonly Guid University = Demo(1);
    public static readonly Guid Company = Demo(12);
    public static readonly Guid OtherCompany = Demo(13);
    public static readonly Guid Broker = Demo(20);

    public TestApp App { get; private set; } = null!;
    public LogRecorder Logs { get; } = new();
    public HttpClient Visitor { get; private set; } = null!;
    public HttpClient UniversityManager => As(University, "220104", Roles.Member, Roles.Manager, Roles.Signatory);
    public HttpClient CompanyManager => As(Company, "220172", Roles.Member, Roles.Manager, Roles.Signatory);
    public HttpClient Stranger => As(OtherCompany, "220303", Roles.Member, Roles.Manager, Roles.Signatory);
    public HttpClient Province => As(Demo(22), "220000", Roles.Operator);
    public HttpClient Administrator => As(Demo(25), "220000", Roles.Administrator);

    public async ValueTask InitializeAsync()
    {
        // The long form of the generated requests invites, asks and reports more often than people do in a day; every listing of an import is sampled.
        App = await TestApp.StartAsync(
            Modules,
            settings:
            [
                "Limits:InvitationsPerDay=1000000",
                "Limits:OpenIntroductions=1000000",
                "Limits:OpenAccessRequests=1000000",
                "Limits:ReportsPerHour=1000000",
                "Limits:ReportsPerDay=1000000",
                "Reviews:SamplePercent=100",
                "Site:IcpFiling=吉ICP备2026000001号-1",
                "Site:PoliceFiling=吉公网安备22010402000001号",
            ]
        );
        Visitor = App.Visitor();
        // Every service has heard of the demo organisations.
        foreach (var kind in new[] { "achievements", "demands" })
            await TestApp.EventuallyAsync(
                async () =>
                    await (await UniversityManager.PostAsJsonAsync($"/api/{kind}", new { title = "试", organisation = "松嫩理工大学" })).CodeAsync(),
                code => code == 201,
                TimeSpan.FromSeconds(60)
            );
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    public static Guid Demo(int number) => Guid.Parse($"01920000-0000-7000-8000-{number:D12}");

    public HttpClient As(Guid organisation, string region, params string[] roles)
    {
        var client = App.Visitor();
        var token = App.Token(organisation, region, roles, $"{string.Join('-', roles)}@{organisation:N}");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A listing that may be submitted; <paramref name="word"/> stands in its title and text.</summary>
    public static JsonObject Content(string kind, string word) =>
        new()
        {
            ["title"] = $"聚氨酯弹性体的连续制备 {word}",
            [kind == "achievements" ? "summary" : "content"] = $"断裂强度不低于四十兆帕的聚氨酯弹性体，连续制备，已经在试验装置上反复验证过。{word}",
            ["modes"] = new JsonArray("joint"),
            ["field"] = "新材料",
            ["industry"] = "C2659",
            ["keywords"] = new JsonArray("聚氨酯", "弹性体"),
            ["declarations"] =
                kind == "achievements"
                    ? new JsonObject
                    {
                        ["noStateSecret"] = true,
                        ["entitledToPublish"] = true,
                        ["patentFiledOrNotNeeded"] = true,
                    }
                    : new JsonObject { ["noStateSecret"] = true, ["entitledToPublish"] = true },
        };

    public HttpClient OwnerOf(string kind) => kind == "achievements" ? UniversityManager : CompanyManager;

    public async Task<Guid> DraftAsync(string kind, JsonObject content, HttpClient? owner = null) =>
        (await (owner ?? OwnerOf(kind)).PostAsJsonAsync($"/api/{kind}", content).JsonAsync(201)).GetProperty("id").GetGuid();

    public async Task<Guid> SubmittedAsync(string kind, JsonObject content, HttpClient? owner = null)
    {
        var id = await DraftAsync(kind, content, owner);
        await (owner ?? OwnerOf(kind)).PostAsJsonAsync($"/api/{kind}/{id}/submit", new { }).JsonAsync(200);
        return id;
    }

    public async Task<Guid> PublishedAsync(string kind, JsonObject content, HttpClient? owner = null)
    {
        var id = await SubmittedAsync(kind, content, owner);
        await Province.PostAsJsonAsync($"/api/{kind}/{id}/publish", new { }).JsonAsync(200);
        return id;
    }

    /// <summary>The company asks the university for an introduction on the match of two listings of their own, so that no trace of it comes later.</summary>
    public async Task<Guid> RequestedAsync(string word)
    {
        var achievement = await PublishedAsync("achievements", Content("achievements", ""));
        var demand = await PublishedAsync("demands", Content("demands", ""));
        var body = new
        {
            demandId = demand,
            achievementId = achievement,
            matchId = MatchId.Of(demand, achievement),
            message = "想了解 " + word,
            proposal = "方案 " + word,
            contact = new { name = "联系人 " + word, phone = "0431-" + word },
        };
        var id = (await CompanyManager.PostAsJsonAsync("/api/introductions", body).JsonAsync(201)).GetProperty("id").GetGuid();
        _requested.GetOrAdd(word, _ => []).Add(id);
        return id;
    }

    /// <summary>Takes back what was asked for under the word and is still open, since an organisation may have only so many open requests.</summary>
    public async Task WithdrawAsync(string word)
    {
        if (_requested.TryRemove(word, out var asked))
            foreach (var introduction in asked)
                (await CompanyManager.PostAsJsonAsync($"/api/introductions/{introduction}/withdraw", new { })).Dispose();
    }

    public async Task<Guid> DealAsync(string word)
    {
        var introduction = await RequestedAsync(word);
        var accepted = await UniversityManager.PostAsJsonAsync($"/api/introductions/{introduction}/accept", new { }).JsonAsync(200);
        var deal = accepted.GetProperty("dealId").GetGuid();
        await UniversityManager
            .PostAsJsonAsync($"/api/deals/{deal}/stage", new { stage = "negotiating", nextStep = "下一步 " + word })
            .JsonAsync(200);
        return deal;
    }

    public static object Contract(string word) =>
        new
        {
            type = "development",
            title = "技术开发合同 " + word,
            value = new { amount = "100000.00", currency = "CNY" },
            technicalValue = new { amount = "90000.00", currency = "CNY" },
            clauses = new { scope = "范围 " + word },
        };

    public async Task<(Guid Id, string Sha256)> ContractAsync(string word)
    {
        var deal = await DealAsync(word);
        var drafted = await UniversityManager.PostAsJsonAsync($"/api/deals/{deal}/contract", Contract(word)).JsonAsync(201);
        return (drafted.GetProperty("id").GetGuid(), drafted.GetProperty("sha256").GetString()!);
    }

    private ServiceModule[] Modules() =>
        [
            new IdentityService(),
            new AchievementsService(),
            new DemandsService(),
            new MatchingService(),
            new ContractsService(),
            new SessionModule(),
            new WebModule(),
            new EventRecorder(),
            Logs,
        ];
}

internal static class Reading
{
    public static async Task<int> CodeAsync(this HttpResponseMessage response)
    {
        await response.Content.LoadIntoBufferAsync();
        return (int)response.StatusCode;
    }

    /// <summary>The body of an answer with that status; anything else fails with what was answered.</summary>
    public static async Task<JsonElement> JsonAsync(this Task<HttpResponseMessage> answer, int status)
    {
        using var response = await answer;
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.AbsolutePath}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}
