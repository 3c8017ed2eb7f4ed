using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Npgsql;

namespace TechTransfer.TestApplication;

/// <summary>The real servers that <c>infra/deploy/backends.sh up</c> names in the environment. One that is not there makes its tests skip.</summary>
public static class Backends
{
    public const string NoPostgres = "PostgreSQL is not there: TECHTRANSFER_POSTGRES is not set.";
    public const string NoRabbitMq = "RabbitMQ is not there: TECHTRANSFER_RABBITMQ is not set.";

    public static string? Postgres => Setting("TECHTRANSFER_POSTGRES");
    public static string? RabbitMq => Setting("TECHTRANSFER_RABBITMQ");

    /// <summary>backends.sh started both, so that it can stop them too.</summary>
    public static bool AreOurs => BackendScript.Started("postgres") && BackendScript.Started("rabbitmq");

    /// <returns>Connection string of a database of its own, empty.</returns>
    public static async Task<string> NewDatabaseAsync(string name)
    {
        var database = $"{name.ToLowerInvariant()}_{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(Postgres!);
        await using var create = source.CreateCommand($"CREATE DATABASE {database}");
        await create.ExecuteNonQueryAsync();
        // Tests that are over keep no connections.
        return new NpgsqlConnectionStringBuilder(Postgres)
        {
            Database = database,
            ConnectionIdleLifetime = 5,
            ConnectionPruningInterval = 2,
        }.ConnectionString;
    }

    /// <returns>Address of a virtual host of its own, empty.</returns>
    public static async Task<Uri> NewVirtualHostAsync()
    {
        var name = $"test-{Guid.NewGuid():N}";
        using var management = Management();
        (await management.PutAsync($"api/vhosts/{name}", null)).EnsureSuccessStatusCode();
        return new UriBuilder(RabbitMq!) { Path = name }.Uri;
    }

    /// <summary>Forgets a virtual host with everything in it.</summary>
    public static async Task DeleteAsync(Uri virtualHost)
    {
        using var management = Management();
        await management.DeleteAsync($"api/vhosts/{virtualHost.AbsolutePath.Trim('/')}");
    }

    /// <summary>Ends every connection to the virtual host, as a network does.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> CutConnectionsAsync(Uri virtualHost)
    {
        using var management = Management();
        var path = $"api/vhosts/{virtualHost.AbsolutePath.Trim('/')}/connections";
        var connections = await management.GetFromJsonAsync<List<Connection>>(path) ?? [];
        foreach (var connection in connections)
            await management.DeleteAsync($"api/connections/{Uri.EscapeDataString(connection.Name)}");
        return connections.Count;
    }

    public static async Task<IReadOnlyList<Queue>> QueuesAsync(Uri virtualHost)
    {
        using var management = Management();
        return await management.GetFromJsonAsync<List<Queue>>($"api/queues/{virtualHost.AbsolutePath.Trim('/')}") ?? [];
    }

    public sealed record Queue(string Name, string Type);

    private sealed record Connection(string Name);

    private static HttpClient Management()
    {
        var address = new Uri(
            Setting("TECHTRANSFER_RABBITMQ_MANAGEMENT") ?? throw new InvalidOperationException("TECHTRANSFER_RABBITMQ_MANAGEMENT is not set.")
        );
        var client = new HttpClient { BaseAddress = new UriBuilder(address) { UserName = "", Password = "" }.Uri };
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo)));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        return client;
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
