using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using TechTransfer.Benchmarks.Corpus;

namespace TechTransfer.Benchmarks.Publishing;

/// <summary>An operator's import of invented achievements over the API, published as it goes.</summary>
internal sealed class RunningImport(ApiClient client, Uri location)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<RunningImport> StartAsync(ApiClient client, SampleCorpus corpus, int rows)
    {
        using var lines = new MemoryStream();
        for (var i = 0; i < rows; i++)
        {
            var listing = corpus.Achievement(i);
            var organisation = string.Create(CultureInfo.InvariantCulture, $"示例大学第{listing.Organisation}学院");
            await JsonSerializer.SerializeAsync(lines, SampleBodies.Of(listing, organisation), Json);
            lines.WriteByte((byte)'\n');
        }
        lines.Position = 0;
        using var form = new MultipartFormDataContent();
        using var file = new StreamContent(lines);
        form.Add(file, "file", "achievements.jsonl");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/achievements/imports?publish=true") { Content = form };
        request.Headers.Authorization = await client.TokenAsync("demo-operator");
        using var answer = await client.Http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"import: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return new RunningImport(client, answer.Headers.Location!);
    }

    /// <returns>Its state (waiting, running, done …), rows so far, and how long it took when it is done.</returns>
    public async Task<(string State, long Rows, TimeSpan? Took)> LookAsync()
    {
        var answer = await client.GetAsync(location.ToString(), "demo-operator");
        var took =
            answer.GetProperty("finishedAt").ValueKind == JsonValueKind.Null
                ? (TimeSpan?)null
                : answer.GetProperty("finishedAt").GetDateTimeOffset() - answer.GetProperty("startedAt").GetDateTimeOffset();
        return (answer.GetProperty("state").GetString()!, answer.GetProperty("rows").GetInt64(), took);
    }
}
