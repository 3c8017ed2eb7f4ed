using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Reviews.Claim;

namespace TechTransfer.Listings.Reviews;

/// <summary>GET reviews: what waits for the operator's region, the longest waiting first; never the operator's own organisation's.</summary>
internal static class ListReviews
{
    private const int MaxLimit = 100;
    private const int MaxAge = 366;

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/reviews", HandleAsync<TContent>).RequireAuthorization(Roles.Operator);

    private static async Task<Results<Ok<Page<ReviewItem>>, ProblemHttpResult>> HandleAsync<TContent>(
        string? after,
        int? limit,
        [AsParameters] Filter filter,
        Caller caller,
        HttpRequest request,
        ListingDesk<TContent> desk,
        Escalation escalation,
        ReviewClaims<TContent> claims,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (limit is < 1 or > MaxLimit)
            return Problem.Invalid("limit", $"limit is 1 to {MaxLimit}.");
        if (!Cursor.TryRead<Place>(after, out var place))
            return Problem.Invalid("after", "This is no cursor of this list.");
        if (filter.Region is { } region && RegionCode.Prefix(region) == "-")
            return Problem.Invalid("region", "'region' is no six-digit division code.");
        if (filter.MinAge is < 0 or > MaxAge)
            return Problem.Invalid("minAge", $"'minAge' is 0 to {MaxAge}.");
        if (filter.MaxAge is < 0 or > MaxAge)
            return Problem.Invalid("maxAge", $"'maxAge' is 0 to {MaxAge}.");
        if (filter.Claim is not (null or "none" or "mine" or "others"))
            return Problem.Invalid("claim", "claim is one of none, mine, others.");

        var waiting = Chosen(desk.Db.WaitingFor(caller).AsNoTracking(), filter, caller, desk, escalation);
        if (place is not null)
        {
            var (at, last) = (place.At.ToUniversalTime(), place.Id);
            waiting = waiting.Where(x => x.WaitingSince > at || x.WaitingSince == at && x.Id > last);
        }
        var size = limit ?? 20;
        var rows = await waiting.OrderBy(x => x.WaitingSince).ThenBy(x => x.Id).Take(size + 1).Summaries().ToListAsync(cancellationToken);
        var names = await desk.Db.NamesAsync(rows.Select(x => x.OrganisationId), cancellationToken);
        var held = await claims.ReadAsync([.. rows.Select(x => x.Id)], cancellationToken);
        var language = request.Headers.AcceptLanguage.ToString().TrimStart();
        return TypedResults.Ok(
            new Page<ReviewItem>(
                [.. rows.Take(size).Select(x => ReviewItem.Of(x, names, held, escalation, caller, language))],
                rows.Count > size ? Cursor.Of(new Place(rows[size - 1].WaitingSince!.Value, rows[size - 1].Id)) : null
            )
        );
    }

    /// <summary>What waits for the operators of the caller's subtree, his own organisation's left out.</summary>
    public static IQueryable<Listing<TContent>> WaitingFor<TContent>(this ListingsDbContext<TContent> db, Caller caller)
        where TContent : ListingContent
    {
        var prefix = RegionCode.Prefix(caller.Region);
        return db.Listings.Where(x => x.WaitingSince != null && x.OrganisationRegion.StartsWith(prefix) && x.OrganisationId != caller.OrganisationId);
    }

    private static IQueryable<Listing<TContent>> Chosen<TContent>(
        IQueryable<Listing<TContent>> waiting,
        Filter filter,
        Caller caller,
        ListingDesk<TContent> desk,
        Escalation escalation
    )
        where TContent : ListingContent
    {
        if (filter.Region is not null)
        {
            var prefix = RegionCode.Prefix(filter.Region);
            waiting = waiting.Where(x => x.OrganisationRegion.StartsWith(prefix));
        }
        if (filter.MinAge is { } age)
        {
            var before = escalation.OlderThan(age);
            waiting = waiting.Where(x => x.WaitingSince < before);
        }
        if (filter.MaxAge is { } most)
        {
            var since = escalation.OlderThan(most + 1);
            waiting = waiting.Where(x => x.WaitingSince >= since);
        }
        if (filter.Due == true)
            waiting = escalation.DueTo(waiting, caller.Region);
        var (now, subject) = (desk.Now, caller.Subject);
        var held = desk.Db.Claims.Where(x => x.Until > now);
        return filter.Claim switch
        {
            "none" => waiting.Where(x => !held.Any(c => c.ListingId == x.Id)),
            "mine" => waiting.Where(x => held.Any(c => c.ListingId == x.Id && c.Subject == subject)),
            "others" => waiting.Where(x => held.Any(c => c.ListingId == x.Id && c.Subject != subject)),
            _ => waiting,
        };
    }

    /// <param name="Region">Only of organisations of this region and those below it.</param>
    /// <param name="MinAge">Only what has waited for at least so many working days.</param>
    /// <param name="MaxAge">Only what has waited for at most so many.</param>
    /// <param name="Due">true: only what the caller's own level is responsible for by now.</param>
    /// <param name="Claim">none: taken up by nobody; mine; others.</param>
    internal sealed record Filter(string? Region, int? MinAge, int? MaxAge, bool? Due, string? Claim);

    internal sealed record Place(DateTimeOffset At, Guid Id);
}
