using TechTransfer.Hosting;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace TechTransfer.Gateway.Host;

/// <summary>
/// A call that its replica certainly did not see goes to another one, so that a replica that dies or is replaced costs nobody an error. One whose
/// outcome is unknown is never repeated here: its caller gets 503 and repeats it under its Idempotency-Key.
/// </summary>
internal static class AnotherReplica
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var proxied = context.GetReverseProxyFeature();
        var asked = new HashSet<DestinationState>();
        while (true)
        {
            await next(context);
            if (context.GetForwarderErrorFeature() is not { } failure)
            {
                if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status503ServiceUnavailable, ContentType: null })
                    await AnswerAsync(context, proxied.Route.Cluster!.ClusterId, "Nothing was changed.");
                return;
            }
            if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
                return;
            var untouched = NoConnection.IsWhy(failure);
            if (proxied.ProxiedDestination is { } one)
                asked.Add(one);
            var others = proxied.AvailableDestinations.Except(asked).ToList();
            // One that was slow to say that it is well is asked all the same when the others are gone.
            if (others.Count == 0)
                others = [.. proxied.AllDestinations.Except(asked)];
            if (others.Count == 0 || !untouched && !MayRepeat(context.Request))
            {
                await AnswerAsync(
                    context,
                    proxied.Route.Cluster!.ClusterId,
                    untouched ? "Nothing was changed." : "Whether the call took effect is not known; repeat it with the same Idempotency-Key."
                );
                return;
            }
            proxied.AvailableDestinations = others;
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
        }
    }

    /// <summary>Reading twice does no harm.</summary>
    private static bool MayRepeat(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static Task AnswerAsync(HttpContext context, string service, string outcome)
    {
        context.Response.Clear();
        context.Response.Headers.RetryAfter = "2";
        return Problem.Unavailable($"The service {service} does not answer. {outcome}").ExecuteAsync(context);
    }
}

/// <summary>Whoever takes no connection is asked again a few seconds later, or as soon as it says that it is ready.</summary>
internal sealed class NoConnection(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    public string Name => nameof(NoConnection);

    public static bool IsWhy(IForwarderErrorFeature failure) =>
        failure.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (context.GetForwarderErrorFeature() is { } failure && IsWhy(failure))
            health.SetPassive(
                cluster,
                destination,
                DestinationHealth.Unhealthy,
                cluster.Model.Config.HealthCheck?.Passive?.ReactivationPeriod ?? TimeSpan.FromSeconds(5)
            );
    }
}
