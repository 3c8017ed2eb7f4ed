using TechTransfer.Hosting;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Transforms;

namespace TechTransfer.Gateway.Host;

/// <summary>The front door of the distributed form: passes the API and the issuer on to the services' replicas and answers for the whole of them.</summary>
internal sealed class ProxyModule : ServiceModule
{
    public override string Name => "gateway";

    public override void Add(IHostApplicationBuilder builder)
    {
        builder.RefuseToShowDemoBeyondThisMachine();
        builder.AddVisitorLimit();
        builder.Services.AddSingleton<OwnCalls>();
        builder.Services.AddTransient<OwnCalls.Mark>();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddHttpMessageHandler<OwnCalls.Mark>());
        var clusters = Destinations.Clusters(builder.Configuration);
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, NoConnection>();
        var proxy = builder
            .Services.AddReverseProxy()
            .LoadFromMemory([.. RouteTable.Routes()], clusters)
            .ConfigureHttpClient((_, handler) => handler.ConnectTimeout = TimeSpan.FromSeconds(3))
            .AddTransforms(transforms =>
            {
                transforms.AddOriginalHost();
                transforms.AddXForwarded(ForwardedTransformActions.Set);
                transforms.AddRequestHeaderRemove(OwnCalls.Header);
                if (!RouteTable.MayReadCookies(transforms.Route.ClusterId!))
                    transforms.AddRequestHeaderRemove("Cookie");
            });
        if (Destinations.AreNamed(clusters))
            proxy.AddDnsDestinationResolver(dns => dns.RefreshPeriod = TimeSpan.FromSeconds(10));
        builder.Services.AddSingleton<MergedDescription>();
    }

    public override void Use(IApplicationBuilder app) => app.UseRateLimiter();

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapReverseProxy(proxy =>
            {
                proxy.Use(AnotherReplica.InvokeAsync);
                proxy.UseLoadBalancing();
                proxy.UsePassiveHealthChecks();
            })
            // The token is for the service that answers; it checks for itself.
            .WithMetadata(new NoBearerToken());
        routes.MapGet(MergedDescription.Path, MergedDescription.AnswerAsync).WithMetadata(new NoBearerToken()).ExcludeFromDescription();
    }
}
