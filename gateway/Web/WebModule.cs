using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Crawlers;
using TechTransfer.Gateway.Web.Desk;
using TechTransfer.Gateway.Web.Errors;
using TechTransfer.Gateway.Web.Imports;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Reports;
using TechTransfer.Gateway.Web.Reviews;
using TechTransfer.Gateway.Web.Writing;
using TechTransfer.Hosting;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web;

/// <summary>The pages. They speak the public HTTP API of this front door only, so they stand wherever the front door stands.</summary>
public sealed class WebModule : ServiceModule
{
    public override string Name => "web";
    public override bool HasPages => true;

    public override void Add(IHostApplicationBuilder builder)
    {
        builder.AddTheme(typeof(WebModule).Assembly);
        builder.Services.AddSingleton<FrontDoorAddress>();
        builder.Services.AddHttpClient<FrontDoor>(http => http.Timeout = TimeSpan.FromSeconds(100));
        builder.Services.AddHttpClient<UploadDoor>(http => http.Timeout = TimeSpan.FromHours(1));
        builder.Services.AddSingleton<Sitemap>();
        builder.Services.AddSingleton<ApiSentences>();
        builder.Services.AddScoped<PrefillDesk>();
        builder.Services.AddScoped<Visitor>();
        builder.Services.AddScoped<Show>();
        builder.Services.AddScoped<Readable>();
        builder.Services.AddScoped<ClashReader>();
        builder.Services.AddScoped<WritingDesk>();
        builder.Services.AddScoped<ReviewDesk>();
        builder.Services.AddSingleton<VisitorReports>();
        builder.Services.AddScoped<ImportUpload>();
        builder.Services.AddScoped<RefusedRows>();
        builder.Services.AddScoped<Today>();
        builder.Services.AddSingleton<WaitingCounts>();
    }

    public override void Use(IApplicationBuilder app)
    {
        app.UseTheme();
        app.UseErrorPages();
    }

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapTheme();
        // The token on the request is for the services: they check it when a page asks them.
        var pages = routes.MapGroup("").WithMetadata(new NoBearerToken()).ExcludeFromDescription();
        pages.MapHome();
        pages.MapSearch();
        pages.MapListings();
        pages.MapSharing();
        pages.MapGranting();
        pages.MapFiles();
        pages.MapOrganisations();
        pages.MapMatches();
        pages.MapDealing();
        pages.MapMine();
        pages.MapFavourites();
        pages.MapJoining();
        pages.MapInviting();
        pages.MapAlerts();
        pages.MapAlertSettings();
        pages.MapWriting();
        pages.MapReviews();
        pages.MapReports();
        pages.MapImports();
        pages.MapDesk();
        pages.MapOwnData();
        pages.MapOperation();
        pages.MapHelp();
        pages.MapCrawlers();
    }
}
