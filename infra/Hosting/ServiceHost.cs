using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Hosting.Moving;
using TechTransfer.Messaging;

namespace TechTransfer.Hosting;

/// <summary>Builds and runs a process out of modules; only configuration decides what stands behind them.</summary>
public static class ServiceHost
{
    private const string DeployTopology = "--deploy-topology";

    /// <summary>
    /// Runs until stopped; <c>--deploy-topology</c> only declares the queues, <c>--restored</c> only begins new epochs, <c>--move-to</c> only moves the stores to PostgreSQL.
    /// A wrong setting ends it with exit code 1 and one sentence on standard error.
    /// </summary>
    public static Task<int> RunAsync(string[] args, params ServiceModule[] modules) => RunAsync(args, modules, null);

    /// <summary>
    /// Runs one service as a process of its own, which several replicas may be. It needs a bus that reaches the other services
    /// (<c>ConnectionStrings:RabbitMq</c>) and the gateway's address (<c>PublicUrl</c>), which is the issuer of the tokens it is shown.
    /// </summary>
    public static Task<int> RunAloneAsync(string[] args, ServiceModule service, params ServiceModule[] beside) =>
        RunAsync(args, [service, .. beside], builder => Settings.CheckAlone(builder.Configuration, service.Name));

    private static async Task<int> RunAsync(string[] args, ServiceModule[] modules, Action<WebApplicationBuilder>? check)
    {
        try
        {
            if (MoveCommand.In(args) is { } move)
            {
                await using var moving = Build(move.Arguments, modules);
                return await move.RunAsync(moving, CancellationToken.None);
            }
            var topologyOnly = args.Contains(DeployTopology, StringComparer.Ordinal);
            var (restored, rest) = Restored.Take([.. args.Where(x => x != DeployTopology)]);
            await using var app = Build(rest, modules, check);
            if (topologyOnly)
                return await DeployAsync(app);
            await PrepareAsync(app, modules);
            if (restored is not null)
            {
                foreach (var sentence in await Restored.RunAsync(app, restored))
                    await Console.Out.WriteLineAsync(sentence);
                return 0;
            }
            await app.RunAsync();
            return 0;
        }
        catch (Exception wrong) when (wrong is WrongSettingException or QueueRefusedException)
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

    /// <summary>Declares every queue of these modules on RabbitMQ and ends, so that nothing published afterwards is missed by a service that starts later.</summary>
    private static async Task<int> DeployAsync(WebApplication app)
    {
        if (Broker.AddressIn(app.Configuration) is not { } broker)
            throw new WrongSettingException(
                $"{DeployTopology} needs ConnectionStrings:RabbitMq; the bus in memory declares its queues at every start."
            );
        await Broker.WhenItAnswersAsync(broker, app.Configuration, app.Logger, CancellationToken.None);
        await app.Services.GetRequiredService<DeclareQueues>().RunAsync(CancellationToken.None);
        return 0;
    }

    /// <param name="configure">Last word on the composition; tests use it.</param>
    public static WebApplication Build(string[] args, IReadOnlyList<ServiceModule> modules, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        Settings.Check(builder.Configuration);
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
        builder.Services.AddSingleton<IDbTransactionInterceptor, LostTransactions>();
        builder.Services.ConfigureHttpJsonOptions(json => ConfigureJson(json.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = Problem.GiveType);
        builder.Services.AddExceptionHandler<FailureToProblem>();
        builder.AddBearerAuthentication(modules);
        builder.AddTelemetry();
        builder.AddApiDescription(modules);
        builder.AddTrustedProxies();
        builder.Services.AddHealthChecks();
        // Processes behind one address have keys of their own: none may take another's cookie for one that was tampered with.
        if (modules.FirstOrDefault(x => x.HasPages) is { } pages)
            builder.Services.AddAntiforgery(options => options.Cookie.Name = "tt-form-" + pages.Name);
        foreach (var module in modules)
            module.Add(builder);
        builder.AddBus(Broker.AddressIn(builder.Configuration));
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseTrustedProxies();
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
        app.MapCopies();
        app.MapApiDescription();
        app.MapMetrics();
        return app;
    }

    /// <summary>Waits for the broker and brings every module's store up to date, side by side.</summary>
    public static Task PrepareAsync(WebApplication app, IReadOnlyList<ServiceModule> modules)
    {
        app.Services.GetRequiredService<DataFolder>();
        var stores = modules.Select(module => Task.Run(() => module.PrepareAsync(app.Services, CancellationToken.None)));
        return Broker.AddressIn(app.Configuration) is { } broker
            ? Task.WhenAll(stores.Append(Broker.WhenItAnswersAsync(broker, app.Configuration, app.Logger, CancellationToken.None)))
            : Task.WhenAll(stores);
    }

    /// <summary>camelCase, enums as camelCase strings, unknown members and U+0000 refused.</summary>
    public static void ConfigureJson(JsonSerializerOptions json)
    {
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.RespectNullableAnnotations = true;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.Converters.Add(new StorableText());
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
