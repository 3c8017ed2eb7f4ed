using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Hosting;
using TechTransfer.Listings.Submit;
using TechTransfer.Messaging;

namespace TechTransfer.Listings.Views;

/// <summary>How often a listing was opened on a day. A number and nothing else: not by whom, from where or in what order.</summary>
public sealed class ViewRow
{
    public required Guid ListingId { get; init; }
    public required DateOnly Day { get; init; }
    public required long Opened { get; set; }
}

/// <summary>
/// POST views: somebody opened the page of a public listing; GET views: how often that happened, for its own organisation. The own people's visits do
/// not count. What was counted is written every few seconds, so a process that is killed loses the last of them.
/// </summary>
internal static class CountViews
{
    private const int RecentDays = 30;

    public static void AddViews(this ModelBuilder model) =>
        model.Entity<ViewRow>(view =>
        {
            view.ToTable("views");
            view.HasKey(x => new { x.ListingId, x.Day });
        });

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPost("/{id:guid}/views", CountAsync<TContent>).ProducesProblem(404);

    public static RouteHandlerBuilder MapGet<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes.MapGet("/{id:guid}/views", ReadAsync<TContent>).RequireAuthorization(Authentication.SignedIn).ProducesProblem(404);

    /// <param name="Recent">Of the last thirty days.</param>
    internal sealed record Views(long Total, long Recent);

    private static async Task<Results<NoContent, ProblemHttpResult>> CountAsync<TContent>(
        Guid id,
        NoBody? _,
        Caller? caller,
        ListingDesk<TContent> desk,
        ViewCounter<TContent> counter,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var listing = await desk
            .Db.VisibleTo(caller)
            .Where(x => x.Id == id && x.State == ListingState.Published)
            .Select(x => new { x.OrganisationId, x.EnteredById })
            .SingleOrDefaultAsync(cancellationToken);
        if (listing is null)
            return Problem.NotFound(desk.Kind.Name);
        if (caller is null || caller.OrganisationId != listing.OrganisationId && caller.OrganisationId != listing.EnteredById)
            counter.Add(id);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Views>, ProblemHttpResult>> ReadAsync<TContent>(
        Guid id,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var organisation = caller.OrganisationId;
        if (
            !await desk.Db.Listings.AnyAsync(
                x => x.Id == id && (x.OrganisationId == organisation || x.EnteredById == organisation && x.OwnedSince == null),
                cancellationToken
            )
        )
            return Problem.NotFound(desk.Kind.Name);
        var since = DateOnly.FromDateTime(desk.Now.UtcDateTime).AddDays(-RecentDays);
        var rows = desk.Db.Views.Where(x => x.ListingId == id);
        return TypedResults.Ok(
            new Views(
                await rows.SumAsync(x => x.Opened, cancellationToken),
                await rows.Where(x => x.Day > since).SumAsync(x => x.Opened, cancellationToken)
            )
        );
    }
}

/// <summary>What was counted and is not written yet. Only listings that are public come in, so it does not grow beyond them.</summary>
internal sealed class ViewCounter<TContent>(
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ViewCounter<TContent>> logger
) : BackgroundService
    where TContent : ListingContent
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Guid, long> _opened = new();

    public void Add(Guid listing, long times = 1) => _opened.AddOrUpdate(listing, times, (_, before) => before + times);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.WhenStartedAsync(stoppingToken);
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await WriteAsync();
        }
        finally
        {
            await WriteAsync();
        }
    }

    /// <summary>Adds to the day's numbers, whichever replica wrote them last; what cannot be written is kept for the next time.</summary>
    private async Task WriteAsync()
    {
        if (_opened.IsEmpty)
            return;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<ListingsDbContext<TContent>>();
            var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            foreach (var listing in _opened.Keys)
            {
                if (!_opened.TryRemove(listing, out var times))
                    continue;
                try
                {
                    await db.Database.ExecuteSqlAsync(
                        $"INSERT INTO views (listing_id, day, opened) VALUES ({listing}, {day}, {times}) ON CONFLICT (listing_id, day) DO UPDATE SET opened = views.opened + excluded.opened"
                    );
                }
                catch
                {
                    Add(listing, times);
                    throw;
                }
            }
        }
        catch (Exception failure)
        {
            logger.LogWarning(failure, "Views could not be counted; tried again in {Period}", Period);
        }
    }
}
