using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Listings.Announce;
using TechTransfer.Listings.Appeals;
using TechTransfer.Listings.Create;
using TechTransfer.Listings.Deals;
using TechTransfer.Listings.Duplicates;
using TechTransfer.Listings.Entries;
using TechTransfer.Listings.Expiry;
using TechTransfer.Listings.Files;
using TechTransfer.Listings.Get;
using TechTransfer.Listings.Grants;
using TechTransfer.Listings.History;
using TechTransfer.Listings.Import;
using TechTransfer.Listings.Import.Columns;
using TechTransfer.Listings.Intake;
using TechTransfer.Listings.Mine;
using TechTransfer.Listings.Organisations;
using TechTransfer.Listings.OwnData;
using TechTransfer.Listings.Prefill;
using TechTransfer.Listings.Prefill.Reading;
using TechTransfer.Listings.Publish;
using TechTransfer.Listings.Recall;
using TechTransfer.Listings.Reconfirm;
using TechTransfer.Listings.Reject;
using TechTransfer.Listings.Return;
using TechTransfer.Listings.Reviews;
using TechTransfer.Listings.Reviews.Claim;
using TechTransfer.Listings.Revise;
using TechTransfer.Listings.Samples;
using TechTransfer.Listings.Similar;
using TechTransfer.Listings.Submit;
using TechTransfer.Listings.TakeDown;
using TechTransfer.Listings.Views;
using TechTransfer.Listings.Waiting;
using TechTransfer.Listings.Withdraw;
using TechTransfer.Messaging;

namespace TechTransfer.Listings;

