using System.Diagnostics;
using System.Net.Http.Headers;

namespace TechTransfer.Benchmarks.Reads;

/// <summary>As many requests as some connections can make in a given time, each waiting for its answer.</summary>
internal sealed class LoadLoop(Uri address, int connections) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = address };

    public async Task<(double PerSecond, Figures Times)> RunAsync(string path, AuthenticationHeaderValue? token, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(
            Enumerable
                .Range(0, connections)
                .Select(_ => Task.Run(() => RepeatAsync(path, token, started + (long)(duration.TotalSeconds * Stopwatch.Frequency))))
        );
        var elapsed = Stopwatch.GetElapsedTime(started);
        var all = new Figures();
        foreach (var one in times)
            all.Add(one);
        return (all.Count / elapsed.TotalSeconds, all);
    }

    public void Dispose() => _http.Dispose();

    private async Task<List<double>> RepeatAsync(string path, AuthenticationHeaderValue? token, long end)
    {
        var times = new List<double>();
        while (Stopwatch.GetTimestamp() is var started && started < end)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = token;
            using var answer = await _http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return times;
    }
}
