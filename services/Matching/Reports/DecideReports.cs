using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Reports;

/// <summary>
/// GET /api/reports: what was reported in the operator's subtree. POST /api/reports/{id}/dismiss: nothing is wrong, and why. That a listing is taken down is for the service
/// that owns it; its event closes the reports (<see cref="FollowListings"/>).
/// </summary>
internal static class DecideReports
{
    private const int PageSize = 20;
    private const int LongestReason = 1_000;

    /// <param name="From">The organisation that the reporter acted for; null for a visitor.</param>
    /// <param name="Doubtful">Looks like advertising or like no text.</param>
    /// <param name="Others">Open reports of the same listing besides.</param>
    internal sealed record Item(
        Guid Id,
        Guid ListingId,
        ListingKind Kind,
        string Title,
        Guid OwnerId,
        string? Owner,
        string Reason,
        string? Text,
        string? From,
        bool Doubtful,
        ReportState State,
        DateTimeOffset At,
        string? Statement,
        DateTimeOffset? StatementAt,
        string? Decision,
        DateTimeOffset? DecidedAt,
        int Others
    );

    internal sealed record Request(string? Reason);

    private sealed record Place(bool Doubtful, Guid Id);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/api/reports").WithTags("Reports").RequireAuthorization(Roles.Operator);
        reports.MapGet("", ListAsync).WithName("listReports").ProducesProblem(422);
        reports
            .MapPost("/{id:guid}/dismiss", DismissAsync)
            .WithName("dismissReport")
            .Produces(204)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(422);
    }

    /// <summary>Open ones, those that wait longest first and doubtful ones last, with how many there are; with ?state=closed the decided ones, newest first.</summary>
    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> ListAsync(
        string? state,
        string? after,
        Caller caller,
        Language language,
        MatchingDbContext db,
        CancellationToken cancellationToken
    )
    {
        if (state is not (null or "open" or "closed"))
            return Problem.Invalid("state", "'state' is one of open, closed.");
        if (!Cursor.TryRead<Place>(after, out var last))
            return Problem.Invalid("after", "Not a cursor of this list.");
        var reports = db.Reports.AsNoTracking().DecidedBy(db, caller);
        if (state == "closed")
        {
            reports = reports.Where(x => x.State != ReportState.Open);
            if (last is not null)
                reports = reports.Where(x => x.Id < last.Id);
            reports = reports.OrderByDescending(x => x.Id);
        }
        else
        {
            reports = reports.Where(x => x.State == ReportState.Open);
            if (last is { Doubtful: true })
                reports = reports.Where(x => x.Doubtful && x.Id > last.Id);
            else if (last is not null)
                reports = reports.Where(x => x.Doubtful || x.Id > last.Id);
            reports = reports.OrderBy(x => x.Doubtful).ThenBy(x => x.Id);
        }
        var total = state == "closed" || last is not null ? (int?)null : await reports.CountAsync(cancellationToken);
        var rows = await reports
            .Take(PageSize + 1)
            .Select(x => new
            {
                Report = x,
                Owner = db.Organisations.FirstOrDefault(o => o.Id == x.OwnerId),
                From = db.Organisations.FirstOrDefault(o => o.Id == x.OrganisationId),
                Others = db.Reports.Count(y => y.ListingId == x.ListingId && y.Id != x.Id && y.State == ReportState.Open),
            })
            .ToListAsync(cancellationToken);
        var shown = rows.Take(PageSize).ToList();
        return TypedResults.Ok(
            new Page<Item>(
                [
                    .. shown.Select(x => new Item(
                        x.Report.Id,
                        x.Report.ListingId,
                        x.Report.Kind,
                        x.Report.Title,
                        x.Report.OwnerId,
                        x.Owner?.NameIn(language),
                        x.Report.Reason,
                        x.Report.Text,
                        x.From?.NameIn(language),
                        x.Report.Doubtful,
                        x.Report.State,
                        x.Report.At,
                        x.Report.Statement,
                        x.Report.StatementAt,
                        x.Report.Decision,
                        x.Report.DecidedAt,
                        x.Others
                    )),
                ],
                rows.Count > PageSize ? Cursor.Of(new Place(shown[^1].Report.Doubtful, shown[^1].Report.Id)) : null
            )
            {
                Total = total,
            }
        );
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DismissAsync(
        Guid id,
        Request request,
        Caller caller,
        MatchingDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (await db.Reports.DecidedBy(db, caller).SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } report)
            return Problem.NotFound("report");
        var reason = request.Reason?.Trim() ?? "";
        if (reason.Length == 0 || reason.EnumerateRunes().Count() > LongestReason)
            return Problem.Invalid("reason", $"'reason' needs 1 to {LongestReason} characters.");
        if (report.State != ReportState.Open)
            return AnswerComplaint.Closed(report);
        report.Dismiss(reason, caller.Subject, time.GetUtcNow());
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Problem.Conflict("Somebody else has decided it at this moment.");
        }
        return TypedResults.NoContent();
    }
}
