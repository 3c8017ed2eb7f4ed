using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Benchmarks.Corpus;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Ranking;
using TechTransfer.Messaging;

namespace TechTransfer.Benchmarks.Matches;

/// <summary>Matching alone in this process over a folder of its own, filled as its consumer would fill it.</summary>
internal sealed class MatchingStore : IAsyncDisposable
{
    private const int Batch = 1_000;
    private readonly WebApplication _app;

    private MatchingStore(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;
    public Uri Address => new(_app.Urls.First());
    public string IndexFolder => Services.GetRequiredService<DataFolder>().File("index");

    /// <param name="elasticsearch">The engine, instead of the one in the folder.</param>
    /// <param name="index">What the index is called there; the folder and it belong together.</param>
    public static async Task<MatchingStore> OpenAsync(string folder, Uri? elasticsearch = null, string? index = null)
    {
        ServiceModule[] modules = [new MatchingService()];
        var app = ServiceHost.Build(
            [
                "--urls",
                "http://127.0.0.1:0",
                "--data",
                folder,
                "--environment",
                "Development",
                .. elasticsearch is null
                    ? (string[])[]
                    : [$"--ConnectionStrings:Elasticsearch={elasticsearch}", $"--Matching:ElasticsearchIndex={index}"],
            ],
            modules,
            builder => builder.Logging.SetMinimumLevel(LogLevel.Warning)
        );
        await ServiceHost.PrepareAsync(app, modules);
        await app.StartAsync();
        return new MatchingStore(app);
    }

    /// <summary>Adds the listings that the folder does not hold yet, as work of an import; true when there were any.</summary>
    public async Task<bool> FillAsync(SampleCorpus corpus, int achievements, int demands)
    {
        var (heldAchievements, heldDemands) = await UseAsync(async db =>
            (
                await db.Listings.CountAsync(x => x.Kind == Matching.Index.ListingKind.Achievement),
                await db.Listings.CountAsync(x => x.Kind == Matching.Index.ListingKind.Demand)
            )
        );
        var missing = Enumerable
            .Range(heldDemands, Math.Max(0, demands - heldDemands))
            .Select(x => SampleEvents.Of(corpus.Demand(x)))
            .Concat(
                Enumerable.Range(heldAchievements, Math.Max(0, achievements - heldAchievements)).Select(x => SampleEvents.Of(corpus.Achievement(x)))
            );
        var added = false;
        var announced = await UseAsync(db => db.Organisations.Select(x => x.Id).ToHashSetAsync());
        foreach (var batch in missing.Chunk(Batch))
        {
            added = true;
            await UseAsync(async db =>
            {
                var copies = batch.Select(CopyOf).ToList();
                db.Listings.AddRange(copies);
                db.Organisations.AddRange(copies.Where(x => announced.Add(x.OrganisationId)).Select(OwnerOf));
                db.IndexWork.AddRange(batch.Select(WorkOf));
                return await db.SaveChangesAsync();
            });
        }
        return added;
    }

    /// <summary>Waits until everything is in the index.</summary>
    public Task IndexedAsync() => WaitAsync(db => db.IndexWork.CountAsync(x => x.Stage == IndexStage.Index));

    public Task MatchedAsync() => WaitAsync(db => db.IndexWork.CountAsync());

    /// <summary>Everything is indexed and counted, its topics are learnt, and nothing works in the background: what is not matched stays so.</summary>
    public async Task SettleAsync()
    {
        var generations = Services.GetRequiredService<Generations>();
        await WaitAsync(async db =>
        {
            var (_, generation) = await generations.GetAsync(CancellationToken.None);
            var listings = await db.Prepared.CountAsync();
            var counted = listings <= generation.Statistics.Listings * 1.2 + 4;
            var learnt = listings < TopicTraining.FewestListings || listings <= generation.Topics?.Listings * 1.2;
            return counted && learnt && generation.Requeue is null ? await db.IndexWork.CountAsync(x => x.Stage == IndexStage.Index) : 1;
        });
        await UseAsync(db => db.IndexWork.ExecuteDeleteAsync());
    }

    public async Task<T> UseAsync<T>(Func<MatchingDbContext, Task<T>> use)
    {
        await using var scope = Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<MatchingDbContext>());
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task WaitAsync(Func<MatchingDbContext, Task<int>> waiting)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await UseAsync(waiting) > 0)
            await timer.WaitForNextTickAsync();
    }

    private static ListingCopy CopyOf(IIntegrationEvent announced)
    {
        var (kind, listing, body) = announced switch
        {
            AchievementPublished achievement => (
                Matching.Index.ListingKind.Achievement,
                PublishedListing.Of(achievement),
                JsonSerializer.Serialize(achievement)
            ),
            DemandPublished demand => (Matching.Index.ListingKind.Demand, PublishedListing.Of(demand), JsonSerializer.Serialize(demand)),
            _ => throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{announced} is no listing."), nameof(announced)),
        };
        var copy = ListingCopy.Tombstone(kind, announced.AggregateId, announced.Version, ListingCopy.Published);
        copy.Publish(announced.Version, listing, body, listing.Facts.PublishedAt);
        return copy;
    }

    private static OrganisationCopy OwnerOf(ListingCopy listing) =>
        new()
        {
            Id = listing.OrganisationId,
            Version = 1,
            Name = listing.Read().OrganisationName,
            Region = listing.Region,
            State = "verified",
        };

    private static IndexWork WorkOf(IIntegrationEvent announced) =>
        new()
        {
            ListingId = announced.AggregateId,
            Version = announced.Version,
            Lane = IndexLane.Bulk,
            QueuedAt = DateTimeOffset.UtcNow,
        };
}
