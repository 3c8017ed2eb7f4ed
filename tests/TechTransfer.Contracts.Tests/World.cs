using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TechTransfer.Contracts.Copies;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;
using TechTransfer.TestApplication;

namespace TechTransfer.Contracts.Tests;

/// <summary>The service on a real port with two sides, a broker, an operator and a stranger; listings come as copies, as their events leave them.</summary>
public sealed class World : IAsyncDisposable
{
    public const string University = "北岭试验大学";
    public const string Company = "东江试验公司";

    private World(TestApp app) => App = app;

    public TestApp App { get; }
    public Guid UniversityId { get; } = Guid.CreateVersion7();
    public Guid CompanyId { get; } = Guid.CreateVersion7();
    public Guid BrokerId { get; } = Guid.CreateVersion7();
    public Guid StrangerId { get; } = Guid.CreateVersion7();

    public HttpClient UniversitySide => As(UniversityId, "220104", "manager", "signatory", "member");
    public HttpClient CompanySide => As(CompanyId, "220203", "manager", "signatory", "member");
    public HttpClient Broker => As(BrokerId, "220104", "broker");
    public HttpClient Stranger => As(StrangerId, "220500", "manager", "signatory", "member");
    public HttpClient Operator => As(Guid.CreateVersion7(), "220000", "operator");
    public HttpClient FarOperator => As(Guid.CreateVersion7(), "230000", "operator");

    public static async Task<World> StartAsync()
    {
        var world = new World(await TestApp.StartAsync(() => [new ContractsService()]));
        await world.StoreAsync(db =>
        {
            Known(world.UniversityId, University, "220104", "Y1220104TT0000001J");
            Known(world.CompanyId, Company, "220203", "Y1220203TT00000092");
            Known(world.BrokerId, "吉桥试验中心", "220104", null);
            Known(world.StrangerId, "无关试验公司", "220500", null);

            void Known(Guid id, string name, string region, string? code) =>
                db.Organisations.Add(
                    new OrganisationCopy
                    {
                        Id = id,
                        Name = name,
                        Region = region,
                        CreditCode = code,
                        State = "verified",
                        Version = 1,
                    }
                );
        });
        return world;
    }

    /// <param name="person">Default: a person of that organisation.</param>
    public HttpClient As(Guid organisation, string region, string[] roles, string? person = null)
    {
        var client = App.Visitor();
        var token = App.Token(organisation, region, roles, person ?? $"person-{organisation:N}");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private HttpClient As(Guid organisation, string region, params string[] roles) => As(organisation, region, roles, null);

    public async Task<(Guid Demand, Guid Achievement)> ListAsync()
    {
        var (demand, achievement) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await StoreAsync(db =>
        {
            db.Listings.Add(Copy(demand, ListingKind.Demand, CompanyId, Company, "220203"));
            db.Listings.Add(Copy(achievement, ListingKind.Achievement, UniversityId, University, "220104"));
        });
        return (demand, achievement);
    }

    internal static ListingCopy Copy(Guid id, ListingKind kind, Guid organisation, string name, string region) =>
        new()
        {
            Id = id,
            Kind = kind,
            Title = $"{kind} {id:N}"[..20],
            OrganisationId = organisation,
            OrganisationName = name,
            Region = region,
            IsOpen = true,
            Version = 1,
            MatchKey = MatchId.KeyOf(id),
        };

    internal async Task StoreAsync(Action<ContractsDbContext> change)
    {
        await using var scope = App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ContractsDbContext>();
        change(db);
        await db.SaveChangesAsync();
    }

    internal async Task<T> ReadAsync<T>(Func<ContractsDbContext, Task<T>> read)
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<ContractsDbContext>());
    }

    /// <summary>The company asks about the university's achievement.</summary>
    public async Task<Guid> RequestAsync(HttpClient? who = null, object? more = null)
    {
        var (demand, achievement) = await ListAsync();
        var created = await (who ?? CompanySide).PostAsJsonAsync(
            "/api/introductions",
            more
                ?? new
                {
                    demandId = demand,
                    achievementId = achievement,
                    message = "我们想进一步了解",
                    contact = new { name = "秘密联系人甲", phone = "139-SEALED" },
                }
        );
        return (await created.BodyAsync(201)).GetProperty("id").GetGuid();
    }

    public async Task<Guid> DealAsync()
    {
        var introduction = await RequestAsync();
        var accepted = await UniversitySide.PostAsJsonAsync($"/api/introductions/{introduction}/accept", new { });
        return (await accepted.BodyAsync(200)).GetProperty("dealId").GetGuid();
    }

    public static object Draft(string title = "碳纤维试制技术开发", string value = "123456.78", string technical = "100000.01") =>
        new
        {
            type = "development",
            subtype = "commissioned",
            title,
            value = new { amount = value, currency = "CNY" },
            technicalValue = new { amount = technical, currency = "CNY" },
        };

    public async Task<(Guid Id, string Sha256)> DraftAsync(Guid deal)
    {
        var body = await (await UniversitySide.PostAsJsonAsync($"/api/deals/{deal}/contract", Draft())).BodyAsync(201);
        return (body.GetProperty("id").GetGuid(), body.GetProperty("sha256").GetString()!);
    }

    public static Task<HttpResponseMessage> SignAsync(HttpClient who, Guid contract, string sha256) =>
        who.PostAsJsonAsync($"/api/contracts/{contract}/sign", new { sha256 });

    /// <summary>Bodies of all events of the service, sent or waiting.</summary>
    internal Task<List<OutboxRow>> EventsAsync() => ReadAsync(db => db.Set<OutboxRow>().AsNoTracking().OrderBy(x => x.Id).ToListAsync());

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

internal static class Answered
{
    /// <summary>The body of an answer with that status; anything else fails with what was answered.</summary>
    public static async Task<JsonElement> BodyAsync(this HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public static async Task<JsonElement> BodyAsync(this Task<HttpResponseMessage> response, int status) => await (await response).BodyAsync(status);
}
