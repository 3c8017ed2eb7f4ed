using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using TechTransfer.Hosting;

namespace TechTransfer.System.Tests.Whole;

/// <summary>Keeps every log line as it would be written, with its properties and its exception.</summary>
public sealed class LogRecorder : ServiceModule, ILogEventSink
{
    public override string Name => "log-recorder";
    public ConcurrentQueue<string> Lines { get; } = new();

    public override void Add(IHostApplicationBuilder builder) => builder.Services.AddSingleton<ILogEventSink>(this);

    public void Emit(LogEvent logEvent) =>
        Lines.Enqueue($"{logEvent.RenderMessage()} {string.Join(' ', logEvent.Properties.Select(x => $"{x.Key}={x.Value}"))} {logEvent.Exception}");
}
