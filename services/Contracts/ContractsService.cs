using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TechTransfer.Contracts.Announce;
using TechTransfer.Contracts.Copies;
using TechTransfer.Contracts.Dealing;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Contracts.Figures;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Contracts.OwnData;
using TechTransfer.Contracts.Signing;
using TechTransfer.Contracts.Waiting;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts;

/// <summary>How a match became money: introductions, deals, contracts and their signatures.</summary>
public sealed class ContractsService : ServiceModule
{
    public override string Name => "contracts";

    public override void Add(IHostApplicationBuilder builder)
    {
        builder.AddServiceDatabase<ContractsDbContext, SqliteContractsDbContext, PostgresContractsDbContext>("Contracts");
        builder.Services.AddAutoMapper(x => x.AddProfile<ContractsProfile>());
        builder.AddWorkingCalendar();
        builder.Services.AddHostedService<ChaseIntroductions>();
        builder.Services.AddHostedService<CountWaiting>();
        builder.Services.AddMessaging<ContractsDbContext>(
            Name,
            consumers =>
                consumers
                    .Endpoint<OrganisationChanged, KeepOrganisations>("organisations")
                    .Endpoint<AchievementPublished, KeepAchievements>("achievements-published")
                    .Endpoint<AchievementClosed, KeepAchievements>("achievements-closed")
                    .Endpoint<DemandPublished, KeepDemands>("demands-published")
                    .Endpoint<DemandClosed, KeepDemands>("demands-closed")
                    .Endpoint<IntroductionTraced, TraceIntroduction>("introductions-traced")
                    .Endpoint<AccountErased, EraseOwnData>("erasures")
                    .Owns<OwnDealsOnAchievements>("achievement-deals")
                    .Owns<OwnDealsOnDemands>("demand-deals")
                    .Owns<OwnRequests>("introduction-requests", isCopied: false)
                    .Copies<OrganisationCopies>("organisations")
                    .Copies<AchievementCopies>("achievements")
                    .Copies<DemandCopies>("demands")
        );
    }

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRequestIntroduction();
        routes.MapReadIntroductions();
        routes.MapAcceptIntroduction();
        routes.MapEndIntroduction();
        routes.MapReadDeals();
        routes.MapMoveDeal();
        routes.MapDraftContract();
        routes.MapReviseContract();
        routes.MapReadContracts();
        routes.MapReadVersions();
        routes.MapSignContract();
        routes.MapDownloadScan();
        routes.MapLinkOfflineContract();
        routes.MapAnswerOfflineContract();
        routes.MapGetFigures();
        routes.MapGetResponseRate();
        routes.MapListCaseloads();
        routes.MapGet(Hosting.OwnData.PathOf(Name), ReadOwnData.HandleAsync).AsOwnData(Name);
    }

    public override Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        ServiceDatabase.MigrateAsync<ContractsDbContext>(services, cancellationToken);
}
