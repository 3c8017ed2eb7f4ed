using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TechTransfer.Benchmarks.Importing;

/// <summary>
/// An operator's import of many achievements into a running product, with everything that goes on beside it: relay, copies, index and matching.
/// The reference puts the same rows into the same tables and indexes by SQL alone; on PostgreSQL and RabbitMQ (<c>--servers 1</c>), by COPY.
/// </summary>
internal static class ImportBenchmark
{
    private const int Organisations = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(60);

    public static async Task RunAsync(Arguments arguments)
    {
        var rows = arguments.Number("rows", 66_000);
        var folder = Directory.CreateTempSubdirectory("techtransfer-bench-").FullName;
        try
        {
            double imported;
            var servers = arguments.Number("servers", 0) == 1 ? new Servers() : null;
            await using (var product = await Standalone.StartAsync(folder, servers?.Settings ?? []))
            {
                using var client = new ApiClient(product.NewClient());
                imported = await ImportAsync(product, client, rows, waitForMatches: arguments.Number("matched", 0) == 1);
            }
            var raw = servers is null
                ? RawInserts.Run(Path.Combine(folder, "achievements.db"), Path.Combine(folder, "reference.db"))
                : await RawCopy.RunAsync(servers.StoreOf("Achievements"));
            var how = servers is null ? "by SQL, 500 a transaction" : "by COPY";
            Console.WriteLine(
                $"reference, the same {raw.Rows} rows into the same tables and indexes {how}, with {raw.Events} events that were still in the outbox: {raw.Seconds:0.00} s"
            );
            Console.WriteLine($"import to reference: {raw.Seconds / raw.Rows * rows / imported:0.00} (goal ≥ 0.15)");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> ImportAsync(Standalone product, ApiClient client, int rows, bool waitForMatches)
    {
        var file = Csv(rows);
        var before = (Memory: product.MemoryBytes, Processor: product.ProcessorSeconds, Time: Stopwatch.GetTimestamp());
        var location = await SendAsync(client, file);
        var uploaded = Stopwatch.GetElapsedTime(before.Time);
        long peak = 0;
        JsonElement import = default;
        await product.EventuallyAsync(
            async () =>
            {
                peak = Math.Max(peak, product.MemoryBytes);
                import = await client.GetAsync(location, "demo-operator");
                return import.GetProperty("state").GetString() is not ("waiting" or "running");
            },
            Patience,
            everyMilliseconds: 500
        );
        var seconds = (import.GetProperty("finishedAt").GetDateTimeOffset() - import.GetProperty("startedAt").GetDateTimeOffset()).TotalSeconds;
        Console.WriteLine(
            $"{import.GetProperty("state")}: {import.GetProperty("accepted")} of {rows} rows ({file.Length >> 20} MiB) accepted in {seconds:0.0} s, {rows / seconds:0} rows/s (goal for 66,000: ≤ 30 s)"
        );
        Console.WriteLine(
            $"upload {uploaded.TotalSeconds:0.0} s; memory {before.Memory >> 20} MiB before, peak {peak >> 20} MiB; {product.ProcessorSeconds - before.Processor:0.0} processor seconds of the whole product"
        );
        if (waitForMatches)
        {
            await product.EventuallyAsync(() => IsMatchedAsync(client, rows), Patience, everyMilliseconds: 500);
            Console.WriteLine(
                $"all matched {Stopwatch.GetElapsedTime(before.Time).TotalSeconds:0.0} s after the upload began; memory now {product.MemoryBytes >> 20} MiB"
            );
        }
        return seconds;
    }

    private static async Task<string> SendAsync(ApiClient client, byte[] file)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/achievements/imports?publish=true&source=benchmark");
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        request.Content = new MultipartFormDataContent { { content, "file", "benchmark.csv" } };
        request.Headers.Authorization = await client.TokenAsync("demo-operator");
        using var answer = await client.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.Location!.ToString();
    }

    private static async Task<bool> IsMatchedAsync(ApiClient client, int rows)
    {
        var index = await client.GetAsync("/api/admin/matching/index", "demo-admin");
        return index.GetProperty("published").GetInt64() >= rows && index.GetProperty("workWaiting").GetInt64() == 0;
    }

    /// <summary>Titles, summaries of about 120 characters and organisations; drawn from a fixed seed.</summary>
    private static byte[] Csv(int rows)
    {
        string[] words =
        [
            "高强",
            "轻质",
            "低温",
            "耐磨",
            "复合",
            "涂层",
            "薄膜",
            "合金",
            "陶瓷",
            "纤维",
            "催化",
            "传感",
            "焊接",
            "成形",
            "检测",
            "回收",
            "干燥",
            "提纯",
            "装置",
            "工艺",
            "材料",
            "系统",
        ];
        var random = new Random(20_260_101);
        var csv = new StringBuilder("title,summary,organisation,externalId\n");
        for (var i = 0; i < rows; i++)
        {
            csv.Append(Words(5)).Append(',').Append(Words(60)).Append(CultureInfo.InvariantCulture, $",基准单位{random.Next(Organisations)},{i}\n");
        }
        return Encoding.UTF8.GetBytes(csv.ToString());

        string Words(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => words[random.Next(words.Length)]));
    }
}
