using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace TechTransfer.Matching.Tests.Alerts;

/// <summary>What was posted to a receiver, as it came.</summary>
public sealed record Received(string Path, string Query, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>Stands in for webhook receivers and the platforms' robots.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();

    private Receiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Status and body by the path; 200 and nothing for others.</summary>
    public ConcurrentDictionary<string, Func<int, (int Status, string Body)>> Answers { get; } = new(StringComparer.Ordinal);

    public string Address => _app.Urls.First();

    public IReadOnlyList<Received> At(string path) => [.. _received.Where(x => x.Path == path)];

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var path = context.Request.Path.ToString();
        var received = new Received(
            path,
            context.Request.QueryString.ToString(),
            await reader.ReadToEndAsync(),
            context.Request.Headers.ToDictionary(x => x.Key, x => x.Value.ToString(), StringComparer.OrdinalIgnoreCase)
        );
        var (status, body) = Answers.TryGetValue(path, out var answer) ? answer(At(path).Count) : (200, "");
        _received.Enqueue(received);
        context.Response.StatusCode = status;
        if (status is >= 300 and < 400)
            context.Response.Headers.Location = body;
        else
            await context.Response.WriteAsync(body);
    }
}
