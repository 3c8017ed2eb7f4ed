using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Mail;
using TechTransfer.Matching.Alerts;
using TechTransfer.Matching.Alerts.Channels;
using TechTransfer.Matching.Alerts.Sending;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Favourites;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Matches;
using TechTransfer.Matching.Operation;
using TechTransfer.Matching.OwnData;
using TechTransfer.Matching.Reports;
using TechTransfer.Matching.SavedSearches;
using TechTransfer.Matching.Search;
using TechTransfer.Messaging;

namespace TechTransfer.Matching;

/// <summary>Who fits whom, and why: its own copy of every published listing, the search index, matches and their evidence.</summary>
public sealed class MatchingService : ServiceModule
{
    public override string Name => "matching";

    public override void Add(IHostApplicationBuilder builder)
    {
        builder.AddServiceDatabase<MatchingDbContext, SqliteMatchingDbContext, PostgresMatchingDbContext>("Matching");
        builder.Services.AddMessaging<MatchingDbContext>(Name, Consumers);
        builder.Services.AddSearchEngine(builder.Configuration);
        builder.Services.AddSingleton<WorkSignal>();
        builder.Services.AddSingleton<ISaveChangesInterceptor, WakeIndexer>();
        builder.Services.AddSingleton<ChosenModel>();
        builder.Services.AddSingleton<ChosenEncoder>();
        builder.Services.AddSingleton(EarlyWork.Begin(Analyzer.Load));
        builder.Services.AddSingleton<Generations>();
        builder.Services.AddSingleton<IndexerLease>();
        builder.Services.AddSingleton<TopicTrainer>();
        builder.Services.AddSingleton<PreparedListings>();
        builder.Services.AddSingleton<SearchBook>();
        builder.Services.AddSingleton<Matcher>();
        builder.Services.AddSingleton<BatchIndexing>();
        builder.Services.AddSingleton<BatchMatching>();
        builder.Services.AddSingleton<RightOfWay>();
        builder.Services.AddSingleton<IndexProgress>();
        builder.Services.AddScoped<MatchReader>();
        builder.Services.AddSingleton<ShowFigures.Cache>();
        builder.Services.AddSingleton<ReportRate>();
        builder.AddMail();
        builder.Services.AddSingleton<ChannelAddress>();
        builder.Services.AddSingleton<OutgoingHttp>();
        builder.Services.AddSingleton<SendSignal>();
        builder.Services.AddSingleton<ISender, MailSender>();
        builder.Services.AddSingleton<ISender, WebhookSender>();
        builder.Services.AddSingleton<ISender, RobotSender>();
        builder.Services.AddHostedService<AlertSender>();
        builder.AddWorkingCalendar();
        builder.Services.AddHostedService<CountReports>();
        builder.Services.AddHostedService<Indexer>();
        builder.Services.AddScoped<RepairDrift>();
        builder.Services.AddHostedService<WatchDrift>();
        builder.Services.AddHealthChecks().AddCheck<IndexHealth>("matching-index", tags: ["ready"]);
    }

    private static void Consumers(EndpointsBuilder<MatchingDbContext> endpoints) =>
        endpoints
            .Endpoint<AchievementPublished, ApplyListings>("achievements")
            .Endpoint<AchievementClosed, ApplyListings>("achievements-closed")
            .Endpoint<DemandPublished, ApplyListings>("demands")
            .Endpoint<DemandClosed, ApplyListings>("demands-closed")
            .Endpoint<OrganisationChanged, ApplyOrganisations>("organisations")
            .Endpoint<IntroductionChanged, ApplyIntroductions>("introductions")
            .Endpoint<AccountErased, EraseOwnData>("erasures")
            .Copies<OrganisationCopies>("organisations")
            .Copies<AchievementCopies>("achievements")
            .Copies<DemandCopies>("demands");

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes = routes.MapGroup("").AddEndpointFilter(SayThatTheIndexIsAwayAsync);
        SearchListings.Map(routes);
        SuggestTerms.Map(routes);
        ShowFigures.Map(routes);
        ListMatches.Map(routes);
        ListInbox.Map(routes);
        TakeStance.Map(routes);
        PreviewMatches.Map(routes);
        AdviseOwner.Map(routes);
        ListUnclear.Map(routes);
        GiveConsent.Map(routes);
        ExportLabels.Map(routes);
        KeepFavourites.Map(routes);
        ReportListing.Map(routes);
        FollowReport.Map(routes);
        AnswerComplaint.Map(routes);
        DecideReports.Map(routes);
        KeepSavedSearches.Map(routes);
        ListAlerts.Map(routes);
        MarkRead.Map(routes);
        AlertSettings.Map(routes);
        KeepChannels.Map(routes);
        Unsubscribe.Map(routes);
        ShowIndex.Map(routes);
        RebuildIndex.Map(routes);
        CheckDrift.Map(routes);
        routes.MapGet(Hosting.OwnData.PathOf(Name), ReadOwnData.HandleAsync).AsOwnData(Name);
    }

    private static async ValueTask<object?> SayThatTheIndexIsAwayAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (SearchIndexUnavailableException)
        {
            context.HttpContext.Response.Headers.RetryAfter = "5";
            return Problem.Unavailable("The search index cannot be used now. Try again.");
        }
    }

    /// <summary>Loading dictionaries and statistics goes on behind the start; what needs them waits for them.</summary>
    public override async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<ChosenEncoder>().Load();
        await ServiceDatabase.MigrateAsync<MatchingDbContext>(services, cancellationToken);
        await SearchEngine.OpenAsync(services, cancellationToken);
        services.GetRequiredService<Generations>().StartLoading();
    }
}
