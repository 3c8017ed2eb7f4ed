using System.Net.Http.Headers;
using System.Text;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Index.Elasticsearch;
using TechTransfer.Matching.Index.Lucene;

namespace TechTransfer.Evaluation;

/// <summary>The engine that a data set is written to, gone with all it holds when disposed.</summary>
internal abstract class Engine : IAsyncDisposable
{
    private const string AddressSetting = "TECHTRANSFER_ELASTICSEARCH";

    public abstract ISearchIndex Index { get; }

    public static Engine Open(string name) =>
        name switch
        {
            "lucene" => new Folder(),
            "elasticsearch" => new Cluster(
                Environment.GetEnvironmentVariable(AddressSetting)
                    ?? throw new UsageException($"{AddressSetting} does not say where Elasticsearch is (infra/deploy/backends.sh up elasticsearch).")
            ),
            _ => throw new UsageException($"There is no engine '{name}'; there are lucene and elasticsearch."),
        };

    public abstract ValueTask DisposeAsync();

    private sealed class Folder : Engine
    {
        private readonly string folder = Directory.CreateTempSubdirectory("evaluation-").FullName;
        private readonly LuceneSearchIndex index;

        public Folder() => index = new(Path.Combine(folder, "index"));

        public override ISearchIndex Index => index;

        public override ValueTask DisposeAsync()
        {
            index.Dispose();
            Directory.Delete(folder, recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Cluster : Engine
    {
        private readonly string name = $"evaluation-{Guid.CreateVersion7():N}";
        private readonly ElasticsearchAddress address;
        private readonly string credentials;
        private readonly ElasticsearchSearchIndex index;

        public Cluster(string text)
        {
            try
            {
                address = ElasticsearchAddress.Parse(text);
            }
            catch (FormatException wrong)
            {
                throw new UsageException($"{AddressSetting}: {wrong.Message}");
            }
            credentials = new Uri(text.Split(',')[0]).UserInfo;
            index = new(ElasticsearchOptions.For(address, name));
        }

        public override ISearchIndex Index => index;

        public override async ValueTask DisposeAsync()
        {
            index.Dispose();
            using var client = new HttpClient { BaseAddress = address.Nodes[0] };
            if (credentials.Length > 0)
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                    "Basic",
                    Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(credentials)))
                );
            var indices = await client.GetStringAsync($"_cat/indices/{name}-*?h=index");
            foreach (var made in indices.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                using (await client.DeleteAsync(made)) { }
            using (await client.DeleteAsync($"_index_template/{name}")) { }
        }
    }
}
