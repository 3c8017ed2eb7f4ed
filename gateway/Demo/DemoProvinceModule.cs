using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TechTransfer.Hosting;

namespace TechTransfer.Gateway.Demo;

/// <summary>
/// Sample listings and deals for the demo organisations that Identity seeds: in Development, unless <c>Demo:Listings</c> is false. Never in Production,
/// which refuses the demo organisations themselves.
/// </summary>
public sealed class DemoProvinceModule : ServiceModule
{
    public override string Name => "demo";

    public override void Add(IHostApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment() && builder.Configuration.GetValue("Demo:Listings", true))
            builder.Services.AddHostedService<FillDemoProvince>();
    }
}
