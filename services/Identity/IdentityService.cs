using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Brokers;
using TechTransfer.Identity.Clients;
using TechTransfer.Identity.Demo;
using TechTransfer.Identity.Entries;
using TechTransfer.Identity.Erasing;
using TechTransfer.Identity.Grants;
using TechTransfer.Identity.Inviting;
using TechTransfer.Identity.Issuer;
using TechTransfer.Identity.Joining;
using TechTransfer.Identity.Mailing;
using TechTransfer.Identity.Members;
using TechTransfer.Identity.Organisations;
using TechTransfer.Identity.Reminding;
using TechTransfer.Identity.Verification;
using TechTransfer.IntegrationEvents;
using TechTransfer.Mail;
using TechTransfer.Messaging;
using TechTransfer.Theme;

namespace TechTransfer.Identity;

/// <summary>Who is this, for whom may they act, where: accounts, organisations, memberships and the OpenID Connect issuer.</summary>
public sealed class IdentityService : ServiceModule
{
    public override string Name => "identity";

    public override bool HasPages => true;

    public override void Add(IHostApplicationBuilder builder)
    {
        builder.RefuseToShowDemoBeyondThisMachine();
        builder.AddServiceDatabase<IdentityDbContext, SqliteIdentityDbContext, PostgresIdentityDbContext>("Identity");
        builder.Services.AddMessaging<IdentityDbContext>(
            Name,
            x =>
                x.Endpoint<OrganisationNamed, ApplyOrganisationNamed>("organisations")
                    .Endpoint<EntryMoved, MailEntries>("entries")
                    .Endpoint<ComplaintMade, MailComplaints>("complaints")
                    .Endpoint<WorkWaits, KeepWork>("waiting-work")
                    .Endpoint<GrantMoved, MailGrants>("grants")
                    .Owns<OwnOrganisations>("organisations")
                    .Owns<OwnErasures>("erasures", isCopied: false)
        );
        builder.Services.AddAutoMapper(x => x.AddProfile<IdentityProfile>());
        builder.Services.AddDataProtection().SetApplicationName("TechTransfer").PersistKeysToDbContext<IdentityDbContext>();
        builder.AddTheme(typeof(IdentityService).Assembly);
        builder.AddMail();
        builder.Services.AddSingleton<MailQuota>();
        builder.Services.AddSingleton<MailSignal>();
        builder.Services.AddScoped<Mails>();
        builder.Services.AddHostedService<MailSender>();
        builder.AddWorkingCalendar();
        builder.Services.AddSingleton<StopLink>();
        builder.Services.AddHostedService<RemindPeople>();
        builder.AddAccounts();
        builder.Services.AddScoped<Invitations>();
        builder.Services.AddHostedService<EndedInvitations>();
        builder.Services.AddHostedService<ErasuresToldAgain>();
        builder.AddIssuer();
        builder.Services.AddScoped<DemoProvince>();
    }

    public override void Map(IEndpointRouteBuilder routes)
    {
        var issuer = routes.MapGroup("").WithMetadata(new NoBearerToken()).DisableAntiforgery().ExcludeFromDescription();
        issuer.MapPost(IssuerSetup.Token, ExchangeToken.HandleAsync);
        issuer.MapMethods(IssuerSetup.Authorize, ["GET", "POST"], Authorize.HandleAsync);
        issuer.MapMethods(IssuerSetup.UserInfo, ["GET", "POST"], (Delegate)UserInfo.HandleAsync);
        issuer.MapMethods(IssuerSetup.EndSession, ["GET", "POST"], (Delegate)EndSession.HandleAsync);
        var pages = routes.MapGroup("").WithMetadata(new NoBearerToken()).ExcludeFromDescription();
        pages.MapTerms();
        pages.MapSignUp();
        pages.MapConfirmEmail();
        pages.MapSendConfirmation();
        pages.MapForgottenPassword();
        pages.MapResetPassword();
        pages.MapFollowInvitation();
        pages.MapSignIn();
        pages.MapSignOut();
        pages.MapChangePassword();
        pages.MapEraseAccount();
        routes.MapTheme();
        routes.MapGetMe();
        routes.MapGet(Hosting.OwnData.PathOf(Name), ReadOwnData.HandleAsync).AsOwnData(Name);
        routes.MapGetOrganisation();
        routes.MapFindOrganisations();
        routes.MapListRegions();
        routes.MapListBrokers();
        routes.MapKeepEntry();
        routes.MapKeepReminders();
        routes.MapAskToJoin();
        routes.MapListJoinRequests();
        routes.MapDecideJoinRequest();
        routes.MapWithdrawJoinRequest();
        routes.MapListMembers();
        routes.MapChangeMember();
        routes.MapInvite();
        routes.MapManageInvitations();
        routes.MapAcceptInvitation();
        routes.MapListClients();
        routes.MapMakeClient();
        routes.MapChangeClient();
        routes.MapRegisterOrganisation();
        routes.MapDownloadLicence();
        routes.MapVerifyOrganisations();
        routes.MapSuspendOrganisation();
        routes.MapTrustOrganisation();
    }

    public override void Use(IApplicationBuilder app) => app.UseTheme();

    public override Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        Preparation.RunAsync(services, cancellationToken);
}
