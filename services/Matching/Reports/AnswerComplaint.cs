using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Reports;

/// <summary>
/// GET /api/reports/against: infringement complaints about listings of the caller's organisation, without who complains. POST /api/reports/{id}/statement: its manager answers
/// one while it is open.
/// </summary>
internal static class AnswerComplaint
{
    private const int Most = 100;
    private const int LongestText = 4_000;

    internal sealed record Complaint(
        Guid Id,
        Guid ListingId,
        ListingKind Kind,
        string Title,
        string? Text,
        ReportState State,
        DateTimeOffset At,
        string? Statement,
        DateTimeOffset? StatementAt,
        string? Decision,
        DateTimeOffset? DecidedAt
    );

    internal sealed record All(IReadOnlyList<Complaint> Items);

    internal sealed record Request(string? Text);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/api/reports").WithTags("Reports").RequireAuthorization(Authentication.SignedIn);
        reports.MapGet("/against", ListAsync).WithName("listComplaints");
        reports
            .MapPost("/{id:guid}/statement", AnswerAsync)
            .WithName("answerComplaint")
            .Produces(204)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(422);
    }

    /// <summary>Open ones first, those that wait longest before others.</summary>
    private static async Task<Ok<All>> ListAsync(Caller caller, MatchingDbContext db, CancellationToken cancellationToken) =>
        TypedResults.Ok(
            new All(
                await db
                    .Reports.AsNoTracking()
                    .Against(caller)
                    .OrderByDescending(x => x.State == ReportState.Open)
                    .ThenBy(x => x.StatementAt != null)
                    .ThenByDescending(x => x.Id)
                    .Take(Most)
                    .Select(x => new Complaint(
                        x.Id,
                        x.ListingId,
                        x.Kind,
                        x.Title,
                        x.Text,
                        x.State,
                        x.At,
                        x.Statement,
                        x.StatementAt,
                        x.Decision,
                        x.DecidedAt
                    ))
                    .ToListAsync(cancellationToken)
            )
        );

    private static async Task<Results<NoContent, ProblemHttpResult>> AnswerAsync(
        Guid id,
        Request request,
        Caller caller,
        MatchingDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (await db.Reports.Against(caller).SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } report)
            return Problem.NotFound("complaint");
        if (!caller.IsManager)
            return Problem.Forbidden("A manager answers for the organisation.");
        var text = request.Text?.Trim() ?? "";
        if (text.Length == 0 || text.EnumerateRunes().Count() > LongestText)
            return Problem.Invalid("text", $"'text' needs 1 to {LongestText} characters.");
        if (report.State != ReportState.Open)
            return Closed(report);
        report.Answer(text, time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    public static ProblemHttpResult Closed(Report report) =>
        Problem.WrongState(char.ToLowerInvariant(report.State.ToString()[0]) + report.State.ToString()[1..], []);
}