/// <summary>Table of contents: the life of a listing, given to a service for its own kind.</summary>
public static class ListingsSetup
{
    public static IServiceCollection AddListings<TContent, TContext>(this IServiceCollection services, ListingKind<TContent> kind)
        where TContent : ListingContent
        where TContext : ListingsDbContext<TContent>
    {
        services.AddSingleton(kind);
        services.AddScoped<ListingsDbContext<TContent>>(x => x.GetRequiredService<TContext>());
        services.AddScoped<ListingDesk<TContent>>();
        services.AddScoped<SimilarListings<TContent>>();
        services.AddScoped<ReviewClaims<TContent>>();
        services.AddScoped<Escalation>();
        services.AddOptions<ReviewOptions>().BindConfiguration(ReviewOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<IntakeOwners<TContent>>();
        services.AddScoped<ListingIntake<TContent>>();
        services.AddOptions<PrefillOptions>().BindConfiguration(PrefillOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<DocumentReader>();
        services.AddOptions<FileLimits>().BindConfiguration(FileLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<PictureReader>();
        services.AddSingleton<ViewCounter<TContent>>();
        services.AddHostedService(x => x.GetRequiredService<ViewCounter<TContent>>());
        services.AddHostedService<ExpireListings<TContent>>();
        services.AddHostedService<CountWaiting<TContent>>();
        services.AddHostedService<FingerprintImports<TContent>>();
        services.AddOptions<ImportOptions>().BindConfiguration(ImportOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(new ImportColumns<TContent>(kind.ImportWords));
        services.AddSingleton<ImportSignal<TContent>>();
        services.AddSingleton<ImportBatches<TContent>>();
        services.AddScoped<ForgetImports<TContent>>();
        services.AddHostedService<RunImports<TContent>>();
        services.AddMessaging<TContext>(
            kind.Plural,
            endpoints =>
                endpoints
                    .Endpoint<OrganisationChanged, ApplyOrganisation<TContent>>("organisations")
                    .Endpoint<DealChanged, ApplyDeal<TContent>>("deals")
                    .Endpoint<AccountErased, EraseOwnData<TContent>>("erasures")
                    .Owns<OwnListings<TContent>>(kind.Plural)
                    .Owns<OwnNames<TContent>>("organisation-names", isCopied: false)
                    .Copies<OrganisationCopies<TContent>>("organisations")
                    .Copies<DealCopies<TContent>>(kind.Name + "-deals")
        );
        return services;
    }

    public static void MapListings<TContent>(this IEndpointRouteBuilder app, ListingKind<TContent> kind)
        where TContent : ListingContent
    {
        var routes = app.MapGroup("/api/" + kind.Plural).WithTags(kind.Plural);
        void Name(RouteHandlerBuilder route, string name) => route.WithName($"{kind.Plural}.{name}").ProducesProblem(422);
        // A client that does not know whether these took effect sends them again with the same Idempotency-Key.
        void Once(RouteHandlerBuilder route, string name) => Name(route.Idempotent<ListingsDbContext<TContent>>(), name);
        Once(CreateListing.Map<TContent>(routes), "create");
        Name(PrefillListing.Map<TContent>(routes), "prefill");
        Name(GetListing.Map<TContent>(routes, kind.AnswerType), "get");
        Name(ReviseListing.Map<TContent>(routes), "revise");
        Once(SubmitListing.Map<TContent>(routes), "submit");
        Name(RecallListing.Map<TContent>(routes), "recall");
        Name(ReturnListing.Map<TContent>(routes), "return");
        Name(RejectListing.Map<TContent>(routes), "reject");
        Once(PublishListing.Map<TContent>(routes), "publish");
        Name(PublishListing.MapMany<TContent>(routes), "publishMany");
        Once(WithdrawListing.Map<TContent>(routes), "withdraw");
        Name(TakeDownListing.Map<TContent>(routes), "takedown");
        Name(AppealTakeDown.Map<TContent>(routes), "appeal");
        Name(AppealTakeDown.MapGet<TContent>(routes), "readAppeal");
        Name(DecideAppeals.MapList<TContent>(routes), "appeals");
        Name(DecideAppeals.MapUphold<TContent>(routes), "upholdTakedown");
        Name(DecideAppeals.MapReinstate<TContent>(routes), "reinstate");
        Name(ReadUndertaking.Map(routes), "undertaking");
        Once(AskForGrant.Map<TContent>(routes), "askForGrant");
        Name(ListGrants.Map<TContent>(routes), "grants");
        Name(ListGrants.MapOne<TContent>(routes), "grant");
        Name(DecideGrant.MapGrant<TContent>(routes), "giveGrant");
        Name(DecideGrant.MapRefuse<TContent>(routes), "refuseGrant");
        Name(DecideGrant.MapRevoke<TContent>(routes), "revokeGrant");
        Name(DecideGrant.MapWithdraw<TContent>(routes), "withdrawGrant");
        Name(ViewLog.Map<TContent>(routes), "viewLog");
        Name(ViewLog.MapFile<TContent>(routes), "viewLogFile");
        Name(ReconfirmListing.Map<TContent>(routes), "reconfirm");
        Name(ReconfirmListing.MapMany<TContent>(routes), "reconfirmMany");
        Name(ListMine.Map<TContent>(routes), "mine");
        Name(ListEntries.Map<TContent>(routes), "entries");
        Name(ListReviews.Map<TContent>(routes), "reviews");
        Name(ReviewFigures.Map<TContent>(routes), "reviewFigures");
        Name(ClaimSubmission.Map<TContent>(routes), "claim");
        Name(ClaimSubmission.MapRelease<TContent>(routes), "release");
        Name(ListSamples.Map<TContent>(routes), "samples");
        Name(DecideSample.Map<TContent>(routes), "decideSample");
        Name(ListVersions.Map<TContent>(routes), "versions");
        Name(ListAudit.Map<TContent>(routes), "audit");
        Name(FindSimilar.Map<TContent>(routes), "similar");
        Name(DecideDuplicate.Map<TContent>(routes), "decideDuplicate");
        Name(ListMerged.Map<TContent>(routes), "merged");
        Name(ListConflicts.Map<TContent>(routes), "conflicts");
        if (kind.HasImages)
        {
            Name(AddFile.MapImage<TContent>(routes), "addImage");
            Name(ArrangeFiles.MapCover<TContent>(routes), "cover");
        }
        Name(AddFile.MapAttachment<TContent>(routes), "addAttachment");
        Name(ReadFiles.MapList<TContent>(routes), "files");
        Name(ReadFiles.MapOne<TContent>(routes), "file");
        Name(ArrangeFiles.MapRemove<TContent>(routes), "removeFile");
        Name(CountViews.Map<TContent>(routes), "view");
        Name(CountViews.MapGet<TContent>(routes), "views");
        Once(StartImport.Map<TContent>(routes), "startImport");
        Name(ShowImports.MapOne<TContent>(routes), "import");
        Name(ShowImports.MapList<TContent>(routes), "imports");
        Name(DownloadResult.Map<TContent>(routes), "importResult");
        Name(CancelImport.Map<TContent>(routes), "cancelImport");
        Name(DownloadTemplate.Map<TContent>(routes), "importTemplate");
        app.MapGet(Hosting.OwnData.PathOf(kind.Plural), ReadOwnData.HandleAsync<TContent>).AsOwnData(kind.Plural);
    }
}
