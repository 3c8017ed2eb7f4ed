using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using TechTransfer.Matching.Index.Elasticsearch;

namespace TechTransfer.SearchIndex.Tests;

/// <summary>
/// Answers over HTTP as a server in trouble does, which a healthy one cannot be made to. What is right in an answer is proven on the real one; this is for
/// faults only. It knows the calls of an index that exists, and hands every bulk request to the test.
/// </summary>
internal sealed class StandInServer : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Task serving;

    public StandInServer()
    {
        var port = FreePort();
        Address = $"http://127.0.0.1:{port}";
        listener.Prefixes.Add(Address + "/");
        listener.Start();
        serving = Task.Run(ServeAsync);
    }

    public string Address { get; }

    /// <summary>What it says it is; null: it names no product.</summary>
    public string? Product { get; init; } = "Elasticsearch";

    public string Version { get; init; } = "9.5.3";

    /// <summary>Of the request for the version.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The ids of a bulk request to the status of each; or one status for the whole request; null: the connection is cut.</summary>
    public Func<IReadOnlyList<string>, BulkAnswer?> Bulk { get; set; } = ids => new(200, [.. ids.Select(_ => 201)]);

    /// <summary>How many items each bulk request had.</summary>
    public ConcurrentQueue<int> Sizes { get; } = new();

    public ElasticsearchSearchIndex NewIndex() =>
        new(
            new(
                ElasticsearchAddress.Parse(Address),
                "stand-in",
                WriteTimeout: TimeSpan.FromSeconds(2),
                SearchTimeout: TimeSpan.FromSeconds(2),
                FirstPause: TimeSpan.FromMilliseconds(1)
            )
        );

    /// <param name="Whole">The status of the whole request.</param>
    /// <param name="Items">The status of each item.</param>
    public sealed record BulkAnswer(int Whole, IReadOnlyList<int> Items);

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        var body = await reader.ReadToEndAsync();
        var path = context.Request.Url!.AbsolutePath;
        if (path.EndsWith("/_bulk", StringComparison.Ordinal))
            await AnswerBulkAsync(context, body);
        else if (path == "/_nodes/_local")
            await WriteAsync(context, Status, JsonSerializer.Serialize(new { nodes = new { a = new { version = Version } } }));
        else if (path.EndsWith("/_alias", StringComparison.Ordinal))
            await WriteAsync(context, 200, "{\"" + Known + "\":{\"aliases\":{\"stand-in\":{}}}}");
        else
            await WriteAsync(context, 200, """{"acknowledged":true}""");
    }

    /// <summary>A generation of the mapping that the program has now.</summary>
    private string Known { get; } = "stand-in-" + ElasticsearchSearchIndex.MappingFingerprint + "-000001";

    private async Task AnswerBulkAsync(HttpListenerContext context, string body)
    {
        var ids = body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where((_, line) => line % 2 == 0)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("index").GetProperty("_id").GetString()!)
            .ToList();
        Sizes.Enqueue(ids.Count);
        if (Bulk(ids) is not { } answer)
        {
            context.Response.Abort();
            return;
        }
        var items = ids.Zip(answer.Items).Select(x => ItemOf(x.First, x.Second));
        await WriteAsync(
            context,
            answer.Whole,
            answer.Whole == 200
                ? $$"""{"took":1,"errors":{{(answer.Items.Any(x => x >= 300) ? "true" : "false")}},"items":[{{string.Join(',', items)}}]}"""
                : """{"error":{"type":"stand_in","reason":"in trouble"}}"""
        );
    }

    private static string ItemOf(string id, int status) =>
        $$"""{"index":{"_index":"a","_id":"{{id}}","status":{{status}},"""
        + (status < 300 ? "\"_version\":1,\"result\":\"created\"}}" : $"\"error\":{{\"type\":\"stand_in\",\"reason\":\"no {status}\"}}}}}}");

    private async Task WriteAsync(HttpListenerContext context, int status, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (Product is not null)
            context.Response.Headers["X-Elastic-Product"] = Product;
        context.Response.ContentLength64 = bytes.Length;
        await context.Response.OutputStream.WriteAsync(bytes);
        context.Response.Close();
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving;
    }
}
