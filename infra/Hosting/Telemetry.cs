using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace TechTransfer.Hosting;

/// <summary>Structured logs, traces across HTTP, outbox, consumers and index (sources named TechTransfer.*), metrics.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(
            (services, log) =>
            {
                log.MinimumLevel.Information()
                    .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
                    .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
                    .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
                    .MinimumLevel.Override("OpenIddict", LogEventLevel.Warning)
                    .MinimumLevel.Override("MassTransit", LogEventLevel.Warning)
                    // The gateway says once that a replica went or came back, not at each call and each look.
                    .MinimumLevel.Override("Yarp", LogEventLevel.Error)
                    .MinimumLevel.Override("Yarp.ReverseProxy.Health.DestinationHealthUpdater", LogEventLevel.Information)
                    .Enrich.FromLogContext()
                    .ReadFrom.Configuration(builder.Configuration)
                    .ReadFrom.Services(services);
                if (builder.Environment.IsDevelopment())
                    log.WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}");
                else
                    log.WriteTo.Console(new RenderedCompactJsonFormatter());
            }
        );
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .WithTracing(trace => trace.AddSource("TechTransfer.*", "MassTransit").AddAspNetCoreInstrumentation().AddHttpClientInstrumentation())
            .WithMetrics(metrics =>
                metrics
                    .AddMeter("TechTransfer.*", "MassTransit")
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddPrometheusExporter()
            );
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
            telemetry.UseOtlpExporter();
    }

    /// <summary>Figures of the process for Prometheus; answered to this machine only, a scraper elsewhere goes through OTLP.</summary>
    public static void MapMetrics(this WebApplication app) =>
        app.UseOpenTelemetryPrometheusScrapingEndpoint(context =>
            context.Request.Path == "/metrics" && context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
        );
}
