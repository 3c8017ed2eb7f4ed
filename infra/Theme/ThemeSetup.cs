using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace TechTransfer.Theme;

/// <summary>What a module with pages calls: <c>Add</c>, then <c>Use</c>, then <c>Map</c>. Each may be called by several modules of a process.</summary>
public static class ThemeSetup
{
    private const string Done = "TechTransfer.Theme";

    /// <param name="words">The assembly that holds the module's own <c>Words/*.json</c>.</param>
    public static void AddTheme(this IHostApplicationBuilder builder, Assembly words)
    {
        builder.Services.AddRazorComponents();
        builder.Services.AddHttpContextAccessor();
        // Chinese as it is: as character references it would take three times the bytes.
        builder.Services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        builder.Services.AddOptions<Site>().BindConfiguration("Site");
        builder.Services.AddSingleton(new WordsIn(words));
        builder.Services.TryAddSingleton<Dictionary>();
        builder.Services.TryAddScoped<Words>();
        builder.Services.TryAddSingleton<AssetUrls>();
        builder.Services.TryAddSingleton<MappedOnce>();
        // Outside Development a build that was not published would not find the assets of class libraries.
        if (builder is WebApplicationBuilder web && !builder.Environment.IsDevelopment())
            StaticWebAssetsLoader.UseStaticWebAssets(web.Environment, builder.Configuration);
    }

    /// <summary>
    /// Security headers of pages: no script, style or frame but our own. The API reference under /docs brings its own scripts and is left out.
    /// </summary>
    public static void UseTheme(this IApplicationBuilder app)
    {
        if (!app.Properties.TryAdd(Done, true))
            return;
        var headers = new HeaderPolicyCollection()
            .AddDefaultSecurityHeaders()
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().Self();
                csp.AddImgSrc().Self().Data();
                csp.AddObjectSrc().None();
                csp.AddBaseUri().None();
                csp.AddFormAction().Self();
                csp.AddFrameAncestors().None();
            })
            .RemoveServerHeader();
        app.UseWhen(
            context => !context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase),
            branch => branch.UseSecurityHeaders(headers)
        );
    }

    /// <summary>Serves the style sheet and scripts of all class libraries; nothing where the process has no manifest (a test host).</summary>
    public static void MapTheme(this IEndpointRouteBuilder routes)
    {
        var name = routes.ServiceProvider.GetRequiredService<IHostEnvironment>().ApplicationName;
        var manifest = Path.Combine(AppContext.BaseDirectory, name + ".staticwebassets.endpoints.json");
        var mapped = routes.ServiceProvider.GetRequiredService<MappedOnce>();
        if (File.Exists(manifest) && mapped.First())
            routes.MapStaticAssets();
    }

    private sealed class MappedOnce
    {
        private int _calls;

        public bool First() => Interlocked.Increment(ref _calls) == 1;
    }
}
