using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Reports;

/// <summary>GET /api/reports/mine: what became of one's own reports, newest first. GET /api/reports/{id}: of one; with ?token= also for the visitor who made it.</summary>
internal static class FollowReport
{
    private const int Most = 100;

    /// <param name="Decision">Why it was dismissed.</param>
    internal sealed record Own(
        Guid Id,
        Guid ListingId,
        ListingKind Kind,
        string Title,
        string Reason,
        string? Text,
        ReportState State,
        DateTimeOffset At,
        string? Decision,
        DateTimeOffset? DecidedAt
    );

    internal sealed record All(IReadOnlyList<Own> Items);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/api/reports").WithTags("Reports");
        reports.MapGet("/mine", MineAsync).WithName("listOwnReports").RequireAuthorization(Authentication.AnyToken);
        reports.MapGet("/{id:guid}", GetAsync).WithName("followReport").ProducesProblem(404);
    }

    private static async Task<Ok<All>> MineAsync(ClaimsPrincipal user, MatchingDbContext db, CancellationToken cancellationToken)
    {
        var subject = user.Subject();
        return TypedResults.Ok(
            new All(
                await db
                    .Reports.AsNoTracking()
                    .Where(x => x.Subject == subject)
                    .OrderByDescending(x => x.Id)
                    .Take(Most)
                    .Select(x => new Own(x.Id, x.ListingId, x.Kind, x.Title, x.Reason, x.Text, x.State, x.At, x.Decision, x.DecidedAt))
                    .ToListAsync(cancellationToken)
            )
        );
    }

    private static async Task<Results<Ok<Own>, ProblemHttpResult>> GetAsync(
        Guid id,
        string? token,
        HttpContext context,
        MatchingDbContext db,
        CancellationToken cancellationToken
    )
    {
        var subject = context.User.FindFirstValue("sub");
        var hash = token is null ? null : Report.HashOf(token);
        var report = await db
            .Reports.AsNoTracking()
            .Where(x => x.Id == id && (subject != null && x.Subject == subject || hash != null && x.TokenHash == hash))
            .Select(x => new Own(x.Id, x.ListingId, x.Kind, x.Title, x.Reason, x.Text, x.State, x.At, x.Decision, x.DecidedAt))
            .SingleOrDefaultAsync(cancellationToken);
        return report is null ? Problem.NotFound("report") : TypedResults.Ok(report);
    }
}
