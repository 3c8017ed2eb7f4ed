using System.Net.Http.Headers;
using System.Text;
using TechTransfer.Matching.Index.Elasticsearch;

namespace TechTransfer.SearchIndex.Tests;

/// <summary>The server that <c>infra/deploy/backends.sh up elasticsearch</c> names, with an index of its own that is gone afterwards.</summary>
internal sealed class RealElasticsearch : IAsyncDisposable
{
    public const string Absent = "Elasticsearch is not there: TECHTRANSFER_ELASTICSEARCH is not set.";
    private readonly string name = $"test-{Guid.NewGuid():N}";
    private readonly List<ElasticsearchSearchIndex> opened = [];

    public static string? Setting => Environment.GetEnvironmentVariable("TECHTRANSFER_ELASTICSEARCH") is { Length: > 0 } value ? value : null;

    public static ElasticsearchAddress Address => ElasticsearchAddress.Parse(Setting!);

    public ElasticsearchSearchIndex NewIndex()
    {
        var index = new ElasticsearchSearchIndex(ElasticsearchOptions.For(Address, name));
        opened.Add(index);
        return index;
    }

    /// <summary>The names of its indices, one for each generation.</summary>
    public async Task<string[]> IndicesAsync()
    {
        using var client = Client();
        var lines = await client.GetStringAsync($"_cat/indices/{name}-*?h=index", TestContext.Current.CancellationToken);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>As a program of another version left it.</summary>
    public async Task CreateOfOtherFormAsync()
    {
        using var client = Client();
        using var body = new StringContent("{\"aliases\":{\"" + name + "\":{}}}", Encoding.UTF8, "application/json");
        (await client.PutAsync($"{name}-00000000-000001", body, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    public async Task DeleteIndicesAsync()
    {
        using var client = Client();
        foreach (var index in await IndicesAsync())
            (await client.DeleteAsync(index, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        if (opened.Count == 0)
            return;
        await DeleteIndicesAsync();
        using var client = Client();
        await client.DeleteAsync($"_index_template/{name}");
        foreach (var index in opened)
            index.Dispose();
    }

    private static HttpClient Client()
    {
        var address = new Uri(Setting!.Split(',')[0]);
        var client = new HttpClient { BaseAddress = new UriBuilder(address) { UserName = "", Password = "" }.Uri };
        if (address.UserInfo.Length > 0)
        {
            var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo)));
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        }
        return client;
    }
}
