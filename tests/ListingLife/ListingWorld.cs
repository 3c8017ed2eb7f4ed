using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Listings;
using TechTransfer.Messaging;
using TechTransfer.TestApplication;

namespace TechTransfer.ListingLife;

/// <summary>
/// One listing service alone on a real port, with the organisations and people that the life of a listing needs. What other services announce comes
/// through a real outbox and the bus.
/// </summary>
public abstract class ListingWorld : IAsyncLifetime
{
    public const string Prefecture = "220100";
    public static readonly Guid OwnerId = Guid.CreateVersion7();
    public static readonly Guid OtherId = Guid.CreateVersion7();
    public static readonly Guid UnverifiedId = Guid.CreateVersion7();
    public static readonly Guid TrustedId = Guid.CreateVersion7();
    public static readonly Guid AuthorityId = Guid.CreateVersion7();
    public static readonly Guid BrokerId = Guid.CreateVersion7();

    /// <summary>achievements or demands.</summary>
    public abstract string Plural { get; }

    /// <summary>The long text that submission needs: summary or content.</summary>
    public abstract string LongField { get; }

    /// <summary>A listing that may be submitted.</summary>
    public abstract JsonObject Complete(string title);

    /// <summary>Set before the start by tests of what time does.</summary>
    public MovedClock? Clock { get; set; }

