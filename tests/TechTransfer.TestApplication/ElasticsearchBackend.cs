using System.Net.Http.Headers;
using System.Text;

namespace TechTransfer.TestApplication;

/// <summary>The Elasticsearch that <c>infra/deploy/backends.sh up elasticsearch</c> names in the environment.</summary>
public static class ElasticsearchBackend
{
    public const string Absent = "Elasticsearch is not there: TECHTRANSFER_ELASTICSEARCH is not set.";
    public const string NotOurs = "Elasticsearch was not started by infra/deploy/backends.sh, so it is not ours to stop.";

    public static string? Address => Setting("TECHTRANSFER_ELASTICSEARCH");

    /// <summary>backends.sh started it, so that it can stop it too.</summary>
    public static bool IsOurs => Address is not null && BackendScript.Started("elasticsearch");

    /// <returns>Settings that put the product on an index of that name.</returns>
    public static string[] Settings(string index) => [$"--ConnectionStrings:Elasticsearch={Address}", $"--Matching:ElasticsearchIndex={index}"];

    public static Task StopAsync() => BackendScript.RunAsync("stop", "elasticsearch");

    /// <summary>Returns when it answers again.</summary>
    public static Task StartAsync() => BackendScript.RunAsync("start", "elasticsearch");

    /// <returns>The names of its generations.</returns>
    public static async Task<string[]> IndicesAsync(string index)
    {
        using var client = Client();
        var names = await client.GetStringAsync($"_cat/indices/{index}-*?h=index");
        return names.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Forgets the index with all its generations.</summary>
    public static async Task DeleteAsync(string index)
    {
        using var client = Client();
        foreach (var name in await IndicesAsync(index))
            await client.DeleteAsync(name);
        await client.DeleteAsync($"_index_template/{index}");
    }

    private static HttpClient Client()
    {
        var address = new Uri(Address!.Split(',')[0]);
        var client = new HttpClient { BaseAddress = new UriBuilder(address) { UserName = "", Password = "" }.Uri };
        if (address.UserInfo.Length > 0)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo)))
            );
        return client;
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
