using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Indexing;
using TechTransfer.Messaging;
using TechTransfer.TestApplication;

namespace TechTransfer.Matching.Tests;

/// <summary>Matching alone in a process; what other services announce goes through a real outbox and the bus.</summary>
public sealed class MatchingWorld : IAsyncLifetime
{
    public static readonly Guid University = Guid.CreateVersion7();
    public static readonly Guid Company = Guid.CreateVersion7();
    public static readonly Guid Stranger = Guid.CreateVersion7();
    private long _version = 1;

    /// <summary>"Key=value" pairs over the defaults.</summary>
    public string[] Settings { get; init; } = [];

    /// <summary>Modules that change something about Matching.</summary>
    public ServiceModule[] Beside { get; init; } = [];

    public TestApp App { get; private set; } = null!;
    public HttpClient Visitor { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync(() => [new MatchingService(), .. Beside], settings: Settings);
        Visitor = App.Visitor();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    public async Task RestartAsync()
    {
        await App.RestartAsync();
        Visitor = App.Visitor();
    }

    public HttpClient As(Guid organisation, params string[] roles) => App.As(organisation, "220100", roles);

    public long NextVersion() => Interlocked.Increment(ref _version);

    public async Task AnnounceAsync(params IIntegrationEvent[] events)
    {
        await using var scope = App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        foreach (var announced in events)
            db.Enqueue(announced);
        await db.SaveChangesAsync();
    }

    /// <summary>Every announced listing is searchable and matched, and all statistics are settled.</summary>
    public Task SettledAsync() => SettledAsync(TimeSpan.FromSeconds(30));

    public Task SettledAsync(TimeSpan limit) =>
        TestApp.EventuallyAsync(
            async () =>
            {
                await using var scope = App.Services.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
                if (await db.Set<OutboxRow>().CountAsync() + await db.IndexWork.CountAsync() is > 0 and var waiting)
                    return waiting;
                // Terms may be about to be weighed anew, and every listing to be matched once more for it.
                var (_, generation) = await App.Services.GetRequiredService<Generations>().GetAsync(CancellationToken.None);
                var uncounted = Math.Abs(await db.Prepared.CountAsync() - generation.Statistics.Listings);
                if (generation.Requeue is not null || uncounted > Math.Max(4, generation.Statistics.Listings / 5))
                    return Math.Max(1, uncounted);
                return await db.IndexWork.CountAsync();
            },
            waiting => waiting == 0,
            limit
        );

    public async Task<JsonElement> GetAsync(string path, HttpClient? client = null) =>
        await (client ?? Visitor).GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    public static AchievementPublished Achievement(string title, string summary, long version = 1, Guid? id = null, Guid? organisation = null) =>
        new(
            id ?? Guid.CreateVersion7(),
            version,
            organisation ?? University,
            "示例大学",
            "220104",
            title,
            summary,
            null,
            null,
            [new PublishedParameter("断裂强度", "≥ 45", "MPa")],
            null,
            null,
            null,
            null,
            "新材料",
            ["弹性体"],
            6,
            false,
            [],
            ["licence", "joint"],
            null,
            30_000_000,
            50_000_000,
            false,
            "C2659",
            [],
            [],
            false,
            false,
            false,
            DateTimeOffset.UtcNow,
            DateTimeOffset.UtcNow,
            DateTimeOffset.UtcNow.AddYears(2),
            false
        );

    public static DemandPublished Demand(string title, string content, long version = 1, Guid? id = null, Guid? organisation = null) =>
        new(
            id ?? Guid.CreateVersion7(),
            version,
            organisation ?? Company,
            "示例公司",
            "220204",
            title,
            "problem",
            null,
            content,
            [new PublishedTarget("断裂强度", ">=", "40", null, null, "MPa", null)],
            null,
            null,
            null,
            7,
            ["joint"],
            null,
            20_000_000,
            60_000_000,
            null,
            null,
            [],
            "新材料",
            [],
            "C2659",
            [],
            false,
            false,
            false,
            DateTimeOffset.UtcNow,
            DateTimeOffset.UtcNow,
            DateTimeOffset.UtcNow.AddYears(1),
            false
        );
}
