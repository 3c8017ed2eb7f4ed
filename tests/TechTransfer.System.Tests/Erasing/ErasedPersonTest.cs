using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TechTransfer.IntegrationEvents;
using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Erasing;

/// <summary>
/// A person works in every service under a name that nobody else has; when the account is erased the name is nowhere in any store but in the signature of a contract that
/// is signed, and somebody of the same name keeps his.
/// </summary>
public sealed class ErasedPersonTest(Town town)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_is_gone_from_every_store_but_from_what_was_signed()
    {
        var name = "zqperson" + Guid.NewGuid().ToString("N")[..10];
        var namesakes = "zqnamesake" + Guid.NewGuid().ToString("N")[..10];
        var (person, namesake) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await WorkAsync(person, name);
        await WriteAsync(As(namesake, namesakes), "achievements");
        var pseudonym = $"#{person.ToString("N")[^8..]}";
        (await PlacesAsync(name)).Length.ShouldBeGreaterThan(8, "the name is found before");

        foreach (var version in new[] { 1, 2 })
        {
            await TellAsync(new AccountErased(person, version, pseudonym));
            await TestApp.EventuallyAsync(
                async () => string.Join(", ", await PlacesAsync(name)),
                places => places == "contracts.db contract_signatures.name",
                TimeSpan.FromSeconds(30)
            );
        }

        (await PlacesAsync(namesakes)).ShouldContain("achievements.db audit.by");
        var held = await As(person, name).GetStringAsync("/api/my-data/matching", Cancel);
        foreach (var (kind, left) in JsonDocument.Parse(held).RootElement.EnumerateObject().Select(x => (x.Name, x.Value.GetArrayLength())))
            if (kind is "favourites" or "savedSearches" or "alerts" or "channels")
                left.ShouldBe(0, kind);
        (await PlacesAsync(pseudonym)).ShouldBe(
            [
                "achievements.db achievements.version_by",
                "achievements.db audit.by",
                "achievements.db imports.by",
                "achievements.db versions.by",
                "contracts.db contract_signatures.name",
                "contracts.db contract_versions.by",
                "contracts.db deals.owner_name",
                "contracts.db introductions.achievement_side_contact_name",
                "contracts.db timeline.detail",
                "contracts.db timeline.name",
                "demands.db audit.by",
                "demands.db people.name",
                "recorder.db events.Body",
            ],
            ignoreOrder: true
        );
    }

    /// <summary>A person of the university does what leaves a trace.</summary>
    private async Task WorkAsync(Guid person, string name)
    {
        var client = As(person, name);
        var written = await WriteAsync(client, "achievements");
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/achievements/{written}")
        {
            Content = JsonContent.Create(Town.Content("achievements", "二稿")),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        await client.SendAsync(request, Cancel).JsonAsync(200);
        await client
            .PostAsync(
                "/api/achievements/imports",
                new MultipartFormDataContent { { new StringContent("title\n导入的一条\n"), "file", "rows.csv" } },
                Cancel
            )
            .JsonAsync(202);
        var listing = await town.PublishedAsync("achievements", Town.Content("achievements", ""));
        await TestApp.EventuallyAsync(
            async () => await (await client.PutAsync($"/api/favourites/achievement/{listing}", null, Cancel)).CodeAsync(),
            code => code == 204,
            TimeSpan.FromSeconds(60)
        );
        await client
            .PostAsJsonAsync(
                "/api/saved-searches",
                new
                {
                    name,
                    q = name,
                    tell = "inbox",
                },
                Cancel
            )
            .JsonAsync(201);
        await client.PutAsJsonAsync("/api/alert-settings", new { matches = "daily", mail = true }, Cancel).JsonAsync(200);
        await ReadOnRequestAsync(client);
        await DealAsync(client, sign: true);
        await DealAsync(client, sign: false);
    }

    /// <summary>Gives an undertaking, and reads what the company opens for it.</summary>
    private async Task ReadOnRequestAsync(HttpClient client)
    {
        var content = Town.Content("demands", "");
        content["attachments"] = new global::System.Text.Json.Nodes.JsonArray("试验报告");
        var demand = await town.PublishedAsync("demands", content);
        var body = new
        {
            sections = new[] { "attachments" },
            purpose = "评估",
            undertaking = new
            {
                sha256 = (await client.GetAsync("/api/demands/undertaking", Cancel).JsonAsync(200))
                    .GetProperty("texts")[0]
                    .GetProperty("sha256")
                    .GetString(),
            },
        };
        var grant = (await client.PostAsJsonAsync($"/api/demands/{demand}/grants", body, Cancel).JsonAsync(201)).GetProperty("id").GetGuid();
        await town.CompanyManager.PostAsJsonAsync($"/api/demands/grants/{grant}/grant", new { }, Cancel).JsonAsync(200);
        (await client.GetStringAsync($"/api/demands/{demand}", Cancel)).ShouldContain("试验报告");
    }

    /// <summary>Accepts what the company asks, is the owner of the deal, drafts the contract and signs it; the company signs one of them too.</summary>
    private async Task DealAsync(HttpClient client, bool sign)
    {
        var introduction = await town.RequestedAsync("");
        var accepted = await client.PostAsJsonAsync($"/api/introductions/{introduction}/accept", new { }, Cancel).JsonAsync(200);
        var drafted = await client
            .PostAsJsonAsync($"/api/deals/{accepted.GetProperty("dealId").GetGuid()}/contract", Town.Contract(""), Cancel)
            .JsonAsync(201);
        var path = $"/api/contracts/{drafted.GetProperty("id").GetGuid()}/sign";
        var body = new { sha256 = drafted.GetProperty("sha256").GetString() };
        await client.PostAsJsonAsync(path, body, Cancel).JsonAsync(200);
        if (sign)
            await town.CompanyManager.PostAsJsonAsync(path, body, Cancel).JsonAsync(200);
    }

    private static async Task<Guid> WriteAsync(HttpClient client, string kind)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/{kind}") { Content = JsonContent.Create(Town.Content(kind, "初稿")) };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        return (await client.SendAsync(request, Cancel).JsonAsync(201)).GetProperty("id").GetGuid();
    }

    private HttpClient As(Guid person, string name)
    {
        var client = town.App.Visitor();
        var token = town.App.Token(Town.University, "220104", ["member", "manager", "signatory"], person.ToString(), name: name);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private Task TellAsync(AccountErased erased) => town.App.Services.GetRequiredService<IBus>().Publish(erased, Cancel);

    /// <summary>File, table and column of every row that holds the word.</summary>
    private async Task<string[]> PlacesAsync(string word)
    {
        var places = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(town.App.Folder, "*.db"))
        {
            await using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False;Default Timeout=30");
            await connection.OpenAsync(Cancel);
            var columns = await ReadAsync(
                connection,
                """
                SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
                WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT IN ('outbox', 'inbox')
                """,
                x => (Table: x.GetString(0), Column: x.GetString(1))
            );
            foreach (var (table, column) in columns)
                if (
                    (
                        await ReadAsync(connection, $"SELECT 1 FROM \"{table}\" WHERE instr(CAST(\"{column}\" AS TEXT), '{word}') LIMIT 1", _ => 1)
                    ).Count > 0
                )
                    places.Add($"{Path.GetFileName(file)} {table}.{column}");
        }
        return [.. places];
    }

    private static async Task<List<T>> ReadAsync<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> row)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(Cancel))
            rows.Add(row(reader));
        return rows;
    }
}
