using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TechTransfer.Hosting;
using TechTransfer.Listings;
using TechTransfer.Tabular;
using TechTransfer.TestApplication;

namespace TechTransfer.Achievements.Tests.Import;

/// <summary>The service on a real port with a university, another one, and the operator of their province.</summary>
public sealed class ImportWorld : IAsyncDisposable
{
    public const string UniversityName = "北岭试验大学";
    public const string OtherName = "东江试验学院";
    public const string Summary = "一种试验用的弹性体连续制备方法，断裂强度高，适合在试验装置上反复验证。";

    /// <summary>Longer than it ever takes on a machine that does much else.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private ImportWorld(TestApp app) => App = app;

    public TestApp App { get; }
    public Guid UniversityId { get; } = Guid.CreateVersion7();
    public Guid OtherId { get; } = Guid.CreateVersion7();
    public Guid OfficeId { get; } = Guid.CreateVersion7();
    public HttpClient University => App.As(UniversityId, "220104", "manager", "member");
    public HttpClient Other => App.As(OtherId, "220203", "manager", "member");
    public HttpClient Operator => App.As(OfficeId, "220000", "operator");

    public static Task<ImportWorld> StartAsync(params string[] settings) => StartAsync([], settings);

    public static async Task<ImportWorld> StartAsync(ServiceModule[] beside, params string[] settings)
    {
        var world = new ImportWorld(await TestApp.StartAsync(() => [new AchievementsService(), new EventRecorder(), .. beside], settings: settings));
        await world.StoreAsync(async db =>
        {
            db.Organisations.AddRange(
                Organisation(world.UniversityId, UniversityName, "220104"),
                Organisation(world.OtherId, OtherName, "220203"),
                Organisation(world.OfficeId, "试验省科技厅", "220000")
            );
            return await db.SaveChangesAsync();
        });
        return world;

        static OrganisationRow Organisation(Guid id, string name, string region) =>
            new()
            {
                Id = id,
                Version = 1,
                Name = name,
                Region = region,
                State = "verified",
            };
    }

    public async Task<T> StoreAsync<T>(Func<ListingsDbContext<AchievementContent>, Task<T>> work)
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<ListingsDbContext<AchievementContent>>());
    }

    public Task<List<AchievementContent>> ContentsAsync() =>
        StoreAsync(async db => (await db.Listings.OrderBy(x => x.ExternalId).ToListAsync()).ConvertAll(x => x.Content));

    public ValueTask DisposeAsync() => App.DisposeAsync();

    public static Task<HttpResponseMessage> SendAsync(HttpClient who, byte[] file, string query = "", string name = "成果.csv", string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/achievements/imports" + query)
        {
            Content = new MultipartFormDataContent { { new ByteArrayContent(file), "file", name } },
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return who.SendAsync(request);
    }

    /// <summary>Hands the file in and waits for the end of its import.</summary>
    public static async Task<JsonElement> ImportAsync(HttpClient who, byte[] file, string query = "") =>
        await EndAsync(who, await StartedAsync(who, file, query));

    public static Task<JsonElement> ImportAsync(HttpClient who, string csv, string query = "") =>
        ImportAsync(who, Encoding.UTF8.GetBytes(csv), query);

    public static async Task<Uri> StartedAsync(HttpClient who, byte[] file, string query = "")
    {
        var answer = await SendAsync(who, file, query);
        var body = await answer.BodyAsync(202);
        answer.Headers.Location!.ToString().ShouldBe($"/api/achievements/imports/{body.GetProperty("id").GetGuid()}");
        return answer.Headers.Location;
    }

    public static Task<JsonElement> EndAsync(HttpClient who, Uri import) =>
        TestApp.EventuallyAsync(
            () => who.GetFromJsonAsync<JsonElement>(import),
            x => x.GetProperty("state").GetString() is not ("waiting" or "running"),
            Patience
        );

    /// <summary>Lines of the result file without its header.</summary>
    public static async Task<string[]> RefusedAsync(HttpClient who, JsonElement import)
    {
        var answer = await who.GetAsync($"/api/achievements/imports/{import.GetProperty("id").GetGuid()}/result");
        answer.EnsureSuccessStatusCode();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]).ShouldBeTrue();
        var lines = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("line,field,code,message");
        return lines[1..];
    }

    public static byte[] Xlsx(params IReadOnlyList<string>[] rows)
    {
        using var file = new MemoryStream();
        XlsxWriter.Write(file, new SheetToWrite("导入", rows));
        return file.ToArray();
    }

    /// <summary>A CSV of so many rows with external ids.</summary>
    public static byte[] Rows(int count) =>
        Encoding.UTF8.GetBytes(
            "title,summary,externalId\n"
                + string.Concat(
                    Enumerable.Range(1, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"成果{i},{Summary},R{i:00000}\n"))
                )
        );
}

internal static class Answers
{
    public static async Task<JsonElement> BodyAsync(this HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, text);
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    public static void ShouldCount(
        this JsonElement import,
        string state,
        int rows,
        int accepted = 0,
        int updated = 0,
        int unchanged = 0,
        int refused = 0
    )
    {
        import.GetProperty("state").GetString().ShouldBe(state, import.ToString());
        int Count(string name) => import.GetProperty(name).GetInt32();
        (Count("rows"), Count("accepted"), Count("updated"), Count("unchanged"), Count("refused")).ShouldBe(
            (rows, accepted, updated, unchanged, refused),
            import.ToString()
        );
    }
}
