using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Reports;

/// <summary>Somebody says that a listing should not stand as it does: the operator of its region decides.</summary>
internal sealed class Report
{
    public required Guid Id { get; init; }
    public required Guid ListingId { get; init; }
    public required ListingKind Kind { get; init; }
    public required string Title { get; init; }
    public required string Region { get; init; }
    public required string Reason { get; init; }
    public string? Text { get; init; }
    public required Guid OrganisationId { get; init; }
    public required string Subject { get; init; }
    public required DateTimeOffset At { get; init; }
}

internal static class ReportListing
{
    private const int PageSize = 50;
    private const int LongestText = 2_000;
    private static readonly string[] Reasons = ["infringement", "falseInformation", "outdated", "duplicate", "spam", "other"];

    internal sealed record Request(string? Kind, Guid? Id, string? Reason, string? Text);

    internal sealed record Created(Guid Id);

    internal sealed record Item(
        Guid Id,
        Guid ListingId,
        ListingKind Kind,
        string Title,
        string Region,
        string Reason,
        string? Text,
        Guid OrganisationId,
        DateTimeOffset At
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/api/reports").WithTags("Reports");
        reports
            .MapPost("", CreateAsync)
            .WithName("reportListing")
            .RequireAuthorization(Authentication.SignedIn)
            .ProducesProblem(404)
            .ProducesProblem(422);
        reports.MapGet("", ListAsync).WithName("listReports").RequireAuthorization(Roles.Operator).ProducesProblem(422);
    }

    private static async Task<Results<Created<Created>, ProblemHttpResult>> CreateAsync(
        Request request,
        Caller caller,
        MatchingDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (request.Kind is not ("achievement" or "demand"))
            errors["kind"] = ["achievement or demand."];
        if (request.Id is null)
            errors["id"] = ["The id of a published listing."];
        if (!Reasons.Contains(request.Reason, StringComparer.Ordinal))
            errors["reason"] = [$"One of {string.Join(", ", Reasons)}."];
        if (request.Text?.EnumerateRunes().Count() > LongestText)
            errors["text"] = [$"At most {LongestText} characters."];
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        var now = time.GetUtcNow();
        var kind = request.Kind == "demand" ? ListingKind.Demand : ListingKind.Achievement;
        var copy = await db.Listings.AsNoTracking().Public(now).FirstOrDefaultAsync(x => x.Id == request.Id && x.Kind == kind, cancellationToken);
        if (copy is null)
            return Problem.NotFound("listing");
        var report = new Report
        {
            Id = Guid.CreateVersion7(now),
            ListingId = copy.Id,
            Kind = kind,
            Title = copy.Read().Title,
            Region = copy.Region,
            Reason = request.Reason!,
            Text = request.Text,
            OrganisationId = caller.OrganisationId,
            Subject = caller.Subject,
            At = now,
        };
        db.Reports.Add(report);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/reports/{report.Id}", new Created(report.Id));
    }

    /// <summary>What was reported in the operator's subtree, newest first.</summary>
    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> ListAsync(
        string? after,
        Caller caller,
        MatchingDbContext db,
        CancellationToken cancellationToken
    )
    {
        if (!Cursor.TryRead<Guid?>(after, out var last))
            return Problem.Invalid("after", "Not a cursor of this list.");
        var subtree = RegionCode.Prefix(caller.Region);
        var reports = db.Reports.AsNoTracking().Where(x => x.Region.StartsWith(subtree));
        if (last is not null)
            reports = reports.Where(x => x.Id < last);
        var rows = await reports
            .OrderByDescending(x => x.Id)
            .Take(PageSize + 1)
            .Select(x => new Item(x.Id, x.ListingId, x.Kind, x.Title, x.Region, x.Reason, x.Text, x.OrganisationId, x.At))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<Item>([.. rows.Take(PageSize)], rows.Count > PageSize ? Cursor.Of<Guid?>(rows[PageSize - 1].Id) : null));
    }
}