    /// <summary>Set before the start: "Key=value" pairs, and whether every event is recorded.</summary>
    public string[] Settings { get; set; } = [];
    public bool Records { get; set; }
    public TestApp App { get; private set; } = null!;
    public string Root => "/api/" + Plural;
    public HttpClient Visitor { get; private set; } = null!;
    public HttpClient Member => As(OwnerId, "220104", Roles.Member);
    public HttpClient Manager => As(OwnerId, "220104", Roles.Manager, Roles.Member);
    public HttpClient Signatory => As(OwnerId, "220104", Roles.Signatory);
    public HttpClient Other => As(OtherId, "220203", Roles.Manager, Roles.Member);
    public HttpClient Unverified => As(UnverifiedId, "220104", Roles.Manager, Roles.Member);
    public HttpClient Trusted => As(TrustedId, "220104", Roles.Manager, Roles.Member);
    public HttpClient Broker => As(BrokerId, "220104", Roles.Broker);
    public HttpClient County => As(Guid.CreateVersion7(), "220104", Roles.Operator);
    public HttpClient City => As(AuthorityId, Prefecture, Roles.Operator);
    public HttpClient Province => As(Guid.CreateVersion7(), "220000", Roles.Operator);
    public HttpClient OtherCounty => As(Guid.CreateVersion7(), "220105", Roles.Operator);
    public HttpClient OtherCity => As(Guid.CreateVersion7(), "220200", Roles.Operator);
    public HttpClient Administrator => As(Guid.CreateVersion7(), "220000", Roles.Administrator);

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync(Modules, settings: Settings);
        Visitor = App.Visitor();
        await AnnounceAsync(
            Organisation(OwnerId, "北岭试验大学", "220104"),
            Organisation(OtherId, "东江试验公司", "220203"),
            Organisation(UnverifiedId, "未核验试验公司", "220104", state: "unverified"),
            Organisation(TrustedId, "受信试验院", "220104", trusted: true),
            Organisation(AuthorityId, "试验市科技局", Prefecture),
            Organisation(BrokerId, "吉桥试验中心", "220104")
        );
        await ArrivedAsync();
    }

    /// <summary>Stops the service and starts it again on the same data.</summary>
    public async Task RestartAsync()
    {
        await App.RestartAsync();
        Visitor = App.Visitor();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public static OrganisationChanged Organisation(
        Guid id,
        string name,
        string region,
        long version = 1,
        string state = "verified",
        bool trusted = false
    ) => new(id, version, name, null, null, "university", region, state, trusted, false);

    public HttpClient As(Guid organisation, string region, params string[] roles)
    {
        var client = App.Visitor();
        var token = App.Token(organisation, region, roles, $"{string.Join('-', roles)}@{organisation:N}");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Puts events of other services on the bus.</summary>
    public async Task AnnounceAsync(params IIntegrationEvent[] events)
    {
        await using var scope = App.Services.CreateAsyncScope();
        var db = StoreOf(scope.ServiceProvider);
        foreach (var announced in events)
            db.Enqueue(announced);
        await db.SaveChangesAsync();
    }

    /// <summary>Everything announced so far has taken effect: its outbox row is gone.</summary>
    public Task ArrivedAsync() =>
        TestApp.EventuallyAsync(
            async () =>
            {
                await using var scope = App.Services.CreateAsyncScope();
                return await StoreOf(scope.ServiceProvider).Set<OutboxRow>().CountAsync();
            },
            waiting => waiting == 0,
            TimeSpan.FromSeconds(30)
        );

    /// <summary>Does something to the store that no code of the product does.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var scope = App.Services.CreateAsyncScope();
        await StoreOf(scope.ServiceProvider).Database.ExecuteSqlRawAsync(sql);
    }

    public Task<JsonElement> SendAsync(HttpClient who, HttpMethod method, string path, object? body, int status, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return who.SendAsync(request, TestContext.Current.CancellationToken).BodyAsync(status);
    }

    public Task<JsonElement> GetAsync(HttpClient who, string path, int status = 200) => SendAsync(who, HttpMethod.Get, Root + path, null, status);

    public Task<JsonElement> PostAsync(HttpClient who, string path, object? body, int status = 200) =>
        SendAsync(who, HttpMethod.Post, Root + path, body, status);

    /// <param name="version">What goes into If-Match; null sends none.</param>
    public Task<JsonElement> PutAsync(HttpClient who, Guid id, object body, long? version, int status = 200) =>
        SendAsync(who, HttpMethod.Put, $"{Root}/{id}", body, status, version is null ? null : $"\"{version}\"");

    /// <summary>Does something with the listing: "submit", "publish" …</summary>
    public Task<JsonElement> DoAsync(HttpClient who, Guid id, string action, int status = 200) =>
        PostAsync(
            who,
            $"/{id}/{action}",
            action switch
            {
                "return" => new { reasons = new[] { "请补充技术指标" } },
                "reject" or "withdraw" or "takedown" => new { reason = "试验原因" },
                _ => new { },
            },
            status
        );

    public async Task<Guid> DraftAsync(HttpClient? who = null, JsonObject? content = null) =>
        (await PostAsync(who ?? Manager, "", content ?? Complete("弹性体的连续制备"), 201)).GetProperty("id").GetGuid();

    public async Task<Guid> SubmittedAsync(HttpClient? who = null, JsonObject? content = null)
    {
        var id = await DraftAsync(who, content);
        await DoAsync(who ?? Manager, id, "submit");
        return id;
    }

    public async Task<Guid> PublishedAsync(HttpClient? who = null, JsonObject? content = null)
    {
        var id = await SubmittedAsync(who, content);
        await DoAsync(Province, id, "publish");
        return id;
    }

    public async Task<string> StateAsync(Guid id, HttpClient? who = null) => (await GetAsync(who ?? Manager, $"/{id}")).Text("state");

    protected abstract ServiceModule NewService();

    protected abstract DbContext StoreOf(IServiceProvider services);

    private ServiceModule[] Modules() =>
        [
            NewService(),
            .. Clock is null ? Array.Empty<ServiceModule>() : [new ClockModule(Clock)],
            .. Records ? [new EventRecorder()] : Array.Empty<ServiceModule>(),
        ];
}

public static class Answers
{
    /// <summary>The body of an answer with that status; anything else fails with what was answered.</summary>
    public static async Task<JsonElement> BodyAsync(this Task<HttpResponseMessage> answer, int status)
    {
        using var response = await answer;
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.AbsolutePath}: {text}");
        if (status >= 400)
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static bool Has(this JsonElement element, string name) => element.TryGetProperty(name, out _);

    public static string[] Texts(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(x => x.GetString()!)];

    /// <summary>The fields that a 422 names.</summary>
    public static string[] Fields(this JsonElement problem) => [.. problem.GetProperty("errors").EnumerateObject().Select(x => x.Name)];
}
