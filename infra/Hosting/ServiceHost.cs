using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Messaging;

namespace TechTransfer.Hosting;

/// <summary>Builds and runs a process out of modules; only configuration decides what stands behind them.</summary>
public static class ServiceHost
{
    /// <summary>Runs until stopped. A wrong setting ends it with exit code 1 and one sentence on standard error.</summary>
    public static async Task<int> RunAsync(string[] args, params ServiceModule[] modules)
    {
        try
        {
            await using var app = Build(args, modules);
            await PrepareAsync(app, modules);
            await app.RunAsync();
            return 0;
        }
        catch (WrongSettingException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 1;
        }
        catch (IOException inUse) when (inUse.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
        {
            await Console.Error.WriteLineAsync(inUse.Message);
            return 1;
        }
    }

    /// <param name="configure">Last word on the composition; tests use it.</param>
    public static WebApplication Build(string[] args, IReadOnlyList<ServiceModule> modules, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = builder.Configuration.GetValue("Limits:RequestBytes", 1024L * 1024);
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IReadOnlyList<ServiceModule>>(modules);
        builder.Services.AddSingleton(_ => DataFolder.Open(builder.Configuration));
        builder.Services.AddHttpContextAccessor();
        builder.Services.ConfigureHttpJsonOptions(json => ConfigureJson(json.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<FailureToProblem>();
        builder.AddBearerAuthentication(modules);
        builder.AddTelemetry();
        builder.AddApiDescription(modules);
        builder.Services.AddHealthChecks();
        foreach (var module in modules)
            module.Add(builder);
        builder.AddBus();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        // Said here, or it would be added in front of the exception handler: issuer and sign-in callback answer from within it.
        app.UseAuthentication();
        foreach (var module in modules)
            module.Use(app);
        app.UseRouting();
        app.UseBearerAuthentication();
        app.UseAuthorization();
        app.UseAntiforgeryIfUsed(modules);
        foreach (var module in modules)
            module.Map(app.MapGroup("").WithMetadata(new ModuleName(module.Name)));
        app.MapHealth();
        app.MapDeadLetters();
        app.MapApiDescription();
        app.MapMetrics();
        return app;
    }

    /// <summary>Brings every module's store up to date, side by side.</summary>
    public static Task PrepareAsync(WebApplication app, IReadOnlyList<ServiceModule> modules)
    {
        app.Services.GetRequiredService<DataFolder>();
        return Task.WhenAll(modules.Select(module => Task.Run(() => module.PrepareAsync(app.Services, CancellationToken.None))));
    }

    /// <summary>camelCase, enums as camelCase strings, unknown members refused.</summary>
    public static void ConfigureJson(JsonSerializerOptions json)
    {
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.RespectNullableAnnotations = true;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        json.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }

    private static void UseAntiforgeryIfUsed(this WebApplication app, IReadOnlyList<ServiceModule> modules)
    {
        if (modules.Any(module => module.HasPages))
            app.UseAntiforgery();
    }
}

/// <summary>Endpoint metadata: which module answers.</summary>
public sealed record ModuleName(string Name);

/// <summary>A setting that the process cannot start with; the message is one sentence for the operator.</summary>
public sealed class WrongSettingException(string message, Exception? inner = null) : Exception(message, inner);
