using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Shouldly;
using TechTransfer.Demands;
using TechTransfer.Hosting;
using TechTransfer.System.Tests.Kill;
using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Misfortune;

/// <summary>What an operator's machine does to a store: a file too large, a database that is held, a disk that is full. Nothing that was acknowledged is lost.</summary>
public sealed class StoreTests(Town town)
{
    [Fact]
    public async Task A_body_over_the_limit_is_413_with_and_without_its_length()
    {
        var large = new { title = "题目", summary = new string('x', 2 * 1024 * 1024) };
        var problem = await town.UniversityManager.PostAsJsonAsync("/api/achievements", large).JsonAsync(413);
        problem.GetProperty("type").GetString().ShouldBe("urn:techtransfer:problem:too-large");
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/achievements")
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(large))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        request.Headers.TransferEncodingChunked = true;
        await town.UniversityManager.SendAsync(request, TestContext.Current.CancellationToken).JsonAsync(413);
    }

    [Fact]
    public async Task While_the_database_is_held_it_is_503_and_the_repeated_call_takes_effect_once()
    {
        // On its own: nobody else's calls are held up.
        await using var app = await TestApp.StartAsync(() => [new DemandsService()], settings: "Limits:WriteWaitSeconds=2");
        var company = app.As(Town.Company, "220172", Roles.Manager);
        var path = Path.Combine(app.Folder, "demands.db");
        var key = Guid.NewGuid().ToString();
        var title = "被占用时 " + key;
        await using (var holder = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await holder.OpenAsync(TestContext.Current.CancellationToken);
            await using var hold = holder.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            using var answer = await CreateAsync(company, title, key);
            ((int)answer.StatusCode).ShouldBe(503, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            answer.Headers.RetryAfter.ShouldNotBeNull();
            (await company.GetAsync("/api/demands/mine", TestContext.Current.CancellationToken)).IsSuccessStatusCode.ShouldBeTrue("reading goes on");
        }
        await CreateAsync(company, title, key).JsonAsync(201);
        await CreateAsync(company, title, key).JsonAsync(201);
        var mine = await company.GetStringAsync("/api/demands/mine?limit=100", TestContext.Current.CancellationToken);
        (mine.Split(title).Length - 1).ShouldBe(1);
    }

    [Fact]
    public async Task A_full_disk_is_503_and_once_there_is_room_everything_acknowledged_is_there()
    {
        var disk = Directory.CreateTempSubdirectory("techtransfer-disk-").FullName;
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk), "A small disk is mounted by root only.");
        try
        {
            await using (var process = new StandaloneProcess(Directory.CreateDirectory(Path.Combine(disk, "data")).FullName))
            {
                await process.StartAsync(null);
                using var client = new HttpClient { BaseAddress = process.Address, Timeout = TimeSpan.FromSeconds(100) };
                var token = await client
                    .PostAsync(
                        "/connect/token",
                        new FormUrlEncodedContent([
                            new("grant_type", "client_credentials"),
                            new("client_id", "demo-company"),
                            new("client_secret", "demo-secret"),
                        ]),
                        TestContext.Current.CancellationToken
                    )
                    .JsonAsync(200);
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString());
                var kept = (await CreateAsync(client, "写满之前", Guid.NewGuid().ToString()).JsonAsync(201)).GetProperty("id").GetString();
                var filler = Path.Combine(disk, "filler");
                await FillAsync(filler);
                var key = Guid.NewGuid().ToString();
                using (var refused = await CreateAsync(client, "写满之时", key))
                {
                    ((int)refused.StatusCode).ShouldBe(503, await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                    refused.Headers.RetryAfter.ShouldNotBeNull();
                }
                await client.GetAsync($"/api/demands/{kept}", TestContext.Current.CancellationToken).JsonAsync(200);
                File.Delete(filler);
                var after = (await CreateAsync(client, "写满之时", key).JsonAsync(201)).GetProperty("id").GetString();
                foreach (var id in new[] { kept, after })
                    await client.GetAsync($"/api/demands/{id}", TestContext.Current.CancellationToken).JsonAsync(200);
            }
        }
        finally
        {
            await RunAsync("umount", disk);
            Directory.Delete(disk);
        }
    }

    private static async Task<HttpResponseMessage> CreateAsync(HttpClient client, string title, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/demands")
        {
            Content = JsonContent.Create(new { title, background = new string('背', 4000) }),
        };
        request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Until nothing more fits.</summary>
    private static async Task FillAsync(string path)
    {
        await using var file = File.Create(path, bufferSize: 1);
        var block = new byte[64 * 1024];
        for (var size = block.Length; size > 0; size = size > 1 ? size / 2 : 0)
            try
            {
                while (true)
                {
                    await file.WriteAsync(block.AsMemory(0, size));
                    await file.FlushAsync();
                }
            }
            catch (IOException)
            {
                // Full for blocks of this size.
            }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    UseShellExecute = false,
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                }
            )!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (global::System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
